"""Objectives on both databases: set, edited and closed, with values by form and of tied measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.clock import MovableClock
from community.communities.reading import get_community
from community.communities.views import Person
from community.errors import (
    EditedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotAMember,
    ObjectiveClosed,
    ObjectiveNotFound,
    RepeatedRequest,
)
from community.ids import ChannelId, CommunityId, ObjectiveId, UserId, WorkspaceId
from community.objectives.progress import progress_of, progress_within
from community.objectives.service import Objectives
from community.objectives.setting import MOST_OPEN
from community.objectives.views import Objective, Progress
from community.pdsa.views import CycleCard, MeasureDraft, Observation
from community.reports.gathering import span_of
from community.reports.views import Period
from community.services import build_services
from community.walltime import instant_of
from community.work import Caller, Work
from storage.tables import AuditRow, ObjectiveMeasureRow, ObjectiveValueRow
from storage.unit_of_work import Store
from tests.support.checkins import BEN, CAT, DAN, EVE, FAY, GUS, Cop, a_cop
from tests.support.communities import a_community_draft
from tests.support.convenings import ZONE
from tests.support.objectives import an_objective_draft
from tests.support.outbox import CHANNEL, WORKSPACE

TODAY = date(2026, 9, 21)
NAME = "Pupils explain their answers"
EXIT_TICKETS = MeasureDraft("Exit tickets", "%", "up", "40", "70")


@dataclass
class Aims:
    """Math PLC on 21 September: Fay facilitates, Eve owns the objective the tests begin with."""

    cop: Cop
    objectives: Objectives

    @property
    def community_id(self) -> CommunityId:
        return self.cop.community_id

    def at(self, day: date) -> None:
        self.cop.clock.move_to(instant_of(datetime.combine(day, time(9)), ZONE))

    async def set(
        self, by: str = FAY, existing: Objective | None = None, receipt: str | None = None, **changes: Any
    ) -> Progress:
        draft = an_objective_draft(**{"owner": EVE, **changes})
        return await self.objectives.save(
            self.cop.caller(by, receipt),
            self.community_id,
            existing.id if existing else None,
            draft,
            version=existing.version if existing else None,
            people={EVE: Person(EVE, "Eve", ZONE)},
            accepted=changes.pop("accepted", True),
        )

    async def note(self, objective: Objective, text: str, on: date | None = TODAY, by: str = EVE) -> Progress:
        noted = await self.objectives.note_value(self.cop.caller(by), objective.id, text, on, accepted=True)
        return noted.progress

    async def told(self, *, with_closed: bool = False) -> tuple[Progress, ...]:
        """As digests ask."""
        async with self.cop.store.reading() as session:
            community = await get_community(session, WORKSPACE, self.community_id)
            work = Work(session, self.cop.clock.now())
            return await progress_of(work, community, with_closed=with_closed)

    async def reported(self, to_on: date, from_on: date = date(2026, 9, 1)) -> tuple[Progress, ...]:
        """As reports ask."""
        async with self.cop.store.reading() as session:
            community = await get_community(session, WORKSPACE, self.community_id)
            span = span_of(community, Period(from_on, to_on))
            return await progress_within(Work(session, self.cop.clock.now()), community, span)

    async def names(self, *, with_closed: bool = False) -> list[str]:
        return [each.objective.name for each in await self.told(with_closed=with_closed)]

    async def cycle(self, **changes: Any) -> CycleCard:
        return await self.cop.doing(**{"measures": (EXIT_TICKETS,), **changes})


@pytest.fixture
async def aims(store: Store, clock: MovableClock) -> Aims:
    return Aims(await a_cop(store, clock), build_services(store, clock).objectives)


async def another_community(aims: Aims) -> CommunityId:
    """In a channel of its own; Fay facilitates it as well."""
    made = await build_services(aims.cop.store, aims.cop.clock).communities.setup(
        aims.cop.caller(FAY),
        ChannelId("C9"),
        "art-plc",
        a_community_draft(name="Art PLC", facilitators=(FAY,)),
        people={FAY: Person(FAY, "Fay", ZONE)},
        version=None,
        accepted=True,
    )
    return made.id


def points(found: Sequence[Observation]) -> list[tuple[date, float]]:
    return [(each.observed_on, each.value) for each in found]


# --- setting and editing ------------------------------------------------------------------------------------


async def test_an_objective_is_kept_with_what_the_form_says(aims: Aims) -> None:
    progress = await aims.set(unit="%", baseline="40,5", target="70 %")
    kept = progress.objective
    assert (kept.name, kept.measure, kept.unit, kept.better) == (NAME, "Answers with a reason", "%", "up")
    assert (kept.baseline, kept.target, kept.by_on, kept.owner) == (40.5, 70.0, date(2027, 5, 30), EVE)
    assert (kept.is_closed, kept.version, kept.made_on) == (False, 1, TODAY)
    assert progress.sentence == "No values yet. It began at 40.5 %. The aim is at least 70 % by May 30."
    assert await aims.told() == (progress,)


async def test_the_day_it_was_made_is_the_communitys(aims: Aims) -> None:
    aims.cop.clock.move_to(instant_of(datetime(2026, 9, 21, 23, 30), ZONE))  # noqa: DTZ001 - wall time
    assert (await aims.set()).objective.made_on == TODAY


async def test_only_facilitators_set_and_edit(aims: Aims) -> None:
    kept = (await aims.set()).objective
    for person in (EVE, BEN):
        with pytest.raises(NotAllowed, match="facilitators of Math PLC"):
            await aims.set(by=person, name="Another")
        with pytest.raises(NotAllowed):
            await aims.set(by=person, existing=kept, target="50")
        with pytest.raises(NotAllowed):
            await aims.objectives.form(aims.cop.caller(person), aims.community_id, kept.id)
    assert await aims.names() == [NAME]


async def test_members_look_and_strangers_do_not(aims: Aims) -> None:
    await aims.set()
    seen = await aims.objectives.page(aims.cop.caller(DAN), aims.community_id)
    assert ([each.objective.name for each in seen.objectives], seen.is_facilitator) == ([NAME], False)
    with pytest.raises(NotAMember):
        await aims.objectives.page(aims.cop.caller(GUS), aims.community_id)


async def test_the_page_tells_who_may_add_values(aims: Aims) -> None:
    open_one = (await aims.set()).objective
    closed = (await aims.set(name="Old", is_closed=True)).objective
    may = {
        person: (await aims.objectives.page(aims.cop.caller(person), aims.community_id)).may_note
        for person in (FAY, EVE, DAN)
    }
    assert [may[person](open_one) for person in (FAY, EVE, DAN)] == [True, True, False]
    assert not any(may[person](closed) for person in (FAY, EVE, DAN))


async def test_two_of_one_name_are_refused_however_it_is_written(aims: Aims) -> None:
    first = (await aims.set()).objective
    with pytest.raises(InvalidInput) as refused:
        await aims.set(name="  PUPILS explain  their answers ")
    assert set(refused.value.problems) == {"name"}
    second = (await aims.set(name="Another")).objective
    with pytest.raises(InvalidInput):
        await aims.set(existing=second, name=NAME)
    renamed = await aims.set(existing=first, name="pupils explain their ANSWERS")
    assert renamed.objective.name == "pupils explain their ANSWERS"


async def test_the_name_of_a_closed_one_points_to_it(aims: Aims) -> None:
    await aims.set(is_closed=True)
    with pytest.raises(InvalidInput, match="no longer pursued"):
        await aims.set()


async def test_warnings_are_asked_about_and_may_be_accepted(aims: Aims) -> None:
    save, caller = aims.objectives.save, aims.cop.caller(FAY)
    draft = an_objective_draft(target="30", owner=GUS)
    people = {GUS: Person(GUS, "Gus", ZONE)}
    with pytest.raises(InvalidInput) as warned:
        await save(caller, aims.community_id, None, draft, version=None, people=people, accepted=False)
    assert set(warned.value.warnings) == {"target", "owner"}
    kept = await save(caller, aims.community_id, None, draft, version=None, people=people, accepted=True)
    assert (kept.objective.target, kept.objective.owner) == (30.0, GUS)


async def test_an_edit_keeps_values_and_raises_the_version(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.note(kept, "44")
    edited = await aims.set(existing=kept, target="80", owner=None)
    assert (edited.objective.version, edited.objective.target, edited.objective.owner) == (2, 80.0, None)
    assert points(edited.values) == [(TODAY, 44.0)]
    form = await aims.objectives.form(aims.cop.caller(FAY), aims.community_id, kept.id)
    assert (form.draft.name, form.draft.baseline, form.draft.target) == (NAME, "40", "80")


async def test_the_slower_of_two_editors_is_told_who_was_faster(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.set(existing=kept, target="80")
    await aims.note(kept, "44")
    with pytest.raises(EditedMeanwhile, match="Ufay changed this objective") as refused:
        await aims.set(existing=kept, target="90")
    again = replace(kept, version=refused.value.version)
    assert (await aims.set(existing=again, target="90")).objective.target == 90.0


async def test_the_same_form_twice_makes_one_objective(aims: Aims) -> None:
    await aims.set(receipt="view:V1")
    with pytest.raises(RepeatedRequest):
        await aims.set(receipt="view:V1")
    assert await aims.names() == [NAME]


async def test_a_closed_objective_is_kept_apart_and_can_be_taken_up_again(aims: Aims) -> None:
    kept = (await aims.set()).objective
    closed = (await aims.set(existing=kept, is_closed=True)).objective
    assert await aims.names() == []
    (told,) = await aims.told(with_closed=True)
    assert (told.objective.is_closed, told.sentence.split(".")[0]) == (True, "No longer pursued")
    await aims.set(existing=closed, is_closed=False)
    assert await aims.names() == [NAME]


async def test_a_report_tells_of_what_was_pursued_in_its_days_as_it_stood_then(aims: Aims) -> None:
    kept = (await aims.set()).objective  # on 21 September
    aims.at(date(2026, 11, 16))
    await aims.set(existing=kept, is_closed=True)

    async def told(from_on: date, to_on: date) -> list[bool]:
        """Of each objective that is told: whether as closed."""
        return [each.objective.is_closed for each in await aims.reported(to_on, from_on)]

    assert await told(date(2026, 9, 1), date(2026, 9, 20)) == []
    assert await told(date(2026, 9, 1), date(2026, 9, 21)) == [False]
    assert await told(date(2026, 9, 1), date(2026, 11, 15)) == [False]
    assert await told(date(2026, 9, 1), date(2026, 11, 16)) == [True]
    assert await told(date(2026, 11, 16), date(2026, 11, 30)) == [True]
    assert await told(date(2026, 11, 17), date(2026, 11, 30)) == []


async def test_a_community_pursues_only_so_many_at_once(aims: Aims) -> None:
    made = [(await aims.set(name=f"Objective {n}")).objective for n in range(MOST_OPEN)]
    with pytest.raises(InvalidInput, match="at most at a time"):
        await aims.set(name="One more")
    closed = (await aims.set(existing=made[0], name="Objective 0", is_closed=True)).objective
    await aims.set(name="One more")
    with pytest.raises(InvalidInput):
        await aims.set(existing=closed, name="Objective 0", is_closed=False)


async def test_the_nearest_day_comes_first_and_closed_ones_last(aims: Aims) -> None:
    await aims.set(name="May")
    await aims.set(name="Closed", by_on=date(2026, 10, 1), is_closed=True)
    await aims.set(name="January", by_on=date(2027, 1, 22))
    assert await aims.names(with_closed=True) == ["January", "May", "Closed"]


async def test_an_objective_of_another_community_or_workspace_is_not_found(aims: Aims) -> None:
    kept = (await aims.set()).objective
    other = await another_community(aims)
    with pytest.raises(ObjectiveNotFound):
        await aims.objectives.form(aims.cop.caller(FAY), other, kept.id)
    elsewhere = Caller(WorkspaceId("T2"), FAY)
    for objective_id, caller in ((kept.id, elsewhere), (ObjectiveId(99), aims.cop.caller(FAY))):
        with pytest.raises(ObjectiveNotFound):
            await aims.objectives.value_form(caller, objective_id)
        with pytest.raises(ObjectiveNotFound):
            await aims.objectives.note_value(caller, objective_id, "1", TODAY, accepted=True)


# --- values -------------------------------------------------------------------------------------------------


async def test_owner_and_facilitators_add_values(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.note(kept, "44 %", by=EVE)
    progress = await aims.note(kept, "42", TODAY - timedelta(days=7), by=FAY)
    assert points(progress.values) == [(date(2026, 9, 14), 42.0), (TODAY, 44.0)]
    assert progress.share == pytest.approx(4 / 30)
    for person in (BEN, GUS):
        with pytest.raises((NotAllowed, NotAMember)):
            await aims.note(kept, "99", by=person)
        with pytest.raises((NotAllowed, NotAMember)):
            await aims.objectives.value_form(aims.cop.caller(person), kept.id)
    assert (await aims.told())[0].values == progress.values


async def test_a_second_value_of_a_day_takes_the_place_of_the_first(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.note(kept, "44")
    noted = await aims.objectives.note_value(aims.cop.caller(FAY), kept.id, "45,5", TODAY, accepted=True)
    assert (noted.value, noted.before, noted.on) == (45.5, 44.0, TODAY)
    assert points(noted.progress.values) == [(TODAY, 45.5)]
    (row,) = await aims.cop.rows(ObjectiveValueRow)
    assert row.noted_by == FAY


async def test_a_value_can_be_taken_back(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.note(kept, "44")
    await aims.note(kept, "440", TODAY - timedelta(days=1))
    yesterday = TODAY - timedelta(days=1)
    noted = await aims.objectives.take_value_back(aims.cop.caller(EVE), kept.id, yesterday)
    assert (noted.value, noted.before) == (None, 440.0)
    assert points(noted.progress.values) == [(TODAY, 44.0)]
    for day in (yesterday, None):
        with pytest.raises(InvalidInput) as refused:
            await aims.objectives.take_value_back(aims.cop.caller(EVE), kept.id, day)
        assert set(refused.value.problems) == {"on"}


async def test_a_value_of_a_day_to_come_is_refused_by_the_communitys_calendar(aims: Aims) -> None:
    kept = (await aims.set()).objective
    late_in_los_angeles = datetime(2026, 9, 21, 23, 30)  # noqa: DTZ001 - wall time; in UTC it is tomorrow
    aims.cop.clock.move_to(instant_of(late_in_los_angeles, ZONE))
    with pytest.raises(InvalidInput) as refused:
        await aims.note(kept, "44", TODAY + timedelta(days=1))
    assert set(refused.value.problems) == {"on"}
    form = await aims.objectives.value_form(aims.cop.caller(EVE), kept.id)
    assert (form.today, form.on) == (TODAY, TODAY)


async def test_no_value_is_added_to_a_closed_objective(aims: Aims) -> None:
    kept = (await aims.set(is_closed=True)).objective
    with pytest.raises(ObjectiveClosed, match="no longer pursued"):
        await aims.note(kept, "44")
    with pytest.raises(ObjectiveClosed):
        await aims.objectives.value_form(aims.cop.caller(FAY), kept.id)


async def test_the_trail_says_who_did_what(aims: Aims) -> None:
    kept = (await aims.set()).objective
    await aims.note(kept, "44")
    await aims.objectives.take_value_back(aims.cop.caller(EVE), kept.id, TODAY)
    await aims.set(existing=kept, target="80")
    async with aims.cop.store.reading() as session:
        rows = list(await session.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert [(row.user_id, row.action) for row in rows] == [
        (FAY, "objectives.objective.create"),
        (EVE, "objectives.value.note"),
        (EVE, "objectives.value.take_back"),
        (FAY, "objectives.objective.edit"),
    ]


async def test_on_an_earlier_day_it_stood_as_it_did_then(aims: Aims) -> None:
    kept = (await aims.set()).objective
    for week, value in enumerate(("44", "48", "52", "56")):
        aims.at(TODAY + timedelta(weeks=2 * week))
        await aims.note(kept, value, TODAY + timedelta(weeks=2 * week))
    (then,) = await aims.reported(TODAY + timedelta(weeks=4))
    assert [each.value for each in then.values] == [44.0, 48.0, 52.0]
    assert then.sentence.startswith("From 40 % to 52 % since September;")
    assert await aims.reported(TODAY - timedelta(days=1)) == ()
    assert await aims.reported(date(2027, 6, 11)) == await aims.told()


# --- measures of cycles -------------------------------------------------------------------------------------


async def test_what_teams_see_in_tied_measures_counts(aims: Aims) -> None:
    cycle = await aims.cycle()
    measure = cycle.cycle.measures[0]
    kept = await aims.set(measures=(measure.id,))
    assert kept.ties == (("Wait time in grade 4", measure),)
    await aims.cop.checks_in(BEN, cycle, "44")
    aims.at(TODAY + timedelta(days=7))
    await aims.cop.checks_in(CAT, cycle, "50")
    await aims.note(kept.objective, "48", TODAY + timedelta(days=7))
    (told,) = await aims.told()
    assert points(told.values) == [(TODAY, 44.0), (TODAY + timedelta(days=7), 48.0)]


async def test_two_teams_values_are_averaged_and_said_to_be(aims: Aims) -> None:
    oaks = await aims.cycle()
    team = await aims.cop.team("Maple grade 4", DAN)
    maples = await aims.cycle(by=DAN, team_id=team, title="Sentence starters")
    ids = (oaks.cycle.measures[0].id, maples.cycle.measures[0].id)
    await aims.set(measures=ids)
    await aims.cop.checks_in(BEN, oaks, "40")
    aims.at(TODAY + timedelta(days=3))
    await aims.cop.checks_in(DAN, maples, "60")
    (told,) = await aims.told()
    assert [each.value for each in told.values] == [40.0, 50.0]
    assert told.sentence.endswith("Values are the average of what 2 teams saw last.")


async def test_this_years_measures_are_offered_those_tied_first(aims: Aims) -> None:
    first, second = await aims.cycle(title="First"), await aims.cycle(title="Second")
    labels = [("Second: Exit tickets", second), ("First: Exit tickets", first)]
    new = await aims.objectives.form(aims.cop.caller(FAY), aims.community_id)
    assert new.measures == tuple((card.cycle.measures[0].id, label) for label, card in labels)
    kept = (await aims.set(measures=(first.cycle.measures[0].id,))).objective
    form = await aims.objectives.form(aims.cop.caller(FAY), aims.community_id, kept.id)
    assert [label for _, label in form.measures] == ["First: Exit tickets", "Second: Exit tickets"]
    assert form.draft.measures == (first.cycle.measures[0].id,)


async def test_a_measure_of_another_community_is_not_tied(aims: Aims) -> None:
    foreign = (await aims.cycle()).cycle.measures[0].id
    cop = replace(aims.cop, community_id=await another_community(aims))
    other = Aims(cop, aims.objectives)
    kept = await other.set(measures=(foreign,))
    assert kept.ties == ()


async def test_a_measure_can_be_untied(aims: Aims) -> None:
    cycle = await aims.cycle()
    await aims.cop.checks_in(BEN, cycle, "44")
    kept = await aims.set(measures=(cycle.cycle.measures[0].id,))
    assert points(kept.values) == [(TODAY, 44.0)]
    untied = await aims.set(existing=kept.objective, measures=())
    assert (untied.values, untied.ties) == ((), ())
    assert await aims.cop.rows(ObjectiveMeasureRow) == []


# --- leaving ------------------------------------------------------------------------------------------------


async def test_an_owner_who_leaves_owns_nothing_any_more(aims: Aims) -> None:
    await aims.set()
    await aims.set(name="Dan's", owner=DAN)
    members = build_services(aims.cop.store, aims.cop.clock).members
    await members.left(aims.cop.caller(EVE), ChannelId(CHANNEL))
    owners = {each.objective.name: each.objective.owner for each in await aims.told()}
    assert owners == {NAME: None, "Dan's": DAN}
    with pytest.raises(NotAMember):
        await aims.note((await aims.told())[0].objective, "44", by=EVE)


async def test_facilitators_go_on_without_an_owner(aims: Aims) -> None:
    kept = (await aims.set(owner=None)).objective
    assert points((await aims.note(kept, "44", by=FAY)).values) == [(TODAY, 44.0)]
    with pytest.raises(NotAllowed):
        await aims.note(kept, "45", by=UserId("UDAN"))
