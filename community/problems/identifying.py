"""What in a text may tell who a student is. Simple rules that can be explained; they ask, and never forbid.

- An e-mail address.
- A phone number: seven digits or more in groups, as `555-123-4567` or `+49 30 1234567`.
- A number of one person: "student ID", "student number", "SSN" and the like with four digits or more, or
  `123-45-6789`.
- A birth date: "born", "birthday", "date of birth" or "DOB" with a number soon after.
- A name: a word with a capital letter after "student", "pupil", "girl", "boy", "child", "kid", "son" or
  "daughter", as in "my student Maria Lopez", also with "named" or "called" between.

Days, months, languages and subjects are no names. A name without such a word before it is not found: the
form's hint asks for "a student" in the first place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(
    r"(?<![\w-])(?:\+\d[\d ().-]{6,18}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4})(?![\w-])"
)
_NUMBER = re.compile(
    r"\b(?:(?:student|pupil|school)\s*(?:id|no\.?|number|nr\.?)|ssn|social security(?: number)?|id)"
    r"\s*(?:is|:|#|no\.?)?\s*[#:]?\s*[a-z]{0,3}-?\d{4,}\b|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:born|birthday|birth ?date|date of birth|dob)\b[^\n.;]{0,24}?\d", re.IGNORECASE)
_STUDENT = re.compile(
    r"\b(?:students?|pupils?|girls?|boys?|child|children|kids?|sons?|daughters?)"
    r"(?:\s*,|\s+(?:is\s+)?(?:named|called)|\s+whose\s+name\s+is)?\s+(?P<name>[^\W\d_][\w'’-]+)"
)
_CAPITALISED = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December English Spanish French German Chinese Mandarin Arabic Latin
American Latino Latina Hispanic African Asian Native Black White European Math Maths Mathematics Algebra
Geometry Calculus Science Biology Chemistry Physics History Art Music PE Reading Writing Grade Year
Council Growth Services Support Success Center Centre Achievement Learning Learners Title Tier Head Start
The We They He She It And But So In On At When If Who Our My
"""
_NO_NAMES = frozenset(_CAPITALISED.split())

_SAY_SO = "Say “a student”, not who it is."


def identifying_details(text: str) -> str | None:
    """A sentence about the first thing in `text` that may tell who a student is; `None` if nothing does."""
    for find, what in _RULES:
        found = find(text)
        if found is not None:
            return f"“{_shortened(found)}” looks like {what}. {_SAY_SO}"
    return None


def _by(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def find(text: str) -> str | None:
        found = pattern.search(text)
        return None if found is None else found.group(0).strip()

    return find


def _name(text: str) -> str | None:
    found = (match for match in _STUDENT.finditer(text) if _is_name(match["name"]))
    return next((" ".join(match.group(0).split()) for match in found), None)


def _is_name(word: str) -> bool:
    """A capital letter and then small ones; shouted words (IEP, ELL) are none."""
    bare = re.sub(r"['’]s$", "", word)
    return bare[:1].isupper() and not bare.isupper() and bare not in _NO_NAMES


_RULES: tuple[tuple[Callable[[str], str | None], str], ...] = (
    (_by(_EMAIL), "an e-mail address"),
    (_by(_NUMBER), "a number that belongs to one person"),
    (_by(_PHONE), "a phone number"),
    (_by(_BIRTH), "a birth date"),
    (_name, "a student's name"),
)


def _shortened(found: str) -> str:
    return found if len(found) <= 40 else found[:39] + "…"
