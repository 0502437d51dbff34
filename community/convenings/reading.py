"""Rows into views: what a convening is, for whoever asks within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from community.convenings.touchpoints import DECLINED, GOING, MAYBE, Participant
from community.convenings.views import AgendaItem, Answers, Convening, ConveningWithAnswers, RsvpNote
from community.errors import ConveningNotFound
from community.ids import ChannelId, CommunityId, ConveningId, UserId, WorkspaceId
from storage.queries import convenings as queries
from storage.queries.convenings import ParticipantRow, WholeConvening
from storage.tables import RsvpRow


def convening_view(whole: WholeConvening) -> Convening:
    row = whole.row
    return Convening(
        id=ConveningId(row.id),
        workspace_id=WorkspaceId(row.workspace_id),
        community_id=CommunityId(row.community_id),
        community_name=row.community_name,
        home_channel=ChannelId(row.home_channel),
        title=row.title,
        objectives=row.objectives,
        starts_local=row.starts_local,
        zone=row.zone,
        minutes=row.minutes,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        mode=row.mode,
        place=row.place,
        link=row.link,
        facilitator=_user(row.facilitator),
        note_taker=_user(row.note_taker),
        spotlight=row.spotlight,
        announce_at=row.announce_at,
        agenda=tuple(AgendaItem(topic, minutes) for topic, minutes in whole.agenda),
        is_cancelled=row.state == "cancelled",
        cancel_reason=row.cancel_reason,
        sequence=row.sequence,
        version=row.version,
    )


async def get_convening(
    session: AsyncSession, workspace_id: WorkspaceId, convening_id: ConveningId, *, to_change: bool = False
) -> Convening:
    """Raises `ConveningNotFound` for one of another workspace as for none."""
    whole = await queries.load_convening(session, workspace_id, convening_id, to_change=to_change)
    if whole is None:
        raise ConveningNotFound("There is no such convening here any more.")
    return convening_view(whole)


async def find_convenings(
    session: AsyncSession, ids: Collection[ConveningId]
) -> dict[ConveningId, Convening]:
    found = await queries.load_convenings(session, ids)
    return {ConveningId(key): convening_view(whole) for key, whole in found.items()}


async def list_participants(
    session: AsyncSession, convening: Convening, *, only: Collection[UserId] | None = None
) -> list[Participant]:
    """Members who belong now and can be reached, with answers to the time that holds. `only`: of these."""
    rows = await queries.participants(session, convening.id, convening.community_id, only=only)
    return [_participant(row, convening) for row in rows]


async def find_participant(
    session: AsyncSession, convening: Convening, user_id: UserId
) -> Participant | None:
    """One person as `list_participants` has them; `None` if they are not among them."""
    return next(iter(await list_participants(session, convening, only=[user_id])), None)


async def with_answers(session: AsyncSession, convenings: Iterable[Convening]) -> list[ConveningWithAnswers]:
    """Each with its answers. Answers of people who have left do not count as members' answers."""
    found: list[ConveningWithAnswers] = []
    convenings = list(convenings)
    answers = await queries.answers_to(session, [convening.id for convening in convenings])
    members: dict[CommunityId, set[str]] = {}
    for convening in convenings:
        if convening.community_id not in members:
            participants = await list_participants(session, convening)
            members[convening.community_id] = {person.user_id for person in participants}
        rows = [row for row in answers.get(convening.id, ()) if counts(row, convening)]
        rows = [row for row in rows if row.user_id in members[convening.community_id]]
        found.append(_with_answers(convening, rows, len(members[convening.community_id])))
    return found


def counts(row: RsvpRow, convening: Convening) -> bool:
    """An answer given for another time does not count."""
    return row.for_starts_at == convening.starts_at


def _with_answers(convening: Convening, rows: list[RsvpRow], members: int) -> ConveningWithAnswers:
    said = {
        answer: tuple(UserId(row.user_id) for row in rows if row.answer == answer)
        for answer in (GOING, MAYBE, DECLINED)
    }
    return ConveningWithAnswers(
        convening=convening,
        answers=Answers(going=said[GOING], maybe=said[MAYBE], declined=said[DECLINED]),
        notes=tuple(RsvpNote(UserId(row.user_id), row.answer, row.note) for row in rows if row.note),
        unanswered=members - len(rows),
    )


def _participant(row: ParticipantRow, convening: Convening) -> Participant:
    return Participant(
        user_id=UserId(row.user_id),
        answer=row.answer if row.for_starts_at == convening.starts_at else None,
        is_present=row.is_present,
        stopped=frozenset(row.stopped),
    )


def _user(user_id: str | None) -> UserId | None:
    return UserId(user_id) if user_id else None
