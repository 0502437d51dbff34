"""Teams and cycles on a stage, made as people make them: by commands, buttons and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from community.communities.views import Community
from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import NOTHING, Stage, well

# What the form of a team asks, by its labels; who is in it is for `make_team` to say.
TEAM: Mapping[str, object] = {
    "Name": "Lincoln grade 4",
    "School or site": "Lincoln Elementary",
    "School level": "Elementary",
}

# A complete plan: a cycle of four weeks from Monday, 21 September.
PLAN: Mapping[str, object] = {
    "Title": "Wait time in grade 4",
    "Problem of practice": "Few pupils explain their answer: 8 of 26 on Monday's exit ticket.",
    "What did you look at together?": "An article on wait time",
    "The change you will test": "Wait ten seconds after each question",
    "What do you predict?": "Half the class explains its answer by mid-October",
    "Measure 1": "Answers with a reason",
    "Unit of measure 1": "%",
    "Where does measure 1 begin?": "31 %",
    "Where should measure 1 be in the end?": "50",
    "Evidence: what will the adults do?": "Ben times the pauses, twice a week",
    "Evidence: what will change for students?": "Exit ticket each Friday, Carmen counts",
    "Begins on": date(2026, 9, 21),
    "Ends on": date(2026, 10, 16),
}


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Wall time in Los Angeles in 2026, which is seven hours behind UTC until November."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Crew:
    """In #math-plc: Ada facilitates; Ben leads the team of Lincoln grade 4, Carmen takes its notes, Emi is in
    it; Dmitri observes it; Farah leads another team; Gus is a guest in none."""

    ada: Person
    ben: Person
    carmen: Person
    emi: Person
    dmitri: Person
    farah: Person
    gus: Person
    community: Community


async def a_crew(stage: Stage) -> Crew:
    """Everybody in the channel, the community set up, both teams made."""
    names = ("Ada Osei", "Ben Whitehorse", "Carmen Ruiz", "Emi Tanaka", "Dmitri Volkov", "Farah Haddad")
    people = [stage.person(name) for name in names]
    gus = stage.person("Gus Guest", is_guest=True)
    stage.channel("math-plc", *people, gus)
    community = await stage.community(people[0])
    ada, ben, carmen, emi, dmitri, farah = people
    await make_team(stage, ben, carmen, emi, changes={"Observers": [dmitri]})
    await make_team(stage, farah, ada, changes={"Name": "Maple grade 4"})
    return Crew(ada, ben, carmen, emi, dmitri, farah, gus, community)


async def make_team(
    stage: Stage,
    lead: Person,
    note_taker: Person,
    *members: Person,
    changes: Mapping[str, object] = NOTHING,
) -> None:
    """By its lead, in #math-plc."""
    name = changes.get("Name", TEAM["Name"])
    await lead.runs(f"/cop team {name}", channel="math-plc")
    named = {"Lead": lead, "Note taker": note_taker, "Members": [lead, note_taker, *members]}
    well(await lead.submits({**TEAM, **named, **changes}))
    await stage.settle()


async def start_cycle(stage: Stage, person: Person, changes: Mapping[str, object] = NOTHING) -> ShownMessage:
    """By somebody of a team, in #math-plc; the card as it was posted."""
    await person.runs("/cop pdsa start", channel="math-plc")
    well(await person.submits({**PLAN, **changes}))
    await a_moment(stage)
    return card_of(person, str(changes.get("Title", PLAN["Title"])))


async def a_moment(stage: Stage) -> None:
    """Until every reply is there and what follows at once was sent: edits wait for more of their like."""
    await stage.settle()
    await stage.until(stage.clock.now() + timedelta(seconds=10))


def card_of(person: Person, title: str = str(PLAN["Title"])) -> ShownMessage:
    """The newest card of that title in #math-plc, as it looks now."""
    cards = [
        shown
        for shown in person.messages("math-plc")
        if not shown.is_ephemeral and title in shown.text and "Everything about it" in shown.buttons
    ]
    return cards[-1]


def story_of(person: Person, card: ShownMessage) -> str:
    """All that was told in the card's thread."""
    return "\n".join(shown.text for shown in person.thread(card))


def prompts_to(person: Person, text: str) -> list[ShownMessage]:
    return [shown for shown in person.dms if text in shown.text]
