"""The questions of a community: those in force, and facilitators changing them."""

from __future__ import annotations

import secrets

from community.communities.edits import REWORDED, edited_meanwhile
from community.feedback.views import Question, Wording, WordingDraft
from community.feedback.wording import kept, questions_of_survey, read_wording, wording_of
from community.ids import CommunityId
from community.work import Caller, Work, audit
from storage.queries import communities as community_queries
from storage.queries import feedback as queries

WORDING = "feedback_wording"  # a key of a community's `settings`


async def wording_in_force(work: Work, community_id: CommunityId) -> Wording:
    """What the next survey takes."""
    settings = await community_queries.settings_of(work.session, community_id)
    return wording_of(settings.get(WORDING, {}))


async def next_questions(work: Work, community_id: CommunityId) -> tuple[Question, ...]:
    """For a survey that is being laid out now: the questions in force, and the prompt whose turn it is."""
    wording = await wording_in_force(work, community_id)
    return questions_of_survey(wording, await queries.count_surveys(work.session, community_id))


async def reword(
    work: Work, caller: Caller, community_id: CommunityId, draft: WordingDraft, version: int | None
) -> Wording:
    """Keep what was typed, as long as nobody has changed the community since `version`."""
    settings = await community_queries.settings_of(work.session, community_id)
    wording = read_wording(draft, wording_of(settings.get(WORDING, {})), _new_id)
    values = {"settings": {**settings, WORDING: kept(wording)}}
    if version is None or not await community_queries.update_community(
        work.session, community_id, version, values
    ):
        raise await edited_meanwhile(work, community_id)
    await audit(
        work, caller, REWORDED, f"community:{community_id}", community_id, version=version + 1,
        statements=[statement.id for statement in wording.statements], prompts=len(wording.prompts),
    )  # fmt: skip
    return wording


def _new_id() -> str:
    """Never one that was used before: an id means one statement for ever."""
    return f"own_{secrets.token_hex(4)}"
