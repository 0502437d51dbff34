"""Reports: made for facilitators; and what teams told their site councils, and heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput, NotAllowed
from community.ids import ConveningId, TeamId
from community.reports.periods import FIELD
from community.reports.views import Making, ReportBack
from handlers.answers import Answer, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.payloads import Click, Command, Submission, convening_of
from handlers.teams import team_of
from message_templates.ids import ActionId, FormId
from message_templates.renderer import Message
from message_templates.values import Ref

BACK = ("back", "backs", "report back", "reporting back")


def register(boundary: Boundary, desk: Desk) -> None:
    reports, councils = ReportListeners(desk), CouncilListeners(desk)
    boundary.on_click(ActionId.REPORT_MAKE, reports.open_form)
    boundary.on_submission(FormId.REPORT, reports.submit)
    boundary.on_click(ActionId.REPORT_BACK, councils.show)
    boundary.on_click(ActionId.REPORT_PAGE, councils.make_page)
    boundary.on_click(ActionId.REPORT_SHARED, councils.open_shared)
    boundary.on_submission(FormId.REPORT_SHARED, councils.save_shared)
    boundary.on_click(ActionId.REPORT_COUNCIL, councils.open_council)
    boundary.on_submission(FormId.COUNCIL, councils.save_council)


class ReportListeners:
    """`/cop report`, with a period, `annual` (of a year) or `back` after it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._reports = desk.services.reports

    async def run(self, asked: Command | Click, community: Community, words: str) -> Answer:
        if " ".join(words.casefold().split()) in BACK:
            return await self._list_backs(asked, community)
        try:
            making = await self._reports.ask(asked.caller, community.id, words)
        except InvalidInput as error:
            return self._form(asked, community, words, error.problems[FIELD])
        return self._making(making)

    async def open_form(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        if click.caller.user_id not in community.facilitators:  # before anybody fills it in for nothing
            raise NotAllowed(f"Only the facilitators of {community.name} can do this. Ask one of them.")
        return self._form(click, community, "", "")

    async def submit(self, form: Submission) -> Answer:
        """Words count before the two days, which are filled in to begin with."""
        words = form.values.text(FIELD)
        if words:
            making = await self._reports.ask(form.caller, form.community(), words)
        else:
            making = await self._reports.ask_between(
                form.caller, form.community(), form.values.date("from_on"), form.values.date("to_on")
            )
        return self._making(making)

    async def _list_backs(self, asked: Command | Click, community: Community) -> Answer:
        backs = await self._reports.backs(asked.caller, community.id)
        return Say(self._desk.message("reports/backs", backs=backs))

    def _form(self, asked: Command | Click, community: Community, words: str, notice: str) -> Answer:
        form = self._desk.form(
            "reports/choose",
            asked.ref_text(community=community.id),
            community=community,
            period_text=words,
            notice=notice,
        )
        return Open(form, removes_original=asked.answers_choice)

    def _making(self, making: Making) -> Answer:
        return Say(self._desk.message("reports/making", making=making))


class CouncilListeners:
    """A team's page: looked at again, printed, and what became of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reports = desk.services.reports

    async def show(self, click: Click) -> Answer:
        back = await self._reports.back(click.caller, *_page_of(click.ref))
        return Say(self._message(back), is_beside=True)

    async def make_page(self, click: Click) -> Answer:
        back = await self._reports.ask_page(click.caller, *_page_of(click.ref))
        return Say(self._desk.message("reports/making_page", back=back), is_beside=True)

    async def open_shared(self, click: Click) -> Answer:
        back = await self._reports.back(click.caller, *_page_of(click.ref))
        return Open(self._desk.form("reports/shared", _in_its_place(click), back=back, today=self._today))

    async def open_council(self, click: Click) -> Answer:
        back = await self._reports.back(click.caller, *_page_of(click.ref))
        return Open(self._council(_in_its_place(click, version=back.said_version), back, back.council_said))

    async def save_shared(self, form: Submission) -> Answer:
        page, on = _page_of(form.ref), form.values.date("on")
        if form.values.is_ticked("takes_back"):
            return Say(self._message(await self._reports.not_shared(form.caller, *page)))
        return Say(self._message(await self._reports.shared(form.caller, *page, on)))

    async def save_council(self, form: Submission) -> Answer:
        page, said, version = _page_of(form.ref), form.values.text("said"), form.ref.version or 0
        try:
            back = await self._reports.council_said(form.caller, *page, said, version=version)
        except EditedMeanwhile as error:
            return await asked_again(form, error, partial(self._council_again, form))
        return Say(self._message(back))

    async def _council_again(
        self, form: Submission, ref_text: str, *, warnings: Sequence[str] = (), notice: str = ""
    ) -> View:
        """The form with what was typed, and what somebody else wrote meanwhile."""
        back = await self._reports.back(form.caller, *_page_of(form.ref))
        return self._council(ref_text, back, form.values.text("said"), notice)

    def _council(self, ref_text: str, back: ReportBack, typed: str, notice: str = "") -> View:
        return self._desk.form("reports/council", ref_text, back=back, council_said=typed, notice=notice)

    @property
    def _today(self) -> datetime:
        return self._desk.clock.now()

    def _message(self, back: ReportBack) -> Message:
        return self._desk.message("reports/back", back=back, note="")


def _in_its_place(click: Click, **ids: object) -> str:
    """What a form is opened with whose answer takes the place of the message: the page, as noted then."""
    convening_id, team_id = _page_of(click.ref)
    return click.ref_text(in_place=True, convening=convening_id, team=team_id, **ids)


def _page_of(ref: Ref) -> tuple[ConveningId, TeamId]:
    """Raises `UnreadableRef` when no convening or no team is named."""
    return convening_of(ref), team_of(ref)
