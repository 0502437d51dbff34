"""A problem's thread as the database has it, for tests of what is said in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from community.clock import Clock, MovableClock
from community.communities.views import Community
from community.ids import DeliveryKind, ProblemId, UserId
from community.members.service import Members
from community.problems.listening import Said
from storage.tables import (
    ContributionRow,
    DeliveryRow,
    HintRow,
    MemberRow,
    PersonRow,
    ProblemRow,
    ProblemStepRow,
    VoiceInvitationRow,
    VoiceRow,
)
from storage.unit_of_work import Store
from tests.support.communities import BEN, CLEO, DEV, HOME, PEOPLE, WORKSPACE, caller, set_up

THREAD = "1790000000.000100"  # the opening post's name


async def a_plc(store: Store, clock: Clock, **changes: Any) -> Community:
    """Ada's Math PLC with Ben, Cleo and Dev in it."""
    community = await set_up(store, clock, **changes)
    for user_id in (BEN, CLEO, DEV):
        await Members(store, clock).joined(caller(user_id), HOME, PEOPLE[user_id])
    return community


async def a_thread(
    store: Store,
    clock: Clock,
    community: Community,
    *,
    step: int = 2,
    ts: str = THREAD,
    posted: bool = True,
    **changes: Any,
) -> ProblemId:
    """Ben's problem, whose step opened four hours ago; each step lasts a day. Its opening post is `ts`."""
    now = clock.now()
    values: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "community_id": community.id,
        "channel": HOME,
        "presenter": BEN,
        "is_anonymous": False,
        "state": "open",
        "title": "Blank pages",
        "focus_question": "How could they begin by themselves?",
        "begins_at": now - timedelta(days=step),
        "begun_at": now - timedelta(days=step),
        "step": step,
        "created_at": now - timedelta(days=step + 1),
    }
    async with store.transaction() as session:
        made = insert(ProblemRow).values(values | changes).returning(ProblemRow.id)
        problem_id = ProblemId((await session.execute(made)).scalar_one())
        await session.execute(insert(ProblemStepRow), _steps(problem_id, step, now))
        if posted:
            await session.execute(insert(DeliveryRow), _opening(problem_id, community, ts, now))
    return problem_id


def _steps(problem_id: ProblemId, open_step: int, now: datetime) -> list[dict[str, Any]]:
    day = timedelta(days=1)
    first = now - timedelta(hours=4) - (open_step - 1) * day
    return [
        {
            "problem_id": problem_id,
            "step": step,
            "opens_at": first + (step - 1) * day,
            "ends_at": first + step * day,
            "opened_at": first + (step - 1) * day if step <= open_step else None,
            "closed_at": first + step * day if step < open_step else None,
            "was_extended": False,
        }
        for step in range(1, 7)
    ]


def _opening(problem_id: ProblemId, community: Community, ts: str, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": WORKSPACE,
        "community_id": community.id,
        "kind": DeliveryKind.PROBLEM_OPENING,
        "operation": "post",
        "subject": f"problem:{problem_id}",
        "recipient": HOME,
        "key": f"problems.opening:{problem_id}",
        "context": {},
        "note": "",
        "priority": 18,
        "state": "sent",
        "due_at": now,
        "expires_at": now + timedelta(days=1),
        "is_pinned": False,
        "revision": 1,
        "attempts": 1,
        "next_attempt_at": now,
        "posted_channel": HOME,
        "posted_ts": ts,
        "sent_at": now,
        "created_at": now,
    }


def said(
    clock: MovableClock, by: UserId, text: str = "Why?", *, ago: timedelta = timedelta(0), **changes: Any
) -> Said:
    """A reply written so long ago; named by its instant, as Slack does."""
    ts = f"{(clock.now() - ago).timestamp():.6f}"
    return Said(**{"ts": ts, "user_id": by, "text": text} | changes)


async def change_problem(store: Store, problem_id: ProblemId, **values: Any) -> None:
    async with store.transaction() as session:
        await session.execute(update(ProblemRow).where(ProblemRow.id == problem_id).values(**values))


async def mark_posted(store: Store, key: str, ts: str) -> None:
    """The dispatcher sent it, and Slack calls it `ts`."""
    async with store.transaction() as session:
        posted = update(DeliveryRow).where(DeliveryRow.key == key)
        await session.execute(posted.values(state="sent", posted_channel=HOME, posted_ts=ts))


async def contributions(store: Store) -> list[ContributionRow]:
    async with store.reading() as session:
        return list(await session.scalars(select(ContributionRow).order_by(ContributionRow.said_at)))


async def hints(store: Store) -> list[HintRow]:
    async with store.reading() as session:
        return list(await session.scalars(select(HintRow).order_by(HintRow.hinted_at, HintRow.user_id)))


async def invited(store: Store) -> list[str]:
    """Who was invited, in the order of time and then of names."""
    query = select(VoiceInvitationRow.user_id).order_by(
        VoiceInvitationRow.invited_at, VoiceInvitationRow.user_id
    )
    async with store.reading() as session:
        return list(await session.scalars(query))


async def voices(store: Store) -> list[VoiceRow]:
    async with store.reading() as session:
        return list(await session.scalars(select(VoiceRow).order_by(VoiceRow.id)))


async def problem_row(store: Store, problem_id: ProblemId) -> ProblemRow:
    async with store.reading() as session:
        found = await session.get(ProblemRow, problem_id)
        assert found is not None
        return found


async def give_jobs(store: Store, jobs: dict[UserId, str]) -> None:
    async with store.transaction() as session:
        for user_id, job in jobs.items():
            await session.execute(update(PersonRow).where(PersonRow.user_id == user_id).values(job=job))


async def stopped_by(store: Store, user_id: UserId) -> list[str]:
    async with store.reading() as session:
        query = select(MemberRow.stopped).where(MemberRow.user_id == user_id)
        return list(await session.scalar(query) or [])
