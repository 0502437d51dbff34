"""Reporting back, and reports of a whole community: what is planned, told, refused, and made into files."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import insert, select, update

from community.clock import MovableClock
from community.convenings.views import Convening
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed, NotAMember
from community.ids import DeliveryKind, TeamId, UserId
from community.reports.service import Reports
from community.reports.views import Period, ReportBack, ReportKind
from community.walltime import today_in
from community.work import Caller
from jobs.composers.reports import report_composers
from jobs.gateway import FileUpload, Posted, SlackRefused
from message_templates.renderer import Renderer
from storage.tables import (
    AuditRow,
    EndorsementRow,
    LearningRow,
    MemberRow,
    ObjectiveRow,
    ObjectiveValueRow,
    ObservationRow,
    ReportBackRow,
    TeamRow,
)
from storage.unit_of_work import Store
from tests.support.convenings import HOME, ZONE, utc
from tests.support.cycles import OTTO, Pdsa, a_pdsa, people
from tests.support.outbox import WORKSPACE, FakeSlack, a_dispatcher
from tests.support.plc import FAY
from tests.support.teams import ADA, BEN, CAT, DAN, EVE, a_team_draft

FACILITATOR = UserId(FAY)
STARTS = date(2026, 9, 17)  # a Thursday; the meeting ends at 16:45 in Los Angeles
ENDED = utc(2026, 9, 17, 23, 45)
FRIDAY_MORNING = utc(2026, 9, 18, 16)  # 9:00 of the next working day


@dataclass
class FilingSlack(FakeSlack):
    """Keeps whole files, and to whom they went."""

    uploads: list[tuple[str, FileUpload]] = field(default_factory=list)

    async def upload(
        self, workspace_id: Any, channel: str, thread_ts: str | None, file: FileUpload, key: str
    ) -> Posted:
        posted = await super().upload(workspace_id, channel, thread_ts, file, key)
        self.uploads.append((channel, file))
        return posted


@dataclass
class Desk:
    """A community with a team, whose reports really go out."""

    pdsa: Pdsa
    slack: FilingSlack

    @property
    def store(self) -> Store:
        return self.pdsa.store

    @property
    def reports(self) -> Reports:
        return self.pdsa.services.reports

    @property
    def team_id(self) -> TeamId:
        return self.pdsa.team.id

    @property
    def community_id(self) -> Any:
        return self.pdsa.plc.community_id

    def caller(self, user_id: UserId = FACILITATOR) -> Caller:
        return self.pdsa.plc.caller(user_id)

    async def at(self, instant: datetime) -> None:
        """Go there, and do what is due."""
        self.pdsa.clock.move_to(instant)
        await self.reports.plan_due()
        await self.pdsa.plc.dispatcher.run_once()

    async def convene(self, on: date = STARTS, **changes: Any) -> Convening:
        return await self.pdsa.plc.schedule(starts_on=on, **changes)

    async def shares(self, text: str, author: UserId | None = None, **changes: Any) -> str:
        """A learning somebody agreed to share, on the day the clock shows."""
        learning_id = uuid4().hex
        row = {
            "id": learning_id,
            "community_id": self.community_id,
            "source": "form",
            "kind": "success",
            "text": text,
            "text_key": text,
            "author": author,
            "contact": author,
            "shared_on": today_in(ZONE, self.pdsa.clock.now()),
        }
        async with self.store.transaction() as session:
            await session.execute(insert(LearningRow).values(row | changes))
        return learning_id

    async def pursues(
        self,
        name: str,
        since: datetime,
        closed_at: datetime | None = None,
        value_on: date | None = None,
    ) -> None:
        """An objective set and closed at these instants, with a value of that day."""
        row = {
            "workspace_id": WORKSPACE,
            "community_id": self.community_id,
            "name": name,
            "name_key": name,
            "measure": "Exit tickets",
            "better": "up",
            "target": 70.0,
            "by_on": date(2027, 5, 30),
            "closed_at": closed_at,
            "created_at": since,
            "created_by": FAY,
        }
        async with self.store.transaction() as session:
            made = await session.scalar(insert(ObjectiveRow).values(row).returning(ObjectiveRow.id))
            if value_on is not None:
                value = {"objective_id": made, "observed_on": value_on, "value": 44.0}
                await session.execute(
                    insert(ObjectiveValueRow).values(value | {"noted_by": FAY, "noted_at": since})
                )

    async def says(self, caller: Caller, convening_id: Any, team_id: TeamId, text: str) -> ReportBack:
        """Open the form of what the council said, write this, save."""
        form = await self.reports.back(caller, convening_id, team_id)
        return await self.reports.council_said(caller, convening_id, team_id, text, version=form.said_version)

    async def endorses(self, learning_id: str, *user_ids: str) -> None:
        now = self.pdsa.clock.now()
        async with self.store.transaction() as session:
            for user_id in user_ids:
                row = {"learning_id": learning_id, "user_id": user_id, "endorsed_at": now}
                await session.execute(insert(EndorsementRow).values(row))

    async def has_roles(self, **people: UserId | None) -> None:
        """Make these people the lead, note taker, decision maker; who is not named stays."""
        async with self.store.transaction() as session:
            await session.execute(update(TeamRow).values(people))

    def told(self) -> list[tuple[str, datetime]]:
        """To whom pages for site councils went, and when."""
        kind = DeliveryKind.REPORT_BACK
        return [(item.channel, item.at) for item in self.slack.sent if item.key.startswith(f"{kind}:")]

    def page(self) -> str:
        """The newest HTML file."""
        return next(
            file.content for _, file in reversed(self.slack.uploads) if file.name.endswith("html")
        ).decode()

    def tables(self) -> dict[str, str]:
        packed = next(file.content for _, file in reversed(self.slack.uploads) if file.name.endswith("zip"))
        with zipfile.ZipFile(io.BytesIO(packed)) as files:
            return {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}

    async def audited(self) -> list[str]:
        async with self.store.reading() as session:
            rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [row.action for row in rows if row.action.startswith("reports.")]


@pytest_asyncio.fixture
async def desk(store: Store, clock: MovableClock) -> Desk:
    pdsa = await a_pdsa(store, clock)
    slack = FilingSlack(clock)
    composers = report_composers(pdsa.services, Renderer())
    pdsa.plc.dispatcher = a_dispatcher(store, clock, slack, composers=composers)
    return Desk(pdsa, slack)


# --- reporting back -----------------------------------------------------------------------------------------


async def test_the_morning_after_a_convening_the_lead_gets_the_page_once(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    assert desk.told() == []
    (planned,) = await desk.pdsa.planned(DeliveryKind.REPORT_BACK)
    assert planned.due_at == FRIDAY_MORNING
    assert planned.expires_at == FRIDAY_MORNING + timedelta(days=14)
    for minutes in (0, 1, 60):
        await desk.at(FRIDAY_MORNING + timedelta(minutes=minutes))
    assert desk.told() == [(ADA, FRIDAY_MORNING)]


async def test_after_a_friday_the_page_comes_on_monday(desk: Desk) -> None:
    await desk.convene(date(2026, 9, 18))
    await desk.at(utc(2026, 9, 19))
    (planned,) = await desk.pdsa.planned(DeliveryKind.REPORT_BACK)
    assert planned.due_at == utc(2026, 9, 21, 16)


async def test_facilitators_see_the_page_planned_by_the_convenings_title(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    page = await desk.pdsa.services.status.status(desk.caller(), desk.community_id)
    (line,) = [line for line in page.planned if line.kind == DeliveryKind.REPORT_BACK]
    assert (line.title, line.recipient) == ("SEL data walk", ADA)


async def test_a_convening_that_was_cancelled_has_no_page(desk: Desk) -> None:
    convening = await desk.convene()
    await desk.pdsa.services.convenings.cancel(desk.caller(), convening.id, "Snow")
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == []


async def test_a_team_none_of_whose_people_are_in_the_community_gets_no_page(desk: Desk) -> None:
    await desk.convene()
    async with desk.store.transaction() as session:
        gone = update(MemberRow).where(MemberRow.user_id.in_((ADA, BEN, CAT, DAN, EVE)))
        await session.execute(gone.values(left_at=desk.pdsa.clock.now()))
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == []


async def test_a_team_made_after_the_meeting_was_not_there(desk: Desk) -> None:
    await desk.convene()
    desk.pdsa.clock.move_to(ENDED + timedelta(hours=1))
    draft = a_team_draft(
        name="Maple", lead=OTTO, note_taker=None, decision_maker=None, members=(), observers=()
    )
    await desk.pdsa.services.teams.save(
        desk.caller(), desk.community_id, None, draft, version=None, people=people(), accepted=True
    )
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == [(ADA, FRIDAY_MORNING)]


async def test_who_leads_the_team_by_then_gets_the_page(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    await desk.has_roles(lead=CAT)
    await desk.at(FRIDAY_MORNING)
    await desk.at(FRIDAY_MORNING + timedelta(minutes=1))
    assert [to for to, _ in desk.told()] == [CAT]


async def test_without_a_lead_the_note_taker_gets_it(desk: Desk) -> None:
    await desk.convene()
    await desk.has_roles(lead=None)
    await desk.at(ENDED)
    await desk.at(FRIDAY_MORNING)
    assert [to for to, _ in desk.told()] == [BEN]


async def test_a_lead_who_is_not_in_the_channel_gets_no_page_but_the_note_taker_does(desk: Desk) -> None:
    await desk.convene()
    await desk.has_roles(lead=UserId("USTRANGER"))
    await desk.at(ENDED)
    await desk.at(FRIDAY_MORNING)
    assert [to for to, _ in desk.told()] == [BEN]


async def test_where_nobody_has_a_role_at_the_end_whoever_is_named_within_two_weeks_gets_the_page(
    desk: Desk,
) -> None:
    await desk.convene()
    await desk.has_roles(lead=None, note_taker=None, decision_maker=None)
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == []
    tuesday = FRIDAY_MORNING + timedelta(days=4)
    desk.pdsa.clock.move_to(tuesday)
    await desk.has_roles(lead=CAT)
    await desk.at(tuesday)
    await desk.at(tuesday + timedelta(minutes=1))
    assert desk.told() == [(CAT, tuesday)]


async def test_the_page_waits_where_the_last_with_a_role_goes_before_it_is_sent(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    await desk.has_roles(lead=None, note_taker=None, decision_maker=None)
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == []
    await desk.has_roles(note_taker=DAN)
    await desk.at(FRIDAY_MORNING + timedelta(hours=1))
    assert desk.told() == [(DAN, FRIDAY_MORNING + timedelta(hours=1))]


async def test_what_was_noted_stays_though_nobody_is_left_to_get_the_page(desk: Desk) -> None:
    convening = await desk.convene()
    await desk.at(ENDED)
    await desk.says(desk.caller(), convening.id, desk.team_id, "More of it.")
    await desk.has_roles(lead=None, note_taker=None, decision_maker=None)
    await desk.at(FRIDAY_MORNING)
    assert (await desk.reports.back(desk.caller(), convening.id, desk.team_id)).council_said == "More of it."


async def test_who_wants_no_such_pages_gets_none(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    await desk.pdsa.services.members.stop_prompts(desk.caller(ADA), desk.community_id, "report_backs")
    await desk.at(FRIDAY_MORNING)
    assert desk.told() == []


async def test_after_a_long_silence_no_old_page_is_sent(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED + timedelta(days=15))
    assert desk.told() == []
    assert await desk.pdsa.planned(DeliveryKind.REPORT_BACK) == []


async def test_the_page_tells_what_is_shared_and_names_the_teams_own_people_only(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(ENDED)
    await desk.shares("Wait time works", ADA, convening_id=convening.id)
    await desk.shares("Silence helps", OTTO, convening_id=convening.id)
    await desk.shares("Still too few", None, convening_id=convening.id, is_withheld=True)
    await desk.shares("Taken back", ADA, withdrawn_at=desk.pdsa.clock.now())
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    back = await desk.reports.back(desk.caller(ADA), convening.id, desk.team_id)
    told = " ".join(back.to_say)
    assert "Silence helps. (a member of the community)" in told
    assert "too few" not in told
    assert "Taken back" not in told
    assert back.to_say.index("What went well: Wait time works. (Ada)") == 2


async def test_a_learning_without_a_name_is_not_known_by_its_place_as_the_teams(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(ENDED)
    popular = await desk.shares("From elsewhere", None, contact=OTTO, convening_id=convening.id)
    await desk.shares("From the team", None, contact=ADA, convening_id=convening.id)
    await desk.endorses(popular, "UX", "UY")
    back = await desk.reports.back(desk.caller(ADA), convening.id, desk.team_id)
    learnt = [each for each in back.to_say if "From" in each]
    assert "From elsewhere" in learnt[0]


async def test_the_page_covers_the_time_between_two_convenings(desk: Desk) -> None:
    first = await desk.convene()
    second = await desk.convene(date(2026, 10, 8), title="Second")
    desk.pdsa.clock.move_to(utc(2026, 9, 20, 18))
    await desk.shares("Between them")
    desk.pdsa.clock.move_to(utc(2026, 10, 9, 18))
    await desk.shares("After both")
    of_first = " ".join((await desk.reports.back(desk.caller(ADA), first.id, desk.team_id)).to_say)
    of_second = " ".join((await desk.reports.back(desk.caller(ADA), second.id, desk.team_id)).to_say)
    assert "Between them" in of_first
    assert "After both" not in of_first
    assert "Between them" in of_second
    assert "After both" in of_second


async def test_the_page_to_print_comes_as_a_file_with_the_teams_run_charts(desk: Desk) -> None:
    convening = await desk.convene()
    cycle = await desk.pdsa.start()
    desk.pdsa.clock.move_to(ENDED)
    await desk.shares("Wait time works", OTTO)
    await desk.reports.ask_page(desk.caller(BEN), convening.id, desk.team_id)
    assert desk.slack.uploads == []  # nothing is made while somebody waits
    await desk.at(ENDED)
    ((to, file),) = desk.slack.uploads
    assert to == BEN
    assert file.name.startswith("lincoln-grade-4-2026-09-17-asked-")
    assert cycle.title in desk.page()
    assert "Otto" not in desk.page()
    assert "a member of the community" in desk.page()


async def test_what_became_of_a_page_is_noted_by_its_team_and_seen_by_facilitators(desk: Desk) -> None:
    convening = await desk.convene()
    await desk.at(ENDED)
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    await desk.reports.shared(desk.caller(ADA), convening.id, desk.team_id, STARTS + timedelta(days=1))
    noted = await desk.says(desk.caller(DAN), convening.id, desk.team_id, "  More of it.  ")
    assert (noted.shared_on, noted.council_said, noted.noted_by) == (date(2026, 9, 18), "More of it.", DAN)
    seen = await desk.reports.backs(desk.caller(), desk.community_id)
    ((line,),) = [each.lines for each in seen.convenings]
    assert (line.team.id, line.shared_on, line.council_said) == (
        desk.team_id,
        date(2026, 9, 18),
        "More of it.",
    )
    assert await desk.audited() == ["reports.back.share", "reports.council.note"]


async def test_of_two_who_write_what_the_council_said_the_slower_is_told(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    page = (convening.id, desk.team_id)
    opened = (await desk.reports.back(desk.caller(ADA), *page)).said_version
    await desk.says(desk.caller(DAN), *page, "They asked who covers the classes.")
    with pytest.raises(EditedMeanwhile, match="Dan changed what is noted here while") as refused:
        await desk.reports.council_said(desk.caller(ADA), *page, "They liked it.", version=opened)
    assert (await desk.reports.back(desk.caller(), *page)).council_said.startswith("They asked")
    over = refused.value.version
    kept = await desk.reports.council_said(desk.caller(ADA), *page, "They liked it.", version=over)
    assert (kept.council_said, kept.noted_by) == ("They liked it.", ADA)


async def test_who_noted_the_day_is_in_nobodys_way_and_the_same_words_are_no_others(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    page = (convening.id, desk.team_id)
    opened = (await desk.reports.back(desk.caller(ADA), *page)).said_version
    await desk.reports.shared(desk.caller(DAN), *page, STARTS)
    for user_id in (ADA, BEN):
        await desk.reports.council_said(desk.caller(user_id), *page, "They liked it.", version=opened)


async def test_what_was_noted_can_be_taken_back(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    page = (convening.id, desk.team_id)
    with pytest.raises(InvalidInput) as refused:
        await desk.reports.not_shared(desk.caller(ADA), *page)
    assert set(refused.value.problems) == {"takes_back"}
    await desk.reports.shared(desk.caller(ADA), *page, STARTS)
    await desk.says(desk.caller(ADA), *page, "More of it.")
    await desk.reports.not_shared(desk.caller(ADA), *page)
    nothing = await desk.says(desk.caller(ADA), *page, "  ")
    assert (nothing.shared_on, nothing.council_said) == (None, "")
    assert (await desk.audited())[-2:] == ["reports.back.take_back", "reports.council.note"]


async def test_only_whom_the_pages_come_to_is_offered_to_get_none(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    page = (convening.id, desk.team_id)
    for user_id, is_sent in ((ADA, True), (BEN, False), (FACILITATOR, False)):
        assert (await desk.reports.back(desk.caller(user_id), *page)).is_sent_to_reader is is_sent


async def test_what_a_council_said_becomes_no_learning(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    await desk.says(desk.caller(ADA), convening.id, desk.team_id, "More of it.")
    async with desk.store.reading() as session:
        assert list(await session.scalars(select(LearningRow.id))) == []


async def test_only_the_teams_people_and_facilitators_have_to_do_with_a_page(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    for user_id in (OTTO, EVE):  # of no team; only observing
        with pytest.raises(NotAllowed):
            await desk.reports.back(desk.caller(user_id), convening.id, desk.team_id)
        with pytest.raises(NotAllowed):
            await desk.reports.shared(desk.caller(user_id), convening.id, desk.team_id, STARTS)
        with pytest.raises(NotAllowed):
            await desk.reports.ask_page(desk.caller(user_id), convening.id, desk.team_id)
    assert await desk.reports.back(desk.caller(), convening.id, desk.team_id)


async def test_who_has_left_the_channel_has_to_do_with_no_page_any_more(desk: Desk) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    await desk.reports.ask_page(desk.caller(DAN), convening.id, desk.team_id)
    await desk.pdsa.services.members.left(desk.caller(DAN), HOME)
    dan, page = desk.caller(DAN), (convening.id, desk.team_id)
    for ask in (
        desk.reports.back(dan, *page),
        desk.reports.ask_page(dan, *page),
        desk.reports.shared(dan, *page, STARTS),
        desk.says(dan, *page, "More of it."),
    ):
        with pytest.raises(NotAMember, match="Only members of Math PLC"):
            await ask
    await desk.at(FRIDAY_MORNING)
    assert desk.slack.uploads == []  # nor the file asked for a moment before


async def test_before_the_end_there_is_nothing_to_report_back(desk: Desk) -> None:
    convening = await desk.convene()
    with pytest.raises(NotAllowed, match="not over yet"):
        await desk.reports.back(desk.caller(ADA), convening.id, desk.team_id)


@pytest.mark.parametrize("on", [None, date(2026, 9, 19), date(2026, 9, 16), date(9999, 1, 1)])
async def test_a_day_on_which_nothing_can_have_been_shared_is_said_beside_the_field(
    desk: Desk, on: date | None
) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    with pytest.raises(InvalidInput) as refused:
        await desk.reports.shared(desk.caller(ADA), convening.id, desk.team_id, on)
    assert set(refused.value.problems) == {"on"}


@pytest.mark.parametrize("said", ["", "  \n ", "x" * 10_000])
async def test_an_empty_or_endless_word_of_a_council_is_said_beside_the_field(desk: Desk, said: str) -> None:
    convening = await desk.convene()
    desk.pdsa.clock.move_to(FRIDAY_MORNING)
    with pytest.raises(InvalidInput) as refused:
        await desk.says(desk.caller(ADA), convening.id, desk.team_id, said)
    assert set(refused.value.problems) == {"said"}


async def test_members_see_their_own_teams_alone_and_who_has_none_is_told(desk: Desk) -> None:
    await desk.convene()
    await desk.at(ENDED)
    own = await desk.reports.backs(desk.caller(BEN), desk.community_id)
    assert not own.is_facilitator
    assert [line.team.id for each in own.convenings for line in each.lines] == [desk.team_id]
    for user_id in (OTTO, EVE):  # of no team; only observing
        with pytest.raises(NotAllowed, match="people who work in a team"):
            await desk.reports.backs(desk.caller(user_id), desk.community_id)
    with pytest.raises(NotAMember):
        await desk.reports.backs(desk.caller(UserId("USTRANGER")), desk.community_id)


async def test_who_observes_another_team_sees_their_own_alone(desk: Desk) -> None:
    maple = await desk.pdsa.save_team(
        name="Maple", lead=EVE, note_taker=None, decision_maker=None, members=(), observers=(ADA,)
    )
    await desk.convene()
    await desk.at(ENDED)
    for user_id, team_id in ((ADA, desk.team_id), (EVE, maple.id)):
        own = await desk.reports.backs(desk.caller(user_id), desk.community_id)
        assert [line.team.id for each in own.convenings for line in each.lines] == [team_id]


async def test_the_list_shows_the_latest_convenings_first(desk: Desk) -> None:
    for nth in range(5):
        await desk.convene(STARTS + timedelta(days=nth), title=f"Meeting {nth}")
    await desk.at(utc(2026, 9, 23))
    seen = await desk.reports.backs(desk.caller(), desk.community_id)
    assert [each.convening.title for each in seen.convenings] == ["Meeting 4", "Meeting 3", "Meeting 2"]
    assert [each.shared for each in seen.convenings] == [0, 0, 0]


async def test_rows_are_made_once_however_often_the_chore_runs(desk: Desk) -> None:
    await desk.convene()
    for minutes in range(3):
        await desk.at(ENDED + timedelta(minutes=minutes))
    async with desk.store.reading() as session:
        rows = list(await session.scalars(select(ReportBackRow)))
    assert [(row.team_id, row.shared_on) for row in rows] == [(desk.team_id, None)]


# --- reports of the whole community -------------------------------------------------------------------------


async def everything(desk: Desk) -> Convening:
    """A convening with feedback, a cycle, an objective's worth of learnings."""
    convening = await desk.convene()
    await desk.pdsa.start()
    for user_id in (ADA, BEN, CAT, DAN, EVE, OTTO):
        await desk.pdsa.plc.answers(user_id, convening)
    desk.pdsa.clock.move_to(ENDED - timedelta(minutes=5))
    for user_id in (ADA, BEN, CAT, DAN, EVE):
        await desk.pdsa.plc.is_here(user_id, convening)
    desk.pdsa.clock.move_to(ENDED + timedelta(minutes=15))
    await desk.pdsa.services.feedback.plan_due()
    for user_id in (ADA, BEN, CAT, DAN, EVE):
        await desk.pdsa.plc.gives_feedback(user_id, convening, is_anonymous=True)
    await desk.shares("=SUM(A1) is what they typed", OTTO)
    return convening


async def test_a_report_comes_as_a_page_and_as_tables_to_who_asked(desk: Desk) -> None:
    await everything(desk)
    making = await desk.reports.ask(desk.caller(), desk.community_id, "this year")
    assert making.period == Period(date(2026, 8, 24), date(2026, 9, 17))
    assert desk.slack.uploads == []
    await desk.at(ENDED + timedelta(minutes=16))
    assert [to for to, _ in desk.slack.uploads] == [FAY, FAY]
    assert sorted(file.name.rpartition(".")[2] for _, file in desk.slack.uploads) == ["html", "zip"]
    page, tables = desk.page(), desk.tables()
    assert "SEL data walk" in page
    assert "Wait time" in page
    assert "=SUM(A1) is what they typed" in page
    assert "'=SUM(A1) is what they typed" in tables["learnings.csv"]
    assert "2026-09-17,SEL data walk,75,virtual,6,5,0" in tables["convenings.csv"]
    assert await desk.audited() == ["reports.report.make"]


async def test_feedback_has_no_figures_before_its_survey_is_closed(desk: Desk) -> None:
    """Two reports, one answer apart, would tell what that answer said."""
    await everything(desk)
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(ENDED + timedelta(minutes=16))
    assert "answers are still coming in" in desk.page()
    assert ",5,5,,,answers are still coming in" in desk.tables()["feedback.csv"]
    desk.pdsa.clock.move_to(ENDED + timedelta(days=8))
    await desk.pdsa.services.feedback.plan_due()
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(ENDED + timedelta(days=8))
    assert ",5,5,4.0," in desk.tables()["feedback.csv"]


async def test_below_five_answers_no_figure_is_in_any_file(desk: Desk) -> None:
    convening = await desk.convene()
    for user_id in (ADA, BEN, CAT, DAN):
        await desk.pdsa.plc.answers(user_id, convening)
    desk.pdsa.clock.move_to(ENDED + timedelta(minutes=15))
    await desk.pdsa.services.feedback.plan_due()
    for user_id in (ADA, BEN, CAT, DAN):
        await desk.pdsa.plc.gives_feedback(
            user_id, convening, is_anonymous=True, comments={"change": "Secret"}
        )
    desk.pdsa.clock.move_to(ENDED + timedelta(days=8))
    await desk.pdsa.services.feedback.plan_due()
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(ENDED + timedelta(days=8))
    assert "fewer than five answers" in desk.page()
    assert "4.0" not in desk.tables()["feedback.csv"]
    for text in (desk.page(), *desk.tables().values()):
        assert "Secret" not in text


async def test_nobody_but_facilitators_asks_for_a_report(desk: Desk) -> None:
    await desk.shares("A learning")
    for ask in (
        desk.reports.ask(desk.caller(ADA), desk.community_id, ""),
        desk.reports.ask(desk.caller(ADA), desk.community_id, "annual"),
        desk.reports.ask_between(desk.caller(ADA), desk.community_id, STARTS, STARTS),
    ):
        with pytest.raises(NotAllowed):
            await ask
    assert await desk.pdsa.planned(DeliveryKind.REPORT_FILE) == []


async def test_who_no_longer_facilitates_when_it_is_made_gets_no_file(desk: Desk) -> None:
    await desk.shares("A learning")
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    async with desk.store.transaction() as session:
        await session.execute(update(MemberRow).values(is_facilitator=False))
    await desk.at(desk.pdsa.clock.now())
    assert desk.slack.uploads == []


def words_to(desk: Desk, user_id: str) -> list[str]:
    """What was said to this person of reports that do not come."""
    kind = f"{DeliveryKind.REPORT_NOT_MADE}:"
    return [item.text for item in desk.slack.sent if item.channel == user_id and item.key.startswith(kind)]


async def test_who_waits_for_a_report_is_told_once_when_nothing_is_left_to_report(desk: Desk) -> None:
    await desk.shares("A learning")
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    async with desk.store.transaction() as session:
        await session.execute(update(LearningRow).values(withdrawn_at=desk.pdsa.clock.now()))
    for seconds in (0, 5, 10):
        await desk.at(desk.pdsa.clock.now() + timedelta(seconds=seconds))
    assert desk.slack.uploads == []
    (said,) = words_to(desk, FAY)
    assert "there is nothing in it any more" in said


async def test_who_waits_for_a_file_that_slack_refuses_is_told_what_to_do(desk: Desk) -> None:
    convening = await desk.convene()
    await desk.at(FRIDAY_MORNING)
    await desk.reports.ask_page(desk.caller(BEN), convening.id, desk.team_id)
    desk.slack.before = [SlackRefused("file_upload_disabled")]
    await desk.pdsa.plc.dispatcher.run_once()
    await desk.pdsa.plc.dispatcher.run_once()
    (said,) = words_to(desk, BEN)
    assert "it could not be made" in said


async def test_whose_report_it_is_not_any_more_is_told_nothing(desk: Desk) -> None:
    await desk.shares("A learning")
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    async with desk.store.transaction() as session:
        await session.execute(update(MemberRow).values(is_facilitator=False))
    for seconds in (0, 5):
        await desk.at(desk.pdsa.clock.now() + timedelta(seconds=seconds))
    assert words_to(desk, FAY) == []


async def test_a_time_without_anything_is_said_and_no_file_is_sent(desk: Desk) -> None:
    await everything(desk)
    with pytest.raises(InvalidInput, match="nothing to report from Saturday 1 August 2026"):
        await desk.reports.ask(desk.caller(), desk.community_id, "2026-08-01 to 2026-08-31")
    assert await desk.pdsa.planned(DeliveryKind.REPORT_FILE) == []


@pytest.mark.parametrize("words", ["octember", "3/12", "2027-01-01", "x" * 5_000])
async def test_words_that_mean_no_time_are_said_beside_the_field(desk: Desk, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.reports.ask(desk.caller(), desk.community_id, words)
    assert set(refused.value.problems) == {"period"}


async def test_two_days_may_be_chosen(desk: Desk) -> None:
    await desk.shares("A learning")
    today = date(2026, 9, 7)
    making = await desk.reports.ask_between(desk.caller(), desk.community_id, today, date(2027, 1, 1))
    assert making.period == Period(today, today)


@pytest.mark.parametrize(
    ("from_on", "to_on", "beside"),
    [
        (None, date(2026, 9, 7), {"from_on"}),
        (date(2026, 9, 7), None, {"to_on"}),
        (None, None, {"from_on", "to_on"}),
        (date(2026, 9, 7), date(2026, 9, 1), {"to_on"}),
        (date(2027, 1, 1), date(2027, 1, 2), {"from_on"}),
        (date(2026, 8, 1), date(2026, 8, 2), {"from_on"}),  # nothing to report
    ],
)
async def test_what_is_wrong_with_a_chosen_day_is_said_beside_it(
    desk: Desk, from_on: date | None, to_on: date | None, beside: set[str]
) -> None:
    await desk.shares("A learning")
    with pytest.raises(InvalidInput) as refused:
        await desk.reports.ask_between(desk.caller(), desk.community_id, from_on, to_on)
    assert set(refused.value.problems) == beside


async def test_only_what_lies_within_the_days_is_told(desk: Desk) -> None:
    await desk.shares("Too early", shared_on=date(2026, 8, 31))
    await desk.shares("On the first day", shared_on=date(2026, 9, 1))
    await desk.shares("On the last day", shared_on=date(2026, 9, 5))
    await desk.shares("Too late", shared_on=date(2026, 9, 6))
    await desk.reports.ask(desk.caller(), desk.community_id, "2026-09-01 to 2026-09-05")
    await desk.at(desk.pdsa.clock.now())
    learnings = desk.tables()["learnings.csv"]
    assert "On the first day" in learnings
    assert "On the last day" in learnings
    assert "Too" not in learnings


async def test_what_nobody_may_read_is_in_no_file(desk: Desk) -> None:
    first = await desk.shares("Said first")
    await desk.shares("Withheld", is_withheld=True)
    await desk.shares("Withdrawn", withdrawn_at=desk.pdsa.clock.now())
    await desk.shares("Said again", joined_to=first)
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(desk.pdsa.clock.now())
    for text in (desk.page(), desk.tables()["learnings.csv"]):
        assert "Said first" in text
        assert not any(word in text for word in ("Withheld", "Withdrawn", "Said again"))


async def test_what_most_people_found_useful_comes_first(desk: Desk) -> None:
    await desk.shares("Plain")
    useful = await desk.shares("Useful")
    await desk.endorses(useful, "UX", "UY")
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(desk.pdsa.clock.now())
    page = desk.page()
    assert page.index("Useful") < page.index("Plain")


async def test_the_annual_review_has_the_years_cycles_and_what_to_scale(desk: Desk) -> None:
    await desk.pdsa.start()
    strategy = await desk.shares("A strategy", kind="strategy")
    await desk.endorses(strategy, "UX")
    making = await desk.reports.ask(desk.caller(), desk.community_id, "annual")
    assert making.kind is ReportKind.ANNUAL
    await desk.at(desk.pdsa.clock.now())
    page = desk.page()
    assert "annual review" in page
    assert "Strategies to scale" in page
    assert "Lincoln grade 4" in page
    assert "lincoln" not in desk.slack.uploads[0][1].name
    assert "A strategy" in desk.tables()["strategies.csv"]


async def test_a_report_has_the_objectives_that_were_pursued_in_its_days(desk: Desk) -> None:
    """In a report of September and in the review: not what was closed before, nor what was set later."""
    await desk.shares("A learning", shared_on=date(2026, 9, 10))
    await desk.pursues("Reached in May", since=utc(2026, 1, 7), closed_at=utc(2026, 5, 29))
    await desk.pursues("Reached since", since=utc(2026, 9, 1), closed_at=utc(2026, 10, 16))
    await desk.pursues("Pursued", since=utc(2026, 9, 1))
    await desk.pursues("Set since", since=utc(2026, 10, 5))
    desk.pdsa.clock.move_to(utc(2026, 11, 2, 18))
    for words, told in (
        ("September", ["Pursued", "Reached since"]),
        ("annual", ["Pursued", "Set since", "Reached since"]),
    ):
        await desk.reports.ask(desk.caller(), desk.community_id, words)
        await desk.at(desk.pdsa.clock.now() + timedelta(minutes=1))
        rows = csv.DictReader(io.StringIO(desk.tables()["objectives.csv"]))
        assert [row["objective"] for row in rows] == told


async def test_values_of_what_was_not_pursued_then_are_nothing_to_report(desk: Desk) -> None:
    """Asked for, a report must come: what is promised and what is told look at the same objectives."""
    may = date(2026, 5, 20)
    await desk.pursues("Closed", since=utc(2026, 1, 7), closed_at=utc(2026, 5, 15), value_on=may)
    await desk.pursues("Set since", since=utc(2026, 6, 7), value_on=may)
    with pytest.raises(InvalidInput, match="nothing to report from Saturday 16 May 2026"):
        await desk.reports.ask(desk.caller(), desk.community_id, "2026-05-16 to 2026-05-31")
    await desk.reports.ask(desk.caller(), desk.community_id, "2026-05-01 to 2026-05-31")
    await desk.at(desk.pdsa.clock.now())
    assert len(desk.slack.uploads) == 2


async def test_the_review_of_the_year_before_can_be_asked_for(desk: Desk) -> None:
    await desk.shares("Said last spring", shared_on=date(2026, 4, 10))
    await desk.shares("Said this fall")
    making = await desk.reports.ask(desk.caller(), desk.community_id, "annual last year")
    assert (making.kind, making.period) == (
        ReportKind.ANNUAL,
        Period(date(2025, 8, 24), date(2026, 6, 11)),
    )
    await desk.at(desk.pdsa.clock.now())
    assert "Said last spring" in desk.page()
    assert "Said this fall" not in desk.page()


async def test_the_tables_have_every_value_also_those_too_old_for_the_chart(desk: Desk) -> None:
    cycle = await desk.pdsa.started_and_begun()
    first = date(2026, 8, 1)
    async with desk.store.transaction() as session:
        for nth in range(25):
            row = {"measure_id": cycle.measures[0].id, "observed_on": first + timedelta(days=nth)}
            noted = {"value": float(nth), "noted_at": desk.pdsa.clock.now()}
            await session.execute(insert(ObservationRow).values(row | noted))
    await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(desk.pdsa.clock.now())
    rows = csv.DictReader(io.StringIO(desk.tables()["cycle values.csv"]))
    assert [float(row["value"]) for row in rows] == [float(nth) for nth in range(25)]


async def test_asked_for_twice_at_once_a_report_is_made_once(desk: Desk) -> None:
    await desk.shares("A learning")
    for _ in range(2):
        await desk.reports.ask(desk.caller(), desk.community_id, "")
    await desk.at(desk.pdsa.clock.now())
    assert len(desk.slack.uploads) == 2  # the page and the tables


async def test_a_report_of_another_workspaces_community_is_refused(desk: Desk) -> None:
    stranger = Caller(type(WORKSPACE)("T2"), FACILITATOR)
    with pytest.raises(Exception, match="no such community"):
        await desk.reports.ask(stranger, desk.community_id, "")
