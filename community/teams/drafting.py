"""What the team's form must hold before it is kept: sentences, by the field they stand beside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from community.communities.views import Community, Person
from community.errors import InvalidInput
from community.ids import UserId
from community.teams.views import SCHOOL_LEVELS, Team, TeamDraft

LONGEST_NAME = 80
LONGEST_SITE = 150
MOST_PEOPLE = 40

Sentences = dict[str, str]


def check(
    draft: TeamDraft,
    community: Community,
    people: Mapping[UserId, Person],
    belonging: Collection[UserId],
    *,
    is_taken: bool = False,
    accepted: bool,
) -> TeamDraft:
    """The draft, trimmed, with lead, note taker and decision maker among the members.

    `people`: what Slack says of them; `belonging`: who belongs to the community. `is_taken`: another team
    has this name. Raises `InvalidInput` with what is wrong, and with warnings unless they are `accepted`.
    """
    problems = _words(draft) | _people(draft, people) | _double_roles(draft, people)
    if is_taken:
        problems["name"] = f"There is a team of this name in {community.name} already."
    warnings = _absent(draft, community, people, belonging)
    if problems or (warnings and not accepted):
        raise InvalidInput(problems, {} if accepted else warnings)
    named = (draft.lead, draft.note_taker, draft.decision_maker, *draft.members)
    return replace(
        draft,
        name=" ".join(draft.name.split()),
        site=" ".join(draft.site.split()),
        members=tuple(dict.fromkeys(person for person in named if person)),
        observers=tuple(dict.fromkeys(draft.observers)),
    )


def name_key(name: str) -> str:
    """A name as it is compared: without case and doubled spaces."""
    return " ".join(name.split()).casefold()


def draft_of(team: Team) -> TeamDraft:
    """The form filled in with the team as it stands."""
    return TeamDraft(
        team.name,
        team.site,
        team.school_level,
        team.lead,
        team.note_taker,
        team.decision_maker,
        team.members,
        team.observers,
    )


def _words(draft: TeamDraft) -> Sentences:
    problems: Sentences = {}
    name, site = " ".join(draft.name.split()), " ".join(draft.site.split())
    if not name:
        problems["name"] = "Give the team a name."
    elif len(name) > LONGEST_NAME:
        problems["name"] = f"At most {LONGEST_NAME} characters fit here; these are {len(name)}."
    if len(site) > LONGEST_SITE:
        problems["site"] = f"At most {LONGEST_SITE} characters fit here; these are {len(site)}."
    if draft.school_level and draft.school_level not in SCHOOL_LEVELS:
        problems["school_level"] = "Choose elementary, middle, high or other."
    return problems


def _people(draft: TeamDraft, people: Mapping[UserId, Person]) -> Sentences:
    problems: Sentences = {}
    for field, chosen in _by_field(draft):
        unfit = [people[user_id] for user_id in chosen if user_id in people]
        apps = [person.name for person in unfit if person.is_bot]
        gone = [person.name for person in unfit if person.is_deactivated]
        if apps:
            problems[field] = f"{apps[0]} is an app. Choose people."
        elif gone:
            problems[field] = f"{gone[0]}'s account is deactivated. Choose somebody else."
        elif len(chosen) > MOST_PEOPLE:
            problems[field] = f"At most {MOST_PEOPLE} people can be in a team."
    return problems


def _double_roles(draft: TeamDraft, people: Mapping[UserId, Person]) -> Sentences:
    """Observers look on: nobody does both."""
    working = {draft.lead, draft.note_taker, draft.decision_maker, *draft.members}
    both = [user_id for user_id in draft.observers if user_id in working]
    if not both:
        return {}
    return {"observers": f"{_name(both[0], people)} works in the team already. Observers only look on."}


def _absent(
    draft: TeamDraft, community: Community, people: Mapping[UserId, Person], belonging: Collection[UserId]
) -> Sentences:
    warnings: Sentences = {}
    for field, chosen in _by_field(draft):
        absent = [_name(user_id, people) for user_id in chosen if user_id not in belonging]
        if absent:
            verb = "is" if len(absent) == 1 else "are"
            warnings[field] = (
                f"{_list(absent)} {verb} not in the channel of {community.name} yet: nothing reaches them."
            )
    return warnings


def _by_field(draft: TeamDraft) -> Iterable[tuple[str, tuple[UserId, ...]]]:
    for field in ("lead", "note_taker", "decision_maker"):
        person: UserId | None = getattr(draft, field)
        yield field, (person,) if person else ()
    yield "members", draft.members
    yield "observers", draft.observers


def _name(user_id: UserId, people: Mapping[UserId, Person]) -> str:
    return people[user_id].name if user_id in people else "Somebody"


def _list(names: list[str]) -> str:
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
