"""What must hold of a problem before it is kept, said beside the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from community.communities.views import Community
from community.errors import InvalidInput
from community.problems.identifying import identifying_details
from community.problems.steps import DAY_BEGINS, DAY_ENDS
from community.problems.views import FollowUpDraft, Pace, ProblemDraft, ReflectionDraft
from community.walltime import (
    MORNING,
    NoSuchWallTime,
    day_words,
    is_holiday,
    is_working_day,
    moment_words,
    next_working_day,
    resolve,
    time_words,
    wall_of,
)

LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "title": 120,
        "numbers": 1000,
        "observations": 1000,
        "metric": 80,
        "practice": 150,
        "student_group": 80,
        "tried": 1000,
        "focus_question": 300,
    }
)
FURTHEST = timedelta(days=370)
MOST_TAKEAWAYS = 10
LONGEST_TAKEAWAY = 500
LONGEST_REFLECTION = 2000
LONGEST_NOTE = 500
LONGEST_WORDS = 3000  # Slack shows no more in one part of a message

KINDS_OF_LEARNING: Mapping[str, str] = MappingProxyType(
    {"worked": "success", "partly": "challenge", "did_not_work": "did_not_work"}
)
WAS_NAMED = "Until now your name stood with it in /cop problems: somebody may have seen whose it is."
NOT_SHARED = "Takeaways go no further without the tick below them, and I do not keep them."
LEARNING_NOT_SHARED = "Your learning goes no further without the tick below it, and I do not keep it."

_ONE_LINE = frozenset({"title", "metric", "practice", "student_group", "focus_question"})

Sentences = dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckedProblem:
    """A draft that may be kept: words trimmed, and when it begins."""

    words: Mapping[str, str]  # by column
    begins_at: datetime
    pace: Pace
    is_anonymous: bool


def check(
    draft: ProblemDraft, community: Community, now: datetime, *, accepted: bool, was_named: bool = False
) -> CheckedProblem:
    """Raises `InvalidInput` by field; `accepted`: the person has seen the warnings.

    Warnings: no evidence is named; something may tell who a student is; it begins after the school year; the
    name is taken away from what members could see until now (`was_named`).
    """
    problems, warnings = _of_words(draft), _worth_asking(draft)
    if was_named and draft.is_anonymous:
        warnings["is_anonymous"] = WAS_NAMED
    pace = _pace(draft, problems)
    begins_at = _begins_at(draft, pace, community, now, problems)
    if begins_at is not None:
        warnings |= _after_the_year(begins_at, community)
    _raise_any(problems, warnings, accepted=accepted)
    if begins_at is None:
        raise LookupError("no beginning, and no problem with it")
    return CheckedProblem(_trimmed(draft), begins_at, pace, draft.is_anonymous)


def check_reflection(draft: ReflectionDraft, *, accepted: bool) -> tuple[str, ...]:
    """The takeaways, one a line. Raises `InvalidInput` beside `heard`, `will_try`, `takeaways`.

    Warnings: something may tell who a student is; takeaways without the tick that lets them go on.
    """
    problems: Sentences = {}
    for field in ("heard", "will_try"):
        problems |= _too_long(field, getattr(draft, field), LONGEST_REFLECTION)
    takeaways = takeaway_lines(draft.takeaways)
    if not draft.heard.strip() and not draft.will_try.strip():
        problems["heard"] = "Say what you heard, or what you will try."
    if len(takeaways) > MOST_TAKEAWAYS:
        problems["takeaways"] = f"At most {MOST_TAKEAWAYS} takeaways fit here; these are {len(takeaways)}."
    elif any(len(line) > LONGEST_TAKEAWAY for line in takeaways):
        problems["takeaways"] = f"Each takeaway is one line of at most {LONGEST_TAKEAWAY} characters."
    elif draft.shares and not takeaways:
        problems["takeaways"] = "Write at least one takeaway to share, or take the tick away."
    warnings = _may_tell_who(draft, ("heard", "will_try", *(("takeaways",) if draft.shares else ())))
    if takeaways and not draft.shares:
        warnings["takeaways"] = NOT_SHARED
    _raise_any(problems, warnings, accepted=accepted)
    return takeaways


def check_follow_up(draft: FollowUpDraft, *, accepted: bool) -> None:
    """Raises `InvalidInput` beside `tried`, `went`, `result`, `learning`; warnings as of a reflection.

    How it went says only what kind of learning it is, so of what is not shared it is not asked.
    """
    problems: Sentences = {}
    for field in ("tried", "result"):
        problems |= _too_long(field, getattr(draft, field), LONGEST_REFLECTION)
    problems |= _too_long("learning", draft.learning, LONGEST_TAKEAWAY)
    if draft.shares and draft.went not in KINDS_OF_LEARNING:
        problems["went"] = "Choose how it went: others find by it what helped, and what did not."
    if not draft.tried.strip():
        problems["tried"] = "Say what you tried; “nothing yet” is an answer, too."
    if draft.shares and not draft.learning.strip():
        problems["learning"] = "Write the learning to share, or take the tick away."
    warnings = _may_tell_who(draft, ("learning",) if draft.shares else ())
    if draft.learning.strip() and not draft.shares:
        warnings["learning"] = LEARNING_NOT_SHARED
    _raise_any(problems, warnings, accepted=accepted)


def check_words(text: str, *, accepted: bool) -> str:
    """What the bot is to say for a presenter, trimmed. Raises `InvalidInput` beside `words`."""
    words = text.strip()
    problems: Sentences = {}
    if not words:
        problems["words"] = "Write what you want to say."
    elif len(words) > LONGEST_WORDS:
        problems["words"] = f"That is {len(words)} characters; {LONGEST_WORDS} fit. Say it in two parts."
    found = identifying_details(words)
    _raise_any(problems, {} if found is None else {"words": found}, accepted=accepted)
    return words


def check_line(field: str, text: str, *, missing: str = "") -> str:
    """A note or a reason, trimmed. Raises `InvalidInput` beside `field`: too long, or `missing` if empty."""
    problems = _too_long(field, text, LONGEST_NOTE)
    if missing and not text.strip():
        problems[field] = missing
    if problems:
        raise InvalidInput(problems)
    return text.strip()


def takeaway_lines(text: str) -> tuple[str, ...]:
    """What was written one a line, without bullets."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _trimmed(draft: ProblemDraft) -> dict[str, str]:
    return {
        name: " ".join(getattr(draft, name).split()) if name in _ONE_LINE else getattr(draft, name).strip()
        for name in LENGTHS
    }


def _of_words(draft: ProblemDraft) -> Sentences:
    problems: Sentences = {}
    for name, most in LENGTHS.items():
        problems |= _too_long(name, getattr(draft, name), most)
    if not draft.title.strip():
        problems["title"] = "Give the problem a title: a few words by which peers will know it."
    if not draft.focus_question.strip():
        problems["focus_question"] = "Ask one question: what do you want your peers to help you think about?"
    return problems


def _worth_asking(draft: ProblemDraft) -> Sentences:
    warnings = _may_tell_who(draft, LENGTHS)
    if not draft.numbers.strip() and not draft.observations.strip():
        warnings["numbers"] = (
            "It names no evidence yet: a number or something you saw would show your peers what it is about."
        )
    return warnings


def _may_tell_who(draft: ProblemDraft | ReflectionDraft | FollowUpDraft, fields: Iterable[str]) -> Sentences:
    """What in these fields, which others will read, may tell who a student is."""
    found = ((name, identifying_details(getattr(draft, name))) for name in fields)
    return {name: sentence for name, sentence in found if sentence is not None}


def _raise_any(problems: Sentences, warnings: Sentences, *, accepted: bool) -> None:
    """What is wrong always; what is only odd unless the person has seen it."""
    if problems or (warnings and not accepted):
        raise InvalidInput(problems, {} if accepted else warnings)


def _too_long(field: str, text: str, most: int) -> Sentences:
    length = len(text.strip())
    return {field: f"At most {most} characters fit here; these are {length}."} if length > most else {}


def _pace(draft: ProblemDraft, problems: Sentences) -> Pace:
    try:
        return Pace(draft.pace)
    except ValueError:
        problems["pace"] = "Choose live, normal or slow."
        return Pace.NORMAL


def _begins_at(
    draft: ProblemDraft, pace: Pace, community: Community, now: datetime, problems: Sentences
) -> datetime | None:
    wall = _begins_wall(draft, pace, community, now, problems)
    if wall is None:
        return None
    try:
        begins_at = resolve(wall, community.zone).at
    except NoSuchWallTime as skipped:
        problems["begins_time"] = str(skipped)
        return None
    problems |= _wrong_time(wall, begins_at, now)
    return begins_at


def _begins_wall(
    draft: ProblemDraft, pace: Pace, community: Community, now: datetime, problems: Sentences
) -> datetime | None:
    here = wall_of(now, community.zone)
    if draft.begins_on is None:
        day = next_working_day(here.date(), community.holidays)
        chosen = datetime.combine(day, _clean(draft.begins_time) or MORNING)
    elif not 2000 <= draft.begins_on.year <= 2200:
        problems["begins_on"] = "Choose a year people will live to see."
        return None
    elif draft.begins_on == here.date() and draft.begins_time is None:
        chosen = here.replace(second=0, microsecond=0) + timedelta(minutes=1)  # today without an hour: now
    else:
        chosen = datetime.combine(draft.begins_on, _clean(draft.begins_time) or MORNING)
    if pace is not Pace.LIVE:
        problems |= _out_of_hours(chosen, community)
    return chosen


def _clean(moment: time | None) -> time | None:
    return None if moment is None else moment.replace(second=0, microsecond=0, tzinfo=None)


def _out_of_hours(wall: datetime, community: Community) -> Sentences:
    """Days off and evenings are for live threads only, which people agree on."""
    if not is_working_day(wall.date(), community.holidays):
        why = "a holiday" if is_holiday(wall.date(), community.holidays) else "at a weekend"
        working = next_working_day(wall.date(), community.holidays)
        return {
            "begins_on": f"{day_words(wall.date())} is {why}, and steps open on working days. "
            f"{day_words(working)} is the next one."
        }
    if not DAY_BEGINS <= wall.time() <= DAY_ENDS:
        hours = f"{time_words(DAY_BEGINS)} and {time_words(DAY_ENDS)}"
        return {"begins_time": f"Steps open between {hours}. Choose an hour within, or the live pace."}
    return {}


def _wrong_time(wall: datetime, begins_at: datetime, now: datetime) -> Sentences:
    if begins_at <= now:
        field = "begins_on" if begins_at < now - timedelta(days=1) else "begins_time"
        return {field: f"{moment_words(wall)} is past. Choose a time to come, or leave both empty."}
    if begins_at > now + FURTHEST:
        return {"begins_on": "This is more than a year away. Check the year."}
    return {}


def _after_the_year(begins_at: datetime, community: Community) -> Sentences:
    last: date = community.year_ends_on
    if wall_of(begins_at, community.zone).date() <= last:
        return {}
    return {"begins_on": f"The school year ends on {day_words(last)}, before this begins."}
