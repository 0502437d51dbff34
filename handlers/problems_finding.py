"""Problems found again: open and past ones, all of one, how evenly it was spoken in, what several share."""

from __future__ import annotations

from dataclasses import replace

from community.communities.views import Community
from community.errors import ProblemNotFound
from community.ids import CommunityId
from community.problems.views import Search
from community.work import Caller
from handlers.answers import Answer, Open, Say
from handlers.convenings import ConveningListeners
from handlers.desk import Desk
from handlers.payloads import Click, Command, Submission
from handlers.problems_themes import convening_on
from handlers.problems_values import problem_of, read_search
from message_templates.renderer import Message

FIRST = 1
GONE = "This problem of practice is gone. /cop problems lists those there are."


class FindingListeners:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._problems = desk.services.problems
        self._convenings = ConveningListeners(desk)

    async def list_problems(self, asked: Command | Click, community: Community, words: str) -> Answer:
        return Say(await self._page(asked.caller, community.id, Search.read(words), FIRST))

    async def turn_page(self, click: Click) -> Answer:
        search = Search.read(click.ref.words or "")
        return Say(await self._page(click.caller, click.community(), search, click.ref.page or FIRST))

    async def open_find(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        search = Search.read(click.ref.words or "")
        ref_text = click.ref_text(in_place=True, community=community.id)
        return Open(self._desk.form("problems/find", ref_text, community=community, search=search))

    async def find(self, form: Submission) -> Answer:
        return Say(await self._page(form.caller, form.community(), read_search(form.values), FIRST))

    async def show(self, click: Click) -> Answer:
        """The whole of it, as this person may see it: an anonymous presenter sees that it is their own."""
        problem = await self._problems.get(click.caller, problem_of(click.ref))
        community = await self._communities.get(click.caller, problem.community_id)
        opening = await self._problems.opening_for(problem.workspace_id, problem.id)
        if opening is None:
            raise ProblemNotFound(GONE)
        return Say(
            self._desk.message(
                "problems/show",
                opening=replace(opening, problem=problem),
                follow_up=await self._problems.own_follow_up(click.caller, problem.id),
                is_mine=click.caller.user_id in (problem.presenter, problem.stands_in),
                is_facilitator=click.caller.user_id in community.facilitators,
            )
        )

    async def show_balance(self, click: Click) -> Answer:
        balance = await self._desk.services.voices.balance(click.caller, problem_of(click.ref))
        return Say(self._desk.message("problems/balance", balance=balance))

    async def open_convening(self, click: Click) -> Answer:
        """The form of `/cop schedule`, filled with what the problems of one theme call for."""
        theme = await self._problems.theme(click.caller, problem_of(click.ref), click.ref.which)
        draft = convening_on(theme, click.caller.user_id)
        return await self._convenings.open_drafted(click, theme.community, draft)

    async def _page(self, caller: Caller, community_id: CommunityId, search: Search, page: int) -> Message:
        found = await self._problems.page(caller, community_id, search, page)
        return self._desk.message("problems/page", page=found)
