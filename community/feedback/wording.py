"""What facilitators word of the questions: as they type it, as it is kept, and as the next survey asks it.

The next step and the learning are worded by us alone, because commitment and consent hang on them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from community.errors import InvalidInput
from community.feedback.survey import DEFAULT_QUESTIONS, LEARNING, NEXT_STEP, OPEN, RATING
from community.feedback.views import Question, Wording, WordingDraft

VALUABLE, CHANGE, PROMPT = "valuable", "change", "prompt"
MOST_STATEMENTS = 7
MOST_PROMPTS = 12
LONGEST_LINE = 150  # a label Slack shows on two or three lines of a phone

_USUAL = {question.id: question for question in DEFAULT_QUESTIONS}
ALWAYS_ASKED = (_USUAL[NEXT_STEP], _USUAL[LEARNING])
DEFAULT_WORDING = Wording(
    statements=tuple(question for question in DEFAULT_QUESTIONS if question.kind == RATING),
    valuable=_USUAL[VALUABLE].text,
    change=_USUAL[CHANGE].text,
    prompts=(),
)


def questions_of_survey(wording: Wording, number: int) -> tuple[Question, ...]:
    """What the next survey asks. `number` surveys of the community were before it, so prompts take turns."""
    asked = [
        *wording.statements,
        Question(VALUABLE, OPEN, wording.valuable),
        Question(CHANGE, OPEN, wording.change),
    ]
    if wording.prompts:
        prompt = wording.prompts[number % len(wording.prompts)]
        asked.append(Question(PROMPT, OPEN, prompt))
    return (*asked, *ALWAYS_ASKED)


def draft_of(wording: Wording) -> WordingDraft:
    """What the form shows."""
    return WordingDraft(
        statements_text="\n".join(statement.text for statement in wording.statements),
        valuable=wording.valuable,
        change=wording.change,
        prompts_text="\n".join(wording.prompts),
    )


def read_wording(draft: WordingDraft, before: Wording, new_id: Callable[[], str]) -> Wording:
    """The wording typed in place of `before`; what was emptied is as usual again. Raises `InvalidInput`."""
    statements, prompts = _lines(draft.statements_text), _lines(draft.prompts_text)
    valuable, change = (" ".join(_lines(text)) for text in (draft.valuable, draft.change))
    problems = {
        "statements": _problem_of_lines(statements, MOST_STATEMENTS),
        "valuable": _too_long(valuable),
        "change": _too_long(change),
        "prompts": _problem_of_lines(prompts, MOST_PROMPTS),
    }
    found = {field: sentence for field, sentence in problems.items() if sentence}
    if found:
        raise InvalidInput(found)
    return Wording(
        statements=_with_ids(statements, before.statements, new_id) or DEFAULT_WORDING.statements,
        valuable=valuable or DEFAULT_WORDING.valuable,
        change=change or DEFAULT_WORDING.change,
        prompts=tuple(prompts),
    )


def kept(wording: Wording) -> dict[str, Any]:
    """For the community's settings: only what is not as usual, so that better defaults reach the others."""
    parts, usual = asdict(wording), asdict(DEFAULT_WORDING)
    return {name: part for name, part in parts.items() if part != usual[name]}


def wording_of(parts: Mapping[str, Any]) -> Wording:
    """What `kept` kept."""
    usual = asdict(DEFAULT_WORDING) | dict(parts)
    statements = tuple(Question(one["id"], one["kind"], one["text"]) for one in usual["statements"])
    return Wording(statements, usual["valuable"], usual["change"], tuple(usual["prompts"]))


def _with_ids(
    lines: Sequence[str], before: Sequence[Question], new_id: Callable[[], str]
) -> tuple[Question, ...]:
    """A line that is unchanged keeps its id wherever it stands now. A changed one keeps the id of the line
    that stood in its place, unless that line only moved. All others get new ones.
    """
    unmoved = {statement.text: statement.id for statement in before}
    ids = [unmoved.get(line) for line in lines]
    for place, statement in enumerate(before[: len(lines)]):
        if ids[place] is None and statement.id not in ids:
            ids[place] = statement.id
    return tuple(Question(id_ or new_id(), RATING, line) for id_, line in zip(ids, lines, strict=True))


def _lines(text: str) -> list[str]:
    """Those with something to read on them; one blank between words, and nothing that cannot be seen."""
    cleaned = (" ".join(_visible(line).split()) for line in text.splitlines())
    return [line for line in cleaned if line]


def _visible(line: str) -> str:
    """Without control characters and half characters; with the joiners that emoji and scripts need, but not
    if there is nothing else.
    """
    shown = "".join(each for each in line if each.isspace() or unicodedata.category(each) not in ("Cc", "Cs"))
    return shown if any(unicodedata.category(each)[0] not in "CZ" for each in shown) else ""


def _problem_of_lines(lines: Sequence[str], most: int) -> str | None:
    if len(lines) > most:
        return f"At most {most} lines fit here; these are {len(lines)}."
    return next((problem for line in lines if (problem := _too_long(line))), None) or _said_twice(lines)


def _too_long(line: str) -> str | None:
    if len(line) <= LONGEST_LINE:
        return None
    return f"At most {LONGEST_LINE} characters fit on a line; this one has {len(line)}: “{line[:59]}…”."


def _said_twice(lines: Sequence[str]) -> str | None:
    twice = next(_repeats(lines), None)
    return None if twice is None else f"This line is here twice: “{twice}”."


def _repeats(lines: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for line in lines:
        if line.casefold() in seen:
            yield line
        seen.add(line.casefold())
