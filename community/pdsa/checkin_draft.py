"""A check-in as typed, read and checked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from community.convenings.drafting import is_web_address
from community.errors import InvalidInput
from community.pdsa.consent import share_problems, share_warnings
from community.pdsa.numbers import amount_words, shortened
from community.pdsa.observations import UnreadableObservations, read_observations
from community.pdsa.views import CheckinDraft, Cycle, Measure, Observation, Status
from community.walltime import today_in

MOST_LINKS: Final = 10
_PERCENT: Final = ("%", "percent", "per cent", "pct")

Sentences = dict[str, str]  # by field
Seen = tuple[tuple[Measure, tuple[Observation, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReadCheckin:
    """What somebody says of their cycle, understood."""

    status: Status
    happened: str = ""
    surprises: str = ""
    links: tuple[str, ...] = ()
    help_wanted: str = ""
    observations: Seen = ()
    share: str = ""  # a learning for others, with consent; "" of one not shared
    shows_name: bool = False

    @property
    def helps(self) -> bool:
        """Whether a facilitator should hear of it."""
        return self.status is Status.STUCK or bool(self.help_wanted)


def read_checkin(draft: CheckinDraft, cycle: Cycle, today: date, *, accepted: bool) -> ReadCheckin:
    """Raises `InvalidInput` with what is wrong beside each field, and with warnings unless `accepted`."""
    problems: Sentences = {}
    status = _status(draft, problems)
    observations = _observations(draft, cycle, today, problems)
    links = _links(draft.links_text, problems)
    problems |= share_problems(draft)
    warnings = {} if accepted else _warnings(observations) | share_warnings(draft)
    if problems or warnings or status is None:
        raise InvalidInput(problems, warnings)
    return ReadCheckin(
        status=status,
        happened=draft.happened.strip(),
        surprises=draft.surprises.strip(),
        links=links,
        help_wanted=draft.help_wanted.strip(),
        observations=observations,
        share=draft.share.strip() if draft.shares else "",
        shows_name=draft.shows_name,
    )


def _status(draft: CheckinDraft, problems: Sentences) -> Status | None:
    try:
        return Status(draft.status)
    except ValueError:
        problems["status"] = "Say how it is going: on track, slower than planned, or stuck."
        return None


def _observations(draft: CheckinDraft, cycle: Cycle, today: date, problems: Sentences) -> Seen:
    """`draft.observations` has one text for each position; those beyond the measures were not shown."""
    found = []
    for measure in cycle.measures:
        text = draft.observations[measure.position - 1] if measure.position <= len(draft.observations) else ""
        try:
            found.append((measure, read_observations(text, starts_on=_first_day(cycle), today=today)))
        except UnreadableObservations as error:
            problems[_field(measure)] = str(error)
    return tuple((measure, observations) for measure, observations in found if observations)


def _first_day(cycle: Cycle) -> date:
    """Of what can have been observed: a team may begin "do" before the day it had planned."""
    if cycle.began_at is None:
        return cycle.starts_on
    return min(cycle.starts_on, today_in(cycle.zone, cycle.began_at))


def _links(text: str, problems: Sentences) -> tuple[str, ...]:
    links = tuple(dict.fromkeys(text.split()))
    wrong = next((link for link in links if not is_web_address(link)), None)
    if wrong is not None:
        problems["links"] = (
            f"“{shortened(wrong)}” is no web address. Write whole addresses, beginning with https:// or "
            "http://, one a line."
        )
    elif len(links) > MOST_LINKS:
        problems["links"] = f"{MOST_LINKS} links at most fit here; these are {len(links)}."
    return links


def _warnings(seen: Seen) -> Sentences:
    return {
        _field(measure): (
            f"{amount_words(beyond.value, '%')} is not between 0 % and 100 %. Keep it if it is meant so."
        )
        for measure, observations in seen
        if _is_share(measure) and (beyond := _beyond(observations)) is not None
    }


def _is_share(measure: Measure) -> bool:
    return measure.unit.strip().casefold() in _PERCENT


def _beyond(observations: Iterable[Observation]) -> Observation | None:
    return next((one for one in observations if not 0 <= one.value <= 100), None)


def _field(measure: Measure) -> str:
    return f"observations{measure.position}"
