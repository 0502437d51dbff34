"""Key learnings as people handle them: added, edited, withdrawn, found, endorsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from community.communities.reading import find_communities, get_community
from community.communities.views import Community
from community.convenings.reading import get_convening
from community.convenings.views import Convening
from community.errors import ConveningNotFound, EditedMeanwhile, InvalidInput, NotAllowed
from community.ids import ChannelId, CommunityId, ConveningId, LearningId
from community.learnings.keeping import NewLearning, keep, rejoin, withdraw, without_message
from community.learnings.reading import for_reader, get_for_reader, get_row, refuse_withdrawn, require_reader
from community.learnings.telling import touch_told
from community.learnings.views import (
    KINDS,
    LONGEST,
    KeptLearning,
    Learning,
    LearningDraft,
    LearningForm,
    LearningForReader,
    LearningsPage,
    Search,
)
from community.learnings.words import LONGEST_TAG, MOST_TAGS, read_tags, searchable, terms_of
from community.permissions import is_facilitator, require_member
from community.walltime import today_in
from community.work import Caller, UseCases, Work, audit
from storage.folding import folded
from storage.queries import learning_search
from storage.queries import learnings as queries
from storage.queries.learning_search import RANKED, Narrowing
from storage.queries.members import belongs, communities_of
from storage.tables import LearningRow

FROM_RECAP = "recap"
ON_A_PAGE = 5
MOST_TAGS_SHOWN = 20


class Learnings(UseCases):
    """Everything members may do with learnings. Who is no member raises `NotAMember`.

    Whose a learning is may edit it and take it back wherever they are: also who has left, and the author of a
    message somebody wanted kept, who may never have been a member.
    """

    async def form(
        self,
        caller: Caller,
        community_id: CommunityId,
        text: str = "",
        *,
        convening_id: ConveningId | None = None,
    ) -> LearningForm:
        """The form to add one, begun with `text`. `convening_id`: whose recap leads here. Raises as `add`."""
        async with self._look() as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            title = ""
            if convening_id is not None:
                title = (await _convening_of(work, caller, community_id, convening_id)).title
            return LearningForm(community, LearningDraft(text=text), convening_title=title)

    async def edit_form(self, caller: Caller, learning_id: LearningId) -> LearningForm:
        """Of one of the caller's own; facilitators: of any. Raises `NotAllowed`, `LearningWithdrawn`."""
        async with self._look() as work:
            row = await get_row(work, caller, learning_id)
            await _require_editor(work, caller, row)
            community_id = CommunityId(row.community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            found = await get_for_reader(work, caller, learning_id)
            return LearningForm(community, draft_of(found.learning), found.learning, is_mine=found.is_mine)

    async def add(
        self,
        caller: Caller,
        community_id: CommunityId,
        draft: LearningDraft,
        *,
        convening_id: ConveningId | None = None,
    ) -> KeptLearning:
        """`convening_id`: what it is a learning of, to which the posted recap leads.

        Raises `InvalidInput` beside `text`, `kind` or `tags`; `ConveningNotFound`.
        """
        check(draft)
        async with self._work(caller) as work:
            await require_member(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            new = NewLearning(
                community_id=community_id,
                source="form",
                text=draft.text,
                kind=draft.kind,
                tags=read_tags(draft.tags_text),
                author=caller.user_id if draft.shows_name else None,
                contact=caller.user_id,
                shared_on=today_in(community.zone, work.now),
            )
            if convening_id is not None:
                new = await _from_recap(work, caller, new, convening_id)
            learning_id, joined = await keep(work, new)
            reader = await get_for_reader(work, caller, learning_id)
            return KeptLearning(reader.learning, joined, is_own=reader.is_mine)

    async def edit(
        self, caller: Caller, learning_id: LearningId, draft: LearningDraft, *, version: int | None
    ) -> Learning:
        """Raises `InvalidInput`, `NotAllowed`, `LearningWithdrawn`, `EditedMeanwhile`.

        What a digest has told is told anew there: the posted digest is edited.
        """
        check(draft)
        async with self._work(caller) as work:
            row = await get_row(work, caller, learning_id)
            await _require_editor(work, caller, row)
            await _keep_trace(work, caller, row, "learnings.learning.edit")
            says_otherwise = folded(draft.text) != row.text_key
            await _change(work, row, version, _edited(row, draft, caller))
            if says_otherwise:
                await rejoin(work, row.id, row.community_id, folded(draft.text))
            tags = read_tags(draft.tags_text)
            await queries.replace_tags(work.session, row.id, {folded(tag): tag for tag in tags})
            words = searchable(draft.text, tags)
            await learning_search.put_words(work.session, row.community_id, row.id, words)
            await touch_told(work, caller.workspace_id, row)
            return (await get_for_reader(work, caller, learning_id)).learning

    async def withdraw(self, caller: Caller, learning_id: LearningId) -> Learning:
        """Take it back: its words are forgotten, and digests that told of it say only that there was one."""
        async with self._work(caller) as work:
            row = await get_row(work, caller, learning_id)
            await _require_editor(work, caller, row)
            await _keep_trace(work, caller, row, "learnings.learning.withdraw")
            await withdraw(work, row.id)
            await touch_told(work, caller.workspace_id, row)
            return (await get_for_reader(work, caller, learning_id)).learning

    async def endorse(
        self,
        caller: Caller,
        learning_id: LearningId,
        *,
        channel: ChannelId | None = None,
        may_take_back: bool = True,
    ) -> LearningForReader:
        """Say that it is useful; said once more, take that back. One's own cannot be endorsed.

        For members, and for leaders: `channel` is where they do it. `may_take_back`: what was clicked shows
        whether they have said so; from elsewhere, said once more it stays said.
        """
        async with self._work(caller) as work:
            row = await get_row(work, caller, learning_id)
            await require_reader(work, caller, row, channel)
            refuse_withdrawn(row)
            if row.contact == caller.user_id:
                raise NotAllowed("This one is yours: others say whether it is useful to them.")
            takes_back = may_take_back and await queries.take_back_endorsement(
                work.session, row.id, caller.user_id
            )
            if not takes_back:
                await queries.endorse(work.session, row.id, caller.user_id, work.now)
            return await get_for_reader(work, caller, learning_id)

    async def get(
        self, caller: Caller, learning_id: LearningId, *, channel: ChannelId | None = None
    ) -> LearningForReader:
        """For members, and for leaders: `channel` is where they ask."""
        async with self._look() as work:
            row = await get_row(work, caller, learning_id)
            await require_reader(work, caller, row, channel)
            return await get_for_reader(work, caller, learning_id)

    async def page(
        self, caller: Caller, community_id: CommunityId, search: Search, page: int = 1
    ) -> LearningsPage:
        """What is found, five at a time. Nothing typed is an error; a page past the end is the last.

        Who is no member finds only their own; with none `NotAMember` is raised.
        """
        async with self._look() as work:
            contact = await _only_of(work, caller, community_id)
            community = await get_community(work.session, caller.workspace_id, community_id)
            terms = terms_of(search.words)
            narrowing = Narrowing(search.kind, folded(search.tag), search.since, contact)
            count = await learning_search.count_found(work.session, community_id, terms, narrowing)
            are_many = not terms.is_empty and count > RANKED
            shown = RANKED if are_many else count
            pages = max(1, -(-shown // ON_A_PAGE))
            page = min(max(page, 1), pages)
            ids = await learning_search.search_learnings(
                work.session,
                community_id,
                terms,
                narrowing,
                count=count,
                limit=ON_A_PAGE,
                offset=(page - 1) * ON_A_PAGE,
            )
            found = await for_reader(work, caller, ids)
            most = 0 if contact else MOST_TAGS_SHOWN
            tags = tuple(await queries.most_used_tags(work.session, community_id, most))
            return LearningsPage(community, search, found, shown, page, pages, tags, bool(contact), are_many)

    async def left_behind(self, caller: Caller) -> list[Community]:
        """The communities the caller is no member of, and has learnings in; by name."""
        async with self._look() as work:
            who = caller.workspace_id, caller.user_id
            theirs = await queries.communities_with_own(work.session, *who)
            belongs_to = await communities_of(work.session, *who)
            ids = [CommunityId(each) for each in theirs if each not in belongs_to]
            found = await find_communities(work.session, ids)
            return sorted(found.values(), key=lambda community: community.name.casefold())


async def _only_of(work: Work, caller: Caller, community_id: CommunityId) -> str:
    """Whose learnings the caller may look through: "" for everybody's; theirs alone if they are no member."""
    who = caller.workspace_id, caller.user_id
    is_member = await belongs(work.session, caller.workspace_id, community_id, caller.user_id)
    if not is_member and community_id in await queries.communities_with_own(work.session, *who):
        return caller.user_id
    await require_member(work, caller, community_id)
    return ""


async def _from_recap(work: Work, caller: Caller, new: NewLearning, convening_id: ConveningId) -> NewLearning:
    await _convening_of(work, caller, new.community_id, convening_id)
    place = await queries.recap_place(work.session, caller.workspace_id, f"convening:{convening_id}")
    channel, ts = place or (None, None)
    return replace(new, source=FROM_RECAP, convening_id=convening_id, channel=channel, ts=ts)


async def _convening_of(
    work: Work, caller: Caller, community_id: CommunityId, convening_id: ConveningId
) -> Convening:
    convening = await get_convening(work.session, caller.workspace_id, convening_id)
    if convening.community_id != community_id:
        raise ConveningNotFound("There is no such convening in this community.")
    return convening


def check(draft: LearningDraft) -> None:
    """Raises `InvalidInput` beside `text`, `kind` or `tags`."""
    problems = {
        "text": _text_problem(draft.text),
        "kind": "" if draft.kind in KINDS else "Choose what kind of learning it is.",
        "tags": _tags_problem(draft.tags_text),
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidInput(found)


def draft_of(learning: Learning) -> LearningDraft:
    return LearningDraft(
        text=learning.text,
        kind=learning.kind,
        tags_text=", ".join(learning.tags),
        shows_name=learning.author is not None,
    )


def _text_problem(text: str) -> str:
    if not folded(text):
        return "Say what was learnt: a sentence or two is enough."
    if len(text) > LONGEST:
        return f"At most {LONGEST:,} characters fit here; these are {len(text):,}."
    return ""


def _tags_problem(text: str) -> str:
    tags = read_tags(text)
    if len(tags) > MOST_TAGS:
        return f"At most {MOST_TAGS} tags; these are {len(tags)}."
    long = next((tag for tag in tags if len(tag) > LONGEST_TAG), None)
    return f"A tag has at most {LONGEST_TAG} characters: “{long}” is longer." if long else ""


def _edited(row: LearningRow, draft: LearningDraft, caller: Caller) -> Mapping[str, object]:
    """Whose it is may put their name to it or take it away; a facilitator leaves that as it is."""
    words = {"text": draft.text, "text_key": folded(draft.text), "kind": draft.kind}
    if row.contact != caller.user_id:
        return words
    if draft.shows_name:
        return words | {"author": caller.user_id}
    # A recap is the community's: it leads to nobody.
    return words | {"author": None} | ({} if row.source == FROM_RECAP else without_message())


async def _change(work: Work, row: LearningRow, version: int | None, values: Mapping[str, object]) -> None:
    refuse_withdrawn(row)
    if version is None or not await queries.update_version(work.session, row.id, version, values):
        raise EditedMeanwhile(
            "Somebody changed this while you were editing. What you wrote is kept here: look it through, and "
            "save again to put it over theirs.",
            row.version,
        )


async def _require_editor(work: Work, caller: Caller, row: LearningRow) -> None:
    refuse_withdrawn(row)
    if row.contact == caller.user_id:
        return
    await require_member(work, caller, CommunityId(row.community_id))
    if not await is_facilitator(work, caller, CommunityId(row.community_id)):
        raise NotAllowed("Only its author or a facilitator can change this learning.")


async def _keep_trace(work: Work, caller: Caller, row: LearningRow, action: str) -> None:
    """Who did it, but for authors without a name: that would outlast what they took back."""
    if row.author is not None or row.contact != caller.user_id:
        await audit(work, caller, action, f"learning:{row.id}", CommunityId(row.community_id))
