"""What a community's form must hold before it is kept: sentences, keyed by the field they stand beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from community.communities.emoji import read_emoji
from community.communities.holidays import UnreadableHolidays, read_holidays
from community.communities.views import CommunityDraft, Person
from community.ids import ChannelId, UserId
from community.walltime import is_zone

NAME_LENGTH = 80
PURPOSE_LENGTH = 500
MOST_FACILITATORS = 20
NO_EMOJI = "Write one emoji by its name, such as :bulb:, or leave this empty."
LONGEST_YEAR_DAYS = 400
FIRST_YEAR, LAST_YEAR = 2000, 2200

Problem = tuple[str, str]  # a field of the form, and the sentence shown beside it


def problems_of(
    draft: CommunityDraft, home_channel: ChannelId, people: Mapping[UserId, Person]
) -> dict[str, str]:
    """What is wrong with the draft, the first problem of each field. `people` describes the facilitators."""
    problems: dict[str, str] = {}
    for checks in (_words(draft), _facilitators(draft, people), _year(draft), _digest(draft)):
        for field, sentence in checks:
            problems.setdefault(field, sentence)
    if not is_zone(draft.zone):
        problems["zone"] = f"“{draft.zone[:60]}” is no time zone. Write one like America/Los_Angeles."
    if draft.leaders_channel == home_channel:
        problems["leaders_channel"] = (
            "This is the community's own channel. Choose another, or leave it empty."
        )
    if read_emoji(draft.learning_reaction) is None:
        problems["learning_reaction"] = NO_EMOJI
    problems.update(_holidays(draft))
    return problems


def warnings_of(draft: CommunityDraft, caller: UserId, today: date) -> dict[str, str]:
    """What is odd but may be meant; the draft is known to have no problems. `today` is a date in its zone."""
    warnings: dict[str, str] = {}
    if caller not in draft.facilitators:
        warnings["facilitators"] = "You are not among the facilitators: only they can change this afterwards."
    if draft.year_ends_on is not None and draft.year_ends_on < today:
        warnings["year_ends_on"] = "This school year is over: no digest will be posted."
    return warnings


def _words(draft: CommunityDraft) -> Iterator[Problem]:
    yield from _filled("name", draft.name, NAME_LENGTH, "Give the community a name.")
    whole = "Say this in a few words: it is shown in the community's purpose."
    yield from _filled("purpose_whom", draft.purpose.whom, PURPOSE_LENGTH, whole)
    yield from _filled("purpose_shared", draft.purpose.shared, PURPOSE_LENGTH, whole)
    yield from _filled("purpose_practice", draft.purpose.practice, PURPOSE_LENGTH, whole)


def _filled(field: str, text: str, limit: int, if_empty: str) -> Iterator[Problem]:
    if not text.strip():
        yield field, if_empty
    elif len(text.strip()) > limit:
        yield field, f"At most {limit} characters fit here; these are {len(text.strip())}."


def _facilitators(draft: CommunityDraft, people: Mapping[UserId, Person]) -> Iterator[Problem]:
    if not draft.facilitators:
        yield "facilitators", "A community needs at least one facilitator."
    if len(draft.facilitators) > MOST_FACILITATORS:
        yield "facilitators", f"At most {MOST_FACILITATORS} facilitators fit here."
    for user_id in draft.facilitators:
        person = people.get(user_id)
        if person is None:
            yield "facilitators", f"Slack does not know {user_id} here. Choose somebody of this workspace."
        elif person.is_bot:
            yield "facilitators", f"{person.name} is an app. Choose people."
        elif person.is_deactivated:
            yield "facilitators", f"{person.name}'s account is deactivated. Choose somebody else."


def _year(draft: CommunityDraft) -> Iterator[Problem]:
    dates = {
        "year_starts_on": draft.year_starts_on,
        "year_ends_on": draft.year_ends_on,
        "semester_ends_on": draft.semester_ends_on,
    }
    yield from ((field, "Choose a date.") for field, day in dates.items() if day is None)
    starts_on, ends_on, semester_on = dates.values()
    if starts_on is None or ends_on is None:
        return
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        yield "year_starts_on", f"Choose a year between {FIRST_YEAR} and {LAST_YEAR}."
    if ends_on <= starts_on:
        yield "year_ends_on", "The school year ends before it starts."
    elif (ends_on - starts_on).days > LONGEST_YEAR_DAYS:
        yield "year_ends_on", f"A school year has at most {LONGEST_YEAR_DAYS} days here."
    elif semester_on is not None and not starts_on < semester_on <= ends_on:
        yield "semester_ends_on", "The first semester ends within the school year."


def _digest(draft: CommunityDraft) -> Iterator[Problem]:
    if not 0 <= draft.digest_weekday <= 6:
        yield "digest_weekday", "Choose a day of the week."


def _holidays(draft: CommunityDraft) -> dict[str, str]:
    try:
        read_holidays(draft.holidays_text)
    except UnreadableHolidays as problem:
        return {"holidays": str(problem)}
    return {}
