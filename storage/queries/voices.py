"""What is said in problems' threads, who was hinted, and who was invited to speak."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.deliveries import Values, insert_into, insert_missing
from storage.queries.members import BELONGS
from storage.tables import (
    ContributionRow,
    DeliveryRow,
    HintRow,
    MemberRow,
    PersonRow,
    ProblemRow,
    ProblemStepRow,
    ReceiptRow,
    VoiceInvitationRow,
    VoiceRow,
)

NO_HINTS = 0  # the step of a hint that says: no more of them
_VOICE = "problems.voice"
_OPENING = "problems.opening"


# --- contributions


async def keep_contribution(session: AsyncSession, values: Values) -> bool:
    """Whether it is new: the same message may be told of twice, or be read from the history as well."""
    statement = insert_into(session, ContributionRow).values(values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(ContributionRow.ts)) is not None


async def edit_contribution(
    session: AsyncSession, problem_id: int, ts: str, text: str | None, edited_at: datetime
) -> None:
    """Unless a later edit is known already."""
    await session.execute(
        update(ContributionRow)
        .where(
            ContributionRow.problem_id == problem_id,
            ContributionRow.ts == ts,
            or_(ContributionRow.edited_at.is_(None), ContributionRow.edited_at < edited_at),
        )
        .values(text=text, edited_at=edited_at)
    )


async def drop_contributions(session: AsyncSession, problem_id: int, ts: Collection[str]) -> int:
    """How many there were of these."""
    gone = await session.scalars(
        delete(ContributionRow)
        .where(ContributionRow.problem_id == problem_id, ContributionRow.ts.in_(ts))
        .returning(ContributionRow.ts)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


async def replies_known(session: AsyncSession, problem_id: int) -> dict[str, datetime]:
    """When each reply of a person was said, by its `ts`."""
    query = select(ContributionRow.ts, ContributionRow.said_at).where(
        ContributionRow.problem_id == problem_id, ContributionRow.user_id.is_not(None)
    )
    return {row.ts: row.said_at for row in await session.execute(query)}


async def note_deleted(session: AsyncSession, workspace_id: str, mark: str, now: datetime) -> None:
    """Keep for a day that a message is gone, since its own event may come after that of its deletion."""
    row = {"workspace_id": workspace_id, "receipt": mark, "received_at": now}
    await insert_missing(session, ReceiptRow, [row])


async def is_noted(session: AsyncSession, workspace_id: str, mark: str) -> bool:
    return await session.get(ReceiptRow, (workspace_id, mark)) is not None


# --- an anonymous presenter's words


async def insert_voice(session: AsyncSession, values: Values) -> int:
    voice_id: int = (
        await session.execute(insert(VoiceRow).values(values).returning(VoiceRow.id))
    ).scalar_one()
    return voice_id


async def find_voice(session: AsyncSession, workspace_id: str, voice_id: int) -> VoiceRow | None:
    query = (
        select(VoiceRow)
        .join(ProblemRow, ProblemRow.id == VoiceRow.problem_id)
        .where(VoiceRow.id == voice_id, ProblemRow.workspace_id == workspace_id)
    )
    return await session.scalar(query)


async def voice_posted_as(session: AsyncSession, workspace_id: str, subject: str, ts: str) -> str | None:
    """The key of the voice the bot said in the message `ts`."""
    query = select(DeliveryRow.key).where(
        DeliveryRow.workspace_id == workspace_id,
        DeliveryRow.subject == subject,
        DeliveryRow.kind == _VOICE,
        DeliveryRow.posted_ts == ts,
    )
    return await session.scalar(query)


async def forget_said(session: AsyncSession, since: datetime) -> None:
    """Empty what the bot has said, or will never say, of what was given to it since then."""
    done = (
        select(DeliveryRow.key)
        .where(DeliveryRow.kind == _VOICE, DeliveryRow.created_at >= since)
        .where(DeliveryRow.state.not_in(("planned", "sending")))
    )
    keys = list(await session.scalars(done))
    ids = [int(key.rpartition(":")[2]) for key in keys]
    if ids:
        await session.execute(
            update(VoiceRow).where(VoiceRow.id.in_(ids), VoiceRow.text != "").values(text="")
        )


# --- hints


async def wants_no_hints(session: AsyncSession, problem_id: int, user_id: str) -> bool:
    return await session.get(HintRow, (problem_id, user_id, NO_HINTS)) is not None


async def note_hint(
    session: AsyncSession, problem_id: int, user_id: str, step: int, why: str, now: datetime
) -> bool:
    """Whether it is the first of this person in this step."""
    values = {"problem_id": problem_id, "user_id": user_id, "step": step, "why": why, "hinted_at": now}
    statement = insert_into(session, HintRow).values(values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(HintRow.step)) is not None


# --- invitations


@dataclass(frozen=True, slots=True)
class Silent:
    """A member who has not spoken in a problem's thread and may be invited to."""

    user_id: str
    job: str
    invited_at: datetime | None  # last, in whichever problem


@dataclass(frozen=True, slots=True)
class OpenForVoices:
    """A problem that goes on: when its step opened, and when others were last invited to it, or it began."""

    row: ProblemRow
    opened_at: datetime
    last_at: datetime


async def open_for_voices(session: AsyncSession, steps: Collection[int]) -> list[OpenForVoices]:
    """Problems that go on in one of these steps."""
    last = (
        select(func.max(VoiceInvitationRow.invited_at))
        .where(VoiceInvitationRow.problem_id == ProblemRow.id)
        .scalar_subquery()
    )
    last_at = func.coalesce(last, ProblemRow.begun_at, type_=ProblemRow.begins_at.type)
    query = (
        select(ProblemRow, ProblemStepRow.opened_at, last_at)
        .join(ProblemStepRow, ProblemStepRow.problem_id == ProblemRow.id)
        .where(ProblemStepRow.step == ProblemRow.step, ProblemStepRow.opened_at.is_not(None))
        .where(ProblemRow.state == "open", ProblemRow.step.in_(steps), ProblemRow.paused_at.is_(None))
        .order_by(ProblemRow.id)
    )
    return [
        OpenForVoices(row, opened_at, at) for row, opened_at, at in await session.execute(query) if opened_at
    ]


async def silent_members(
    session: AsyncSession, problem: ProblemRow, *, but: Collection[str], unless: str, since: datetime
) -> list[Silent]:
    """Who may be invited: has not spoken here, was not invited here, nor anywhere since then.

    `but`: people left out. `unless`: a kind of message; who has stopped it is left out, too.
    """
    last = func.max(VoiceInvitationRow.invited_at)
    invited = (
        select(VoiceInvitationRow.user_id, last.label("last"))
        .join(ProblemRow, ProblemRow.id == VoiceInvitationRow.problem_id)
        .where(ProblemRow.workspace_id == problem.workspace_id)
        .group_by(VoiceInvitationRow.user_id)
        .subquery()
    )
    spoken = select(ContributionRow.user_id).where(
        ContributionRow.problem_id == problem.id, ContributionRow.user_id.is_not(None)
    )
    here = select(VoiceInvitationRow.user_id).where(VoiceInvitationRow.problem_id == problem.id)
    query = (
        select(MemberRow.user_id, MemberRow.stopped, PersonRow.job, invited.c.last)
        .outerjoin(invited, invited.c.user_id == MemberRow.user_id)
        .outerjoin(
            PersonRow,
            (PersonRow.workspace_id == MemberRow.workspace_id) & (PersonRow.user_id == MemberRow.user_id),
        )
        .where(MemberRow.community_id == problem.community_id, BELONGS)
        .where(MemberRow.user_id.not_in(but), MemberRow.user_id.not_in(spoken))
        .where(MemberRow.user_id.not_in(here))
        .where(or_(invited.c.last.is_(None), invited.c.last <= since))
        .where(or_(PersonRow.is_deactivated.is_(None), PersonRow.is_deactivated.is_(False)))
        .order_by(MemberRow.user_id)
    )
    rows = await session.execute(query)
    return [
        Silent(user_id, job or "", invited_at)
        for user_id, stopped, job, invited_at in rows
        if unless not in stopped
    ]


async def note_invited(
    session: AsyncSession, problem: ProblemRow, user_ids: Sequence[str], now: datetime
) -> None:
    rows: list[Values] = [
        {
            "problem_id": problem.id,
            "user_id": user_id,
            "community_id": problem.community_id,
            "invited_at": now,
            "answer": None,
        }
        for user_id in user_ids
    ]
    await insert_missing(session, VoiceInvitationRow, rows)


async def answer_invitation(session: AsyncSession, problem_id: int, user_id: str, answer: str) -> bool:
    """Whether this person was invited."""
    answered = (
        update(VoiceInvitationRow)
        .where(VoiceInvitationRow.problem_id == problem_id, VoiceInvitationRow.user_id == user_id)
        .values(answer=answer)
        .returning(VoiceInvitationRow.user_id)
    )
    return await session.scalar(answered) is not None


async def has_spoken(session: AsyncSession, problem_id: int, user_id: str) -> bool:
    query = select(ContributionRow.ts).where(
        ContributionRow.problem_id == problem_id, ContributionRow.user_id == user_id
    )
    return await session.scalar(query.limit(1)) is not None


async def job_of(session: AsyncSession, workspace_id: str, user_id: str) -> str:
    person = await session.get(PersonRow, (workspace_id, user_id))
    return person.job if person is not None else ""


# --- catching up


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A problem's row and where its thread is."""

    row: ProblemRow
    thread_ts: str


async def threads_to_read(session: AsyncSession, now: datetime) -> list[OpenThread]:
    """Threads that are open and were never read, and those to be read by now; longest waiting first."""
    is_wanted = or_(
        ProblemRow.catch_up_at <= now, (ProblemRow.state == "open") & ProblemRow.catch_up_at.is_(None)
    )
    query = (
        select(ProblemRow, DeliveryRow.posted_ts)
        .join(DeliveryRow, DeliveryRow.workspace_id == ProblemRow.workspace_id)
        .where(is_wanted, DeliveryRow.key == _opening_key())
        .where(DeliveryRow.posted_ts.is_not(None))
        .order_by(ProblemRow.catch_up_at, ProblemRow.id)
    )
    return [OpenThread(row, ts) for row, ts in await session.execute(query) if ts is not None]


def _opening_key() -> ColumnElement[str]:
    return literal(f"{_OPENING}:").concat(cast(ProblemRow.id, String))


async def want_all_threads(session: AsyncSession, now: datetime) -> None:
    """Have every open thread read again, soon."""
    await session.execute(update(ProblemRow).where(ProblemRow.state == "open").values(catch_up_at=now))


async def read_again_at(
    session: AsyncSession, problem_id: int, at: datetime | None, *, wanted_at: datetime | None
) -> None:
    """Unless it was wanted anew while it was being read."""
    is_same = ProblemRow.catch_up_at.is_(None) if wanted_at is None else ProblemRow.catch_up_at == wanted_at
    await session.execute(
        update(ProblemRow).where(ProblemRow.id == problem_id, is_same).values(catch_up_at=at)
    )
