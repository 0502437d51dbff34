"""What a team can tell its site council, in plain sentences: no markup, no mentions, names only of its own.

A council is outside of the community. So of people in other teams no name is told, even where the community
may read it: "a member of the community".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from community.convenings.views import Convening
from community.ids import UserId
from community.learnings.views import Learning
from community.pdsa.views import Cycle, Stage
from community.reports.views import ReportedCycle
from community.teams.views import Team
from community.walltime import day_words

MOST_TOLD: Final = 6  # learnings in the message; the page has more
LONGEST_TOLD: Final = 280  # characters of one sentence, so that all of them fit a message
NO_LEARNINGS: Final = "No key learnings have been shared from it yet."
_ADDRESS: Final = re.compile(r"https?://\S+\.$")
A_MEMBER: Final = "a member of the community"

_LED_IN: Final = {
    "success": "What went well",
    "strategy": "A strategy that works",
    "did_not_work": "Tried, and it did not work",
    "challenge": "A challenge",
    "question": "A question we have",
    "resource": "Worth knowing",
}
_STAGES: Final = {
    Stage.PLAN: "It is being planned.",
    Stage.DO: "It is being tried out at our site.",
    Stage.STUDY: "We are looking at what the data say.",
    Stage.ACT: "We are deciding what to do with it.",
}
_DECISIONS: Final = {
    "adopt": "We have adopted it.",
    "adapt": "We are changing it and will try again.",
    "abandon": "We have given it up.",
    "": "We closed it early.",
}


def sentences(
    convening: Convening,
    team: Team,
    learnings: Iterable[Learning],
    cycles: Iterable[ReportedCycle],
    names: Mapping[UserId, str],
) -> tuple[str, ...]:
    """What to say first, what was learnt, what the team is testing."""
    told = [_learnt(each, team, names) for each in learnings][:MOST_TOLD]
    tested = [_tested(each) for each in cycles]
    return tuple(_short(line) for line in (*_met(convening), *(told or [NO_LEARNINGS]), *tested[:2]))


def named_for(team: Team, author: UserId | None, names: Mapping[UserId, str]) -> str:
    """Who said something, as a council may read it."""
    is_ours = author is not None and author in team.everybody
    return names.get(author, A_MEMBER) if author is not None and is_ours else A_MEMBER


def _met(convening: Convening) -> Iterable[str]:
    day = day_words(convening.starts_local.date())
    yield f"On {day} we met with {convening.community_name}: {convening.title}."
    if convening.objectives.strip():
        yield f"What it was for: {_line(convening.objectives)}"


def _learnt(learning: Learning, team: Team, names: Mapping[UserId, str]) -> str:
    said_by = f" ({named_for(team, learning.author, names)})"
    room = LONGEST_TOLD - len(said_by)
    return _short(f"{_LED_IN[learning.kind]}: {_line(learning.text)}", room) + said_by


def _tested(reported: ReportedCycle) -> str:
    cycle = reported.cycle
    seen = f" {reported.charts[0].measure.name}: {reported.charts[0].sentence}" if reported.charts else ""
    return f"Our team is testing a change: {_line(cycle.change or cycle.title)} {_standing(cycle)}{seen}"


def _standing(cycle: Cycle) -> str:
    if cycle.is_open:
        return "It is paused for now." if cycle.is_paused else _STAGES[cycle.stage]
    return _DECISIONS[cycle.decision or ""]


def _line(text: str) -> str:
    """On one line, ending as a sentence does; not after a web address, which would end with the full stop."""
    lines = (" ".join(part.split()) for part in text.splitlines())
    line = " ".join(_ended(part) for part in lines if part)
    return line.removesuffix(".") if _ADDRESS.search(line) else line


def _ended(line: str) -> str:
    return line if line[-1] in ".!?…:;,)”\"'" else f"{line}."


def _short(text: str, most: int = LONGEST_TOLD) -> str:
    """Whole words, then an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"
