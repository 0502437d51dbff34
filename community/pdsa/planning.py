"""From what a cycle calls for to planned messages, in the transaction that made it so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from community.communities.reading import find_communities, find_community, get_community
from community.communities.views import Community
from community.deliveries import Wanted, plan, touch_many
from community.deliveries.views import Place
from community.ids import CommunityId, CycleId, DeliveryKind, DeliveryState, Operation, UserId
from community.pdsa import keys, touchpoints
from community.pdsa.reading import Prompts, find_cycles, prompts_of
from community.pdsa.story import touch_card, touch_homes_of
from community.pdsa.touchpoints import Asked
from community.pdsa.views import Cycle, Which
from community.walltime import next_working_morning, today_in
from community.work import Work
from storage.queries import pdsa as queries
from storage.queries.deliveries import rows_under
from storage.queries.pdsa import ReachableRow

PROMPTS = (DeliveryKind.CYCLE_PROMPT, DeliveryKind.CYCLE_PROMPT_REMINDER)
MOST_REDRAWN = 200  # at once; the next minute takes more
_EDITS_UNTIL = timedelta(days=1)


async def plan_cycle(work: Work, cycle: Cycle, community: Community | None = None) -> None:
    """Make the cycle's planned questions what they should be now: after every change of it.

    Also whatever it is shown to wait for. `cycle`: as its rows hold it now.
    """
    community = community or await get_community(work.session, cycle.workspace_id, cycle.community_id)
    prompts = (await prompts_of(work.session, [cycle.id]))[cycle.id]
    await _plan_questions(work, cycle, community, prompts)
    await _plan_redraw(work, cycle, community, prompts)


async def plan_cycles(work: Work, community: Community, cycle_ids: Collection[CycleId]) -> None:
    """`plan_cycle` for these."""
    for cycle in (await find_cycles(work.session, cycle_ids)).values():
        await plan_cycle(work, cycle, community)


async def plan_all_again(work: Work, community: Community) -> None:
    """Every open cycle: after the community's holidays, zone or facilitators changed."""
    open_ones = await queries.open_cycles_in(work.session, community.id)
    await plan_cycles(work, community, [CycleId(one) for one in open_ones])


async def plan_for_people(work: Work, community_id: CommunityId, user_ids: Collection[UserId]) -> None:
    """The open cycles these people lead or take notes for: after they joined, or want to be asked again."""
    theirs = await queries.open_cycles_of_people(work.session, community_id, user_ids)
    community = await find_community(work.session, community_id) if theirs else None
    if community is not None:
        await plan_cycles(work, community, [CycleId(one) for one in theirs])


async def ask_after_pause(work: Work, cycle: Cycle, paused_at: datetime) -> None:
    """What fell due while the cycle was paused is asked on the next working day: a pause makes none late."""
    community = await get_community(work.session, cycle.workspace_id, cycle.community_id)
    prompts = (await prompts_of(work.session, [cycle.id]))[cycle.id]
    at = next_working_morning(work.now, cycle.zone, community.holidays)
    for question in touchpoints.questions(cycle, community.holidays, prompts):
        if paused_at < question.due_at <= work.now:
            put_off = {"snoozed_until": at, "snoozed_by": None}
            await queries.keep_prompt(work.session, cycle.id, question.which, put_off, only_if_open=True)


async def keep_answer(work: Work, cycle: Cycle, which: Which, by: UserId) -> bool:
    """Note that `by` has answered this question for the team; `False` if somebody had before.

    Call `follow_answer` once the rows hold everything the answer brought.
    """
    answer = {"answered_by": by, "answered_at": work.now}
    return await queries.keep_prompt(work.session, cycle.id, which, answer, only_if_open=True)


async def follow_answer(work: Work, cycle: Cycle, which: Which, answered_in: Place | None = None) -> None:
    """What follows: no reminder, no line to facilitators; the messages that asked say who has answered."""
    await plan_cycle(work, cycle)
    await touch_asked(work, cycle, which, answered_in)


async def touch_asked(work: Work, cycle: Cycle, which: Which, answered_in: Place | None = None) -> None:
    """Have the messages that asked this edited: each as its composer would write it now.

    `answered_in`: the one of them that is being answered in its place.
    """
    subject = keys.prompts_subject(cycle.id)
    asked = await queries.asked_messages(work.session, cycle.workspace_id, subject, PROMPTS, which)
    edits = {
        f"{keys.cycle_subject(cycle.id)}/{row.id}": Wanted(
            kind=DeliveryKind.CYCLE_PROMPT_UPDATE,
            key=keys.prompt_update_key(row.key),
            recipient=row.recipient,
            due_at=work.now,
            expires_at=work.now + _EDITS_UNTIL,
            operation=Operation.UPDATE,
            target_key=row.key,
            context={
                "which": which,
                "user": row.recipient,
                "is_reminder": row.kind == DeliveryKind.CYCLE_PROMPT_REMINDER,
            },
        )
        for row in asked
        if answered_in is None or answered_in != Place(row.posted_channel or "", row.posted_ts or "")
    }
    await touch_many(
        work.session,
        workspace_id=cycle.workspace_id,
        community_id=cycle.community_id,
        wanted=edits,
        now=work.now,
    )


async def redraw_late(work: Work) -> int:
    """Cards and Homes that must say anew how late a cycle is; how many. Each is taken by one process only."""
    if not await queries.has_redraws(work.session, work.now):
        return 0
    taken = await queries.take_redraws(work.session, work.now, most=MOST_REDRAWN)
    cycles = await find_cycles(work.session, [CycleId(one) for one in taken])
    communities = await find_communities(work.session, {cycle.community_id for cycle in cycles.values()})
    prompts = await prompts_of(work.session, list(cycles))
    for cycle in cycles.values():
        await _plan_redraw(work, cycle, communities[cycle.community_id], prompts[cycle.id])
        await touch_homes_of(work, cycle)
        await touch_card(work, cycle)
    return len(cycles)


async def _plan_questions(work: Work, cycle: Cycle, community: Community, prompts: Prompts) -> None:
    asked = await asked_of(work, cycle)
    wanted = touchpoints.wanted(cycle, community.holidays, prompts, asked)
    await plan(
        work.session,
        workspace_id=cycle.workspace_id,
        community_id=cycle.community_id,
        subject=keys.prompts_subject(cycle.id),
        wanted=await _without_bygones(work, cycle, wanted),
        now=work.now,
    )


async def _without_bygones(work: Work, cycle: Cycle, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Without what would come at once and should not.

    Reminders of what was never asked: who takes over is asked once, and not reminded at once. And questions
    that this person had, whose new day is past as well. What is planned already stays, also when its hour has
    come: it may be waiting for the morning.
    """
    subject = keys.prompts_subject(cycle.id)
    there = await rows_under(work.session, cycle.workspace_id, [subject], other_than=())
    known = {row.key for row in there}
    had = {(row.recipient, row.context["which"]) for row in there if _has_asked(row)}
    return [
        item
        for item in wanted
        if item.due_at > work.now
        or item.key in known
        or (item.kind == DeliveryKind.CYCLE_PROMPT and (item.recipient, item.context["which"]) not in had)
    ]


def _has_asked(row: Row[Any]) -> bool:
    is_question = row.key.startswith(f"{DeliveryKind.CYCLE_PROMPT}:")
    return is_question and row.state in (DeliveryState.SENT, DeliveryState.SENDING)


async def asked_of(work: Work, cycle: Cycle) -> Asked:
    """Who is asked about this cycle now, and who is told if nobody answers."""
    leading = list(touchpoints.people_of(cycle))
    rows = {row.user_id: row for row in await queries.reachable(work.session, cycle.community_id, leading)}
    there = [rows[person] for person in leading if person in rows]
    facilitators = [row for row in rows.values() if row.is_facilitator]
    return Asked(
        people=_willing(there or facilitators),
        facilitators=tuple(UserId(row.user_id) for row in facilitators if row not in there) if there else (),
    )


def _willing(rows: Sequence[ReachableRow]) -> tuple[UserId, ...]:
    return tuple(UserId(row.user_id) for row in rows if DeliveryKind.CYCLE_PROMPT not in row.stopped)


async def _plan_redraw(work: Work, cycle: Cycle, community: Community, prompts: Prompts) -> None:
    today = today_in(community.zone, work.now)
    due = touchpoints.due_of(cycle, community.holidays, prompts, today)
    at = touchpoints.redraw_at(cycle, due, today, community.year_ends_on)
    await queries.set_redraw(work.session, cycle.id, at)
