"""Who of many people is still to be asked, for the messages that ask them."""

from __future__ import annotations

from collections.abc import Collection

from community.convenings.reading import find_convenings, list_participants
from community.convenings.views import Convening
from community.feedback.anonymity import voter_hash
from community.feedback.asking import open_survey
from community.feedback.views import FeedbackRequest
from community.ids import ConveningId, DeliveryKind, UserId, WorkspaceId
from community.work import Work
from storage.queries import feedback as queries
from storage.tables import SurveyRow


async def requests_to(
    work: Work,
    workspace_id: WorkspaceId,
    convening_id: ConveningId,
    kind: DeliveryKind,
    user_ids: Collection[UserId],
) -> dict[UserId, FeedbackRequest] | None:
    """What these people are asked; `None` if the session is over and its survey not laid out yet.

    Without those of whom nothing is asked: it is closed or not theirs, or they have answered, left, or
    stopped messages of this kind.
    """
    convening = await _session_to_comment_on(work, workspace_id, convening_id)
    if convening is None:
        return {}
    survey = await queries.find_survey(work.session, convening_id)
    if survey is None:
        return None if work.now >= convening.ends_at else {}
    if survey.closes_at <= work.now:
        return {}
    asked = await _to_be_asked(work, convening, survey, kind, user_ids)
    return dict.fromkeys(asked, FeedbackRequest(convening, survey.closes_at))


async def lay_out(work: Work, workspace_id: WorkspaceId, convening_id: ConveningId) -> None:
    """Open the survey of a session that is over, if the minute's chore has not come to it yet."""
    convening = await _session_to_comment_on(work, workspace_id, convening_id)
    if convening is not None and work.now >= convening.ends_at:
        await open_survey(work, convening)


async def _session_to_comment_on(
    work: Work, workspace_id: WorkspaceId, convening_id: ConveningId
) -> Convening | None:
    convening = (await find_convenings(work.session, [convening_id])).get(convening_id)
    if convening is None or convening.is_cancelled or convening.workspace_id != workspace_id:
        return None
    return convening


async def _to_be_asked(
    work: Work, convening: Convening, survey: SurveyRow, kind: DeliveryKind, user_ids: Collection[UserId]
) -> list[UserId]:
    marks: dict[str, str] = {user_id: voter_hash(survey.hash_key or b"", user_id) for user_id in user_ids}
    waited_for = await queries.invited_without_answer(work.session, convening.id, marks)
    people = await list_participants(work.session, convening, only=user_ids)
    return [one.user_id for one in people if one.user_id in waited_for and kind not in one.stopped]
