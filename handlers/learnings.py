"""Key learnings in Slack: shared and edited by form, found, endorsed, taken back."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from community.communities.views import Community
from community.errors import EditedMeanwhile, InvalidInput, NotAMember
from community.ids import ConveningId
from community.learnings.searching import read_search, search_text
from community.learnings.views import LearningDraft, LearningForm, LearningForReader, Search
from community.walltime import today_in
from handlers.answers import Answer, Nothing, Open, Say, View
from handlers.asking_again import asked_again
from handlers.boundary import Boundary
from handlers.desk import Desk
from handlers.digests_values import place_of
from handlers.learnings_asking import QuestionListeners
from handlers.learnings_saving import ReactionListeners, RequestListeners, SavingListeners
from handlers.learnings_values import learning_of, read_find, read_learning
from handlers.payloads import Click, Command, Submission, Surface
from handlers.slack_messages import links_to
from message_templates.ids import ActionId, FormId, ShortcutId
from message_templates.values import Ref

FIRST = 1
ALONE = 0  # instead of a page: the learning stands by itself and is shown again so

Asked = Command | Click | Submission


def register(boundary: Boundary, desk: Desk) -> None:
    _register_sharing(boundary, SharingListeners(desk))
    _register_finding(boundary, FindingListeners(desk))
    _register_asking(boundary, QuestionListeners(desk))
    saving, requests, reactions = SavingListeners(desk), RequestListeners(desk), ReactionListeners(desk)
    boundary.on_message_shortcut(ShortcutId.SAVE_LEARNING, saving.save_message)
    boundary.on_click(ActionId.LEARNING_YES, requests.say_yes)
    boundary.on_click(ActionId.LEARNING_YES_UNNAMED, requests.say_yes_unnamed)
    boundary.on_click(ActionId.LEARNING_NO, requests.say_no)
    boundary.on_event("reaction_added", reactions.added)
    boundary.on_event("reaction_removed", reactions.removed)


def _register_sharing(boundary: Boundary, sharing: SharingListeners) -> None:
    boundary.on_click(ActionId.LEARNING_ADD, sharing.open_form_of)
    boundary.on_click(ActionId.LEARNING_EDIT, sharing.open_edit)
    boundary.on_submission(FormId.LEARNING, sharing.save)


def _register_finding(boundary: Boundary, finding: FindingListeners) -> None:
    boundary.on_click(ActionId.LEARNINGS_PAGE, finding.turn_page)
    boundary.on_click(ActionId.LEARNINGS_FIND, finding.open_find)
    boundary.on_submission(FormId.LEARNINGS_FIND, finding.find)
    boundary.on_click(ActionId.LEARNING_ENDORSE, finding.endorse)
    boundary.on_click(ActionId.LEARNING_WITHDRAW, finding.withdraw)
    boundary.on_click(ActionId.LEARNING_SOURCE, _link_opened)


def _register_asking(boundary: Boundary, asking: QuestionListeners) -> None:
    boundary.on_click(ActionId.LEARNING_ASK, asking.open_question)
    boundary.on_submission(FormId.LEARNING_QUESTION, asking.ask)
    boundary.on_click(ActionId.LEARNING_ANSWER, asking.open_answer)
    boundary.on_submission(FormId.LEARNING_ANSWER, asking.answer)


class SharingListeners:
    """The form: opened by a command or a button, sent, shown again if somebody was quicker."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._learnings = desk.services.learnings

    async def open_form(self, asked: Command | Click, community: Community, words: str) -> Answer:
        """`words`: what was typed after the command; the form begins with it."""
        convening_id = _convening_of(asked.ref) if isinstance(asked, Click) else None
        form = await self._learnings.form(asked.caller, community.id, text=words, convening_id=convening_id)
        ref_text = asked.ref_text(community=community.id, convening=convening_id)
        return Open(self._form(ref_text, form), removes_original=asked.answers_choice)

    async def open_form_of(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        return await self.open_form(click, community, "")

    async def open_edit(self, click: Click) -> Answer:
        form = await self._learnings.edit_form(click.caller, learning_of(click.ref))
        learning = form.learning
        version = learning.version if learning else None
        ref_text = click.ref_text(community=form.community.id, learning=click.ref.learning, version=version)
        return Open(self._form(ref_text, form))

    async def save(self, form: Submission) -> Answer:
        draft = read_learning(form.values)
        if form.ref.learning is None:
            kept = await self._learnings.add(
                form.caller, form.community(), draft, convening_id=_convening_of(form.ref)
            )
            return Say(self._desk.message("learnings/kept", kept=kept))
        try:
            learning = await self._learnings.edit(
                form.caller, learning_of(form.ref), draft, version=form.ref.version
            )
        except (InvalidInput, EditedMeanwhile) as error:
            return await asked_again(form, error, partial(self._again, form, draft))
        reader = await self._learnings.get(form.caller, learning.id)
        return Say(self._desk.message("learnings/one", reader=reader))

    async def _again(
        self,
        form: Submission,
        draft: LearningDraft,
        ref_text: str,
        *,
        warnings: object = (),
        notice: str = "",
    ) -> View:
        """The form as it was sent, with what must be read first. There are no warnings here."""
        shown = await self._learnings.edit_form(form.caller, learning_of(form.ref))
        typed = LearningForm(shown.community, draft, shown.learning, is_mine=shown.is_mine)
        return self._form(ref_text, typed, notice=notice)

    def _form(self, ref_text: str, form: LearningForm, *, notice: str = "") -> View:
        return self._desk.form("learnings/form", ref_text, form=form, notice=notice)


class FindingListeners:
    """The list, and what is done to the learnings in it; afterwards the same page is shown as it is then."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._learnings = desk.services.learnings

    async def list_learnings(self, asked: Command | Click, community: Community, words: str) -> Answer:
        return await self._page(asked, community, self._read(words, community), FIRST)

    async def turn_page(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        search = self._read(click.ref.words or "", community)
        return await self._page(click, community, search, click.ref.page or FIRST)

    async def open_find(self, click: Click) -> Answer:
        community = await self._communities.get(click.caller, click.community())
        search = self._read(click.ref.words or "", community)
        ref_text = click.ref_text(in_place=True, community=community.id)
        return Open(self._desk.form("learnings/find", ref_text, community=community, search=search))

    async def find(self, form: Submission) -> Answer:
        community = await self._communities.get(form.caller, form.community())
        return await self._page(form, community, read_find(form.values), FIRST)

    async def endorse(self, click: Click) -> Answer:
        reader = await self._learnings.endorse(click.caller, learning_of(click.ref), channel=place_of(click))
        return await self._shown_again(click, reader, was_taken_back=not reader.has_endorsed)

    async def withdraw(self, click: Click) -> Answer:
        learning = await self._learnings.withdraw(click.caller, learning_of(click.ref))
        return await self._shown_again(click, LearningForReader(learning))

    async def _shown_again(
        self, click: Click, reader: LearningForReader, *, was_taken_back: bool = False
    ) -> Answer:
        """The page the button stands on; else the learning by itself, beside what has more in it.

        `was_taken_back`: that it is useful to them; said where the learning stands by itself.
        """
        if click.ref.page and click.ref.community is not None:
            # Of who is no member it may have been the last they had there: then there is no page any more.
            with suppress(NotAMember):
                return await self.turn_page(click)
        [reader] = await links_to(click.client, [reader])
        stands_alone = click.ref.page == ALONE
        message = self._desk.message("learnings/one", reader=reader, was_taken_back=was_taken_back)
        return Say(message, is_beside=not stands_alone)

    async def _page(self, asked: Asked, community: Community, search: Search, number: int) -> Answer:
        page = await self._learnings.page(asked.caller, community.id, search, number)
        found = await links_to(asked.client, page.found)
        message = self._desk.message(
            "learnings/page", page=page.with_found(found), looked_for=search_text(search)
        )
        return Say(message, is_beside=isinstance(asked, Click) and asked.surface is Surface.HOME)

    def _read(self, words: str, community: Community) -> Search:
        return read_search(words, today_in(community.zone, self._desk.clock.now()))


def _convening_of(ref: Ref) -> ConveningId | None:
    """The convening whose recap led here."""
    return None if ref.convening is None else ConveningId(ref.convening)


async def _link_opened(_: Click) -> Answer:
    """The browser has opened the message; Slack reports the click all the same."""
    return Nothing()
