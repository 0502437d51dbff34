"""The story of a cycle: what happened is kept, told in the card's thread, and audited.

Whatever changes a cycle calls `note_event`, or `note_change` where nothing is to be told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from community.deliveries import Wanted, add, touch
from community.home_refresh import touch_homes
from community.ids import DeliveryKind, Operation, UserId
from community.pdsa import keys
from community.pdsa.views import Cycle
from community.walltime import MORNING, instant_of
from community.work import Caller, Work, audit
from storage.queries import pdsa as queries
from storage.queries.members import facilitators_of

PLANNED = "planned"
AMENDED = "amended"
BEGAN = "began"
CHECKED_IN = "checked_in"
FINISHED_DOING = "finished_doing"
STUDIED = "studied"
ACTED = "acted"
PAUSED = "paused"
RESUMED = "resumed"
EXTENDED = "extended"
CLOSED_EARLY = "closed_early"
HANDED_OVER = "handed_over"

EDITED = "edited"  # the plan, while planning: audited, not told

# After a click people often write what they saw: one entry, and one message, then tell both.
TIME_FOR_WORDS = timedelta(minutes=10)
_USEFUL_FOR = timedelta(days=7)
_EDITS_UNTIL = timedelta(days=1)


async def note_event(work: Work, cycle: Cycle, what: str, by: UserId | None, **details: object) -> int:
    """Keep that this happened to `cycle`, and have it told; gives the event's id.

    `by`: `None` for the bot. `details`: fit for JSON, shown by `story_entry`: of an amendment each field's
    `[before, after]`, of a check-in its `checkin_id`. Call it when the rows hold what is so now.
    """
    values = {"cycle_id": cycle.id, "what": what, "by": by, "at": work.now, "details": details}
    event_id = await queries.insert_event(work.session, values)
    await note_change(work, cycle, what, by)
    if what != PLANNED:  # the card itself tells that
        await _tell(work, cycle, event_id, work.now)
    return event_id


async def note_change(work: Work, cycle: Cycle, what: str, by: UserId | None) -> None:
    """Audit it, and have everything that shows the cycle drawn anew.

    Call it before the cycle's questions are planned. Rows are taken in the order of their keys, as lanes take
    them: Homes, the card, then what is asked; in another order two transactions could wait for each other.
    """
    if by is not None:
        await audit(
            work, Caller(cycle.workspace_id, by), f"pdsa.cycle.{what}", keys.cycle_subject(cycle.id),
            cycle.community_id, version=cycle.version,
        )  # fmt: skip
    await touch_homes_of(work, cycle)
    await touch_card(work, cycle)


async def tell_checkin(work: Work, cycle: Cycle, by: UserId, checkin_id: int, *, is_click: bool) -> None:
    """Have a check-in told: a click waits for words, and what completes it goes into the same entry.

    Words that come once that entry stands in the thread get one of their own: nobody sees an edit. Call it
    after `note_change`, and after the cycle's questions are planned: rows are taken in the order of keys.
    """
    due_at = work.now + TIME_FOR_WORDS if is_click else work.now
    entries = await queries.checkin_events(work.session, cycle.id)
    waiting = [keys.story_key(row.id) for row in entries if row.details.get("checkin_id") == checkin_id]
    if await queries.send_at(work.session, cycle.workspace_id, waiting, due_at):
        return
    values = {"cycle_id": cycle.id, "what": CHECKED_IN, "by": by, "at": work.now}
    event_id = await queries.insert_event(work.session, values | {"details": {"checkin_id": checkin_id}})
    await _tell(work, cycle, event_id, due_at)


async def touch_card(work: Work, cycle: Cycle) -> None:
    """Have the posted card edited; nothing happens if it is not posted yet."""
    edit = Wanted(
        kind=DeliveryKind.CYCLE_CARD_UPDATE,
        key=keys.card_update_key(cycle.id),
        recipient=cycle.home_channel,
        due_at=work.now,
        expires_at=work.now + _EDITS_UNTIL,
        operation=Operation.UPDATE,
        target_key=keys.card_key(cycle.id),
    )
    await touch(
        work.session,
        workspace_id=cycle.workspace_id,
        community_id=cycle.community_id,
        subject=keys.cycle_subject(cycle.id),
        wanted=edit,
        now=work.now,
    )


async def touch_homes_of(work: Work, cycle: Cycle, before: Cycle | None = None) -> None:
    """The Homes of those who work on it, and of the facilitators; and of those whose it was `before`."""
    people = {*(await facilitators_of(work.session, cycle.community_id))}
    for each in (cycle, before):
        if each is not None:
            team = each.team.everybody if each.team else ()
            people |= {person for person in (each.lead, each.note_taker, *team) if person}
    await touch_homes(work, cycle.community_id, {UserId(person) for person in people})


async def post_card(work: Work, cycle: Cycle) -> None:
    """The card, once, to the community's home: while the cycle lasts, if it cannot be posted at first."""
    over_at = instant_of(datetime.combine(cycle.ends_on, MORNING), cycle.zone) + _USEFUL_FOR
    card = Wanted(
        kind=DeliveryKind.CYCLE_CARD,
        key=keys.card_key(cycle.id),
        recipient=cycle.home_channel,
        due_at=work.now,
        expires_at=max(work.now + _USEFUL_FOR, over_at),
    )
    await add_message(work, cycle, card)


async def add_message(work: Work, cycle: Cycle, wanted: Wanted) -> None:
    """One message more about this cycle, beside whatever is planned."""
    await add(
        work.session,
        workspace_id=cycle.workspace_id,
        community_id=cycle.community_id,
        subject=keys.cycle_subject(cycle.id),
        wanted=[wanted],
        now=work.now,
    )


async def _tell(work: Work, cycle: Cycle, event_id: int, due_at: datetime) -> None:
    entry = Wanted(
        kind=DeliveryKind.CYCLE_STORY,
        key=keys.story_key(event_id),
        recipient=cycle.home_channel,
        due_at=due_at,
        expires_at=due_at + _USEFUL_FOR,
        thread_of=keys.card_key(cycle.id),
        context={"event": event_id},
    )
    await add_message(work, cycle, entry)
