"""What the schedule form must hold before a convening is kept: sentences, by the field they stand beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from community.communities.views import Community, Person
from community.convenings.agenda import agenda_text, check_fits, parse_agenda
from community.convenings.lengths import read_length
from community.convenings.touchpoints import ANNOUNCE_DAYS, default_announce_at
from community.convenings.views import AgendaItem, Convening, ConveningDraft
from community.errors import InvalidInput
from community.ids import UserId
from community.walltime import (
    MORNING,
    NoSuchWallTime,
    Resolved,
    day_words,
    moment_words,
    resolve,
    time_words,
    wall_of,
)

LONGEST_SESSION = timedelta(hours=24)
FURTHEST = timedelta(days=2 * 366)  # a year mistyped is a convening nobody ever sees
MODES = ("virtual", "in_person", "hybrid")
LENGTHS: Mapping[str, int] = {
    "title": 150,
    "objectives": 2000,
    "place": 300,
    "link": 2000,
    "spotlight": 1000,
    "agenda_text": 3000,
}

Sentences = dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft that can be kept: every word trimmed, every time resolved."""

    title: str
    objectives: str
    starts_local: datetime
    zone: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    link: str
    agenda: tuple[AgendaItem, ...]
    facilitator: UserId | None
    note_taker: UserId | None
    spotlight: str
    announce_at: datetime


def check(
    draft: ConveningDraft,
    community: Community,
    people: Mapping[UserId, Person],
    now: datetime,
    *,
    accepted: bool,
    existing: Convening | None = None,
) -> CheckedDraft:
    """The draft with its times resolved, in `existing`'s zone or else the community's.

    Raises `InvalidInput` with what is wrong, and with warnings unless they are `accepted`. A session that
    goes on already may be edited, but not moved.
    """
    zone = existing.zone if existing else community.zone
    problems = _words(draft) | _people(draft, people)
    warnings = _where(draft)
    start = _start(draft, zone, problems, warnings)
    minutes = _minutes(draft, problems)
    agenda = _agenda(draft, minutes, problems)
    if start is not None:
        problems |= _too_early_or_late(draft, start, now, existing)
        warnings |= _in_a_holiday(start, community) | _after_the_year(start, minutes, community, zone)
    announce_at = None if start is None else _announce_at(draft, start, zone, now, existing, problems)
    warnings |= _announced_late(draft, zone, now, existing)
    is_complete = not problems and (accepted or not warnings)
    if not is_complete or start is None or minutes is None or announce_at is None:
        raise InvalidInput(problems, {} if accepted else warnings)
    return _checked(draft, zone, start, minutes, announce_at, agenda)


def draft_of(convening: Convening) -> ConveningDraft:
    """The form filled in with the convening as it stands."""
    announced = wall_of(convening.announce_at, convening.zone)
    return ConveningDraft(
        title=convening.title,
        objectives=convening.objectives,
        starts_on=convening.starts_local.date(),
        starts_time=convening.starts_local.time(),
        minutes_text=str(convening.minutes),
        mode=convening.mode,
        place=convening.place,
        link=convening.link,
        agenda_text=agenda_text(convening.agenda),
        facilitator=convening.facilitator,
        note_taker=convening.note_taker,
        spotlight=convening.spotlight,
        announce_on=announced.date(),
        announce_time=announced.time().replace(second=0, microsecond=0),
    )


def _checked(
    draft: ConveningDraft,
    zone: str,
    start: _Start,
    minutes: int,
    announce_at: datetime,
    agenda: tuple[AgendaItem, ...],
) -> CheckedDraft:
    return CheckedDraft(
        title=_line(draft.title),
        objectives=draft.objectives.strip(),
        starts_local=start.wall,
        zone=zone,
        minutes=minutes,
        starts_at=start.at,
        ends_at=start.at + timedelta(minutes=minutes),
        mode=draft.mode,
        place=_line(draft.place),
        link=draft.link.strip(),
        agenda=agenda,
        facilitator=draft.facilitator,
        note_taker=draft.note_taker,
        spotlight=draft.spotlight.strip(),
        announce_at=announce_at,
    )


@dataclass(frozen=True, slots=True)
class _Start:
    wall: datetime
    at: datetime


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(draft: ConveningDraft) -> Sentences:
    problems: Sentences = {}
    if not draft.title.strip():
        problems["title"] = "Give the convening a title."
    for name, most in LENGTHS.items():
        length = len(getattr(draft, name).strip())
        if length > most:
            field = name.removesuffix("_text")
            problems[field] = f"At most {most} characters fit here; these are {length}."
    if draft.mode not in MODES:
        problems["mode"] = "Choose online, in person, or both."
    if draft.link.strip() and not is_web_address(draft.link.strip()):
        problems.setdefault("link", "Write the whole address, beginning with https:// or http://.")
    return problems


def is_web_address(text: str) -> bool:
    """Whether this is one whole address that a browser opens."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not any(sign.isspace() for sign in text)


def _people(draft: ConveningDraft, people: Mapping[UserId, Person]) -> Sentences:
    chosen = {"facilitator": draft.facilitator, "note_taker": draft.note_taker}
    problems: Sentences = {}
    for field, user_id in chosen.items():
        person = people.get(user_id) if user_id else None
        if person is not None and person.is_bot:
            problems[field] = f"{person.name} is an app. Choose a person."
        elif person is not None and person.is_deactivated:
            problems[field] = f"{person.name}'s account is deactivated. Choose somebody else."
    return problems


def _where(draft: ConveningDraft) -> Sentences:
    warnings: Sentences = {}
    if draft.mode in ("virtual", "hybrid") and not draft.link.strip():
        warnings["link"] = "There is no link yet: people online will not know where to go."
    if draft.mode in ("in_person", "hybrid") and not draft.place.strip():
        warnings["place"] = "There is no place yet: people will not know where to go."
    return warnings


def _start(draft: ConveningDraft, zone: str, problems: Sentences, warnings: Sentences) -> _Start | None:
    if draft.starts_on is None:
        problems["starts_on"] = "Choose the day."
    elif not 2000 <= draft.starts_on.year <= 2200:
        problems["starts_on"] = "Choose a year people will live to see."
    if draft.starts_time is None:
        problems["starts_time"] = "Choose the time."
    if draft.starts_on is None or draft.starts_time is None or "starts_on" in problems:
        return None
    wall = datetime.combine(draft.starts_on, draft.starts_time.replace(second=0, microsecond=0, tzinfo=None))
    resolved = _resolved(wall, zone, "starts_time", problems)
    if resolved is None:
        return None
    if resolved.is_twice:
        warnings["starts_time"] = (
            f"On {day_words(wall.date())} clocks in {zone} go back, so {time_words(wall.time())} comes "
            "twice. The first of the two is meant."
        )
    return _Start(wall, resolved.at)


def _resolved(wall: datetime, zone: str, field: str, problems: Sentences) -> Resolved | None:
    try:
        return resolve(wall, zone)
    except NoSuchWallTime as problem:
        problems[field] = str(problem)
        return None


def _minutes(draft: ConveningDraft, problems: Sentences) -> int | None:
    typed = _line(draft.minutes_text)
    minutes = read_length(typed)
    if not typed:
        problems["minutes"] = "Say how many minutes it lasts."
    elif minutes is None:
        problems["minutes"] = f"“{typed[:40]}” is no length. Write the minutes, such as 75, or 1h15."
    elif minutes < 1:
        problems["minutes"] = "A session lasts at least a minute."
    elif timedelta(minutes=min(minutes, 10**6)) > LONGEST_SESSION:
        problems["minutes"] = "A session lasts at most 24 hours (1440 minutes)."
    return None if "minutes" in problems else minutes


def _agenda(draft: ConveningDraft, minutes: int | None, problems: Sentences) -> tuple[AgendaItem, ...]:
    try:
        agenda = parse_agenda(draft.agenda_text)
        if minutes is not None:
            check_fits(agenda, minutes)
    except InvalidInput as found:
        problems |= {**found.problems, **problems}
        return ()
    return agenda


def _too_early_or_late(
    draft: ConveningDraft, start: _Start, now: datetime, existing: Convening | None
) -> Sentences:
    has_begun = existing is not None and existing.starts_at <= now
    if existing is not None and has_begun:
        if start.at == existing.starts_at:
            return {}
        return {"starts_time": "The session has begun: its start cannot be moved any more."}
    if start.at <= now:
        field = "starts_on" if draft.starts_on and start.at < now - timedelta(days=1) else "starts_time"
        return {field: f"{moment_words(start.wall)} is past. Choose a time to come."}
    if start.at > now + FURTHEST:
        return {"starts_on": "This is more than two years away. Check the year."}
    return {}


def _after_the_year(start: _Start, minutes: int | None, community: Community, zone: str) -> Sentences:
    last: date = wall_of(start.at + timedelta(minutes=minutes or 0), zone).date()
    if last <= community.year_ends_on:
        return {}
    return {"starts_on": f"The school year ends on {day_words(community.year_ends_on)}, before this session."}


def _in_a_holiday(start: _Start, community: Community) -> Sentences:
    """Messages to people wait until a holiday is over, which may be too late for those about this session."""
    day = start.wall.date()
    for holiday in community.holidays:
        if holiday.starts_on <= day <= holiday.ends_on:
            name = holiday.name or "a holiday"
            return {
                "starts_on": f"This is in {name}, until {day_words(holiday.ends_on)}: nobody gets direct "
                "messages on those days."
            }
    return {}


def _announce_at(
    draft: ConveningDraft,
    start: _Start,
    zone: str,
    now: datetime,
    existing: Convening | None,
    problems: Sentences,
) -> datetime | None:
    """When to announce: as chosen, at once if that is past. One that has gone out keeps its time."""
    if existing is not None and existing.announce_at <= now:
        return existing.announce_at
    if existing is not None and _is_as_before(draft, existing):
        chosen_at: datetime | None = existing.announce_at
    elif draft.announce_on is None:
        chosen_at = default_announce_at(start.wall, zone, now)
    else:
        chosen_at = _chosen(draft, zone, problems)
    if chosen_at is None:
        return None
    if now < start.at <= chosen_at:  # a start in the past is said already
        problems.setdefault("announce_on", "The announcement must come before the session starts.")
    return max(chosen_at, now)


def _announced_late(draft: ConveningDraft, zone: str, now: datetime, existing: Convening | None) -> Sentences:
    """An announcement cannot be taken back: a mistyped month is asked about first. Today means at once."""
    chosen = draft.announce_on
    is_as_before = existing is not None and _is_as_before(draft, existing)
    if chosen is None or is_as_before or chosen >= wall_of(now, zone).date():
        return {}
    return {"announce_on": "The day to announce it is past: it would be announced at once."}


def _is_as_before(draft: ConveningDraft, existing: Convening) -> bool:
    before = draft_of(existing)
    return (draft.announce_on, draft.announce_time) == (before.announce_on, before.announce_time)


def _chosen(draft: ConveningDraft, zone: str, problems: Sentences) -> datetime | None:
    if draft.announce_on is None:
        return None
    if not 2000 <= draft.announce_on.year <= 2200:
        problems["announce_on"] = f"Choose a day, or leave it empty for {ANNOUNCE_DAYS} days before."
        return None
    time_of_day = (draft.announce_time or MORNING).replace(second=0, microsecond=0, tzinfo=None)
    resolved = _resolved(datetime.combine(draft.announce_on, time_of_day), zone, "announce_time", problems)
    return None if resolved is None else resolved.at
