"""When two problems are alike: the same metric, the same student group, or much the same words.

Metric and group are compared as `key_of` writes them. Words are those of title, focus question and practice
that carry meaning; two problems share their words when at least three are (nearly) the same, and these are at
least half of the words of the one that has fewer. Nearly: "discussion" and "discussions", a slip of the pen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

METRIC, GROUP, WORDS = "metric", "group", "words"

_NEARLY = 85.0  # of 100: how alike two words must be to count as one
_FEWEST_COMMON = 3
_SHARE_COMMON = 0.5
_SHORTEST = 4  # letters: shorter words say little
_MOST_WORDS = 120
_WORD = re.compile(r"[^\W_]+")
_LITTLE_MEANT = """
about after again also because been before being between both does doing done during each else even every from
have here into just like make many more most much only other over same should some such than that their them
then there these they this those through time very want were what when where which while will with without
would your help student students teacher teachers class classes school lesson lessons
"""
_EMPTY_WORDS = frozenset(_LITTLE_MEANT.split())


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a problem is compared. `metric` and `group` are keys, "" where there is none."""

    metric: str
    group: str
    words: frozenset[str]


def key_of(text: str) -> str:
    """What is compared of a metric or a group: case, spacing and punctuation do not count."""
    return " ".join(_WORD.findall(text.casefold()))


def traits_of(*, metric: str, student_group: str, texts: tuple[str, ...]) -> Traits:
    """`texts`: title, focus question and practice."""
    return Traits(key_of(metric), key_of(student_group), telling_words(" ".join(texts)))


def telling_words(text: str) -> frozenset[str]:
    """The words that carry meaning, in lower case."""
    words = (word for word in _WORD.findall(text.casefold()) if len(word) >= _SHORTEST)
    return frozenset([word for word in dict.fromkeys(words) if word not in _EMPTY_WORDS][:_MOST_WORDS])


def why_alike(one: Traits, other: Traits) -> tuple[str, ...]:
    """In which ways two problems are alike, out of `metric`, `group` and `words`; empty if they are not."""
    reasons = {
        METRIC: bool(one.metric) and one.metric == other.metric,
        GROUP: bool(one.group) and one.group == other.group,
        WORDS: _share_words(one.words, other.words),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _share_words(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    if len(fewer) < _FEWEST_COMMON:
        return False
    choices = sorted(more)
    common = sum(1 for word in fewer if _is_among(word, choices))
    return common >= _FEWEST_COMMON and common >= _SHARE_COMMON * len(fewer)


def _is_among(word: str, choices: list[str]) -> bool:
    return process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=_NEARLY) is not None
