"""What facilitators see of the outbox, and do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from community.clock import MovableClock
from community.deliveries import Wanted
from community.deliveries.status import Status
from community.errors import DeliveryNotFound, NotAllowed, RepeatedRequest
from community.ids import CommunityId, DeliveryKind, UserId
from community.work import Caller
from storage.tables import AuditRow, DeliveryRow
from storage.unit_of_work import Store
from tests.support.outbox import (
    WORKSPACE,
    FakeSlack,
    a_community,
    a_dispatcher,
    a_wanted,
    plan_for,
    rows,
    states,
)
from tests.support.running import run_once

HOUR = timedelta(hours=1)
FAY = Caller(WORKSPACE, UserId("UFAY"))
ZOE = Caller(WORKSPACE, UserId("UZOE"))


@pytest.fixture
def status(store: Store, clock: MovableClock) -> Status:
    return Status(store, clock)


async def a_plan(store: Store, clock: MovableClock) -> CommunityId:
    """A reminder to the channel in an hour, nudges to three people in two, an edit nobody needs to see."""
    community = await a_community(store, clock.now())
    now = clock.now()
    reminder = a_wanted("reminder", now + HOUR)
    edit = a_wanted("edit", now, kind=DeliveryKind.ANNOUNCEMENT_UPDATE)
    await plan_for(store, now, [reminder, edit], community_id=community)
    for user in ("U1", "U2", "U3"):
        await plan_for(
            store, now, [a_nudge(user, clock)], subject=f"convening:42/{user}", community_id=community
        )
    return community


def a_nudge(user: str, clock: MovableClock) -> Wanted:
    return a_wanted(f"nudge:{user}", clock.now() + 2 * HOUR, recipient=user, kind=DeliveryKind.RSVP_NUDGE)


async def test_like_messages_are_one_line_and_housework_is_none(
    store: Store, clock: MovableClock, status: Status
) -> None:
    page = await status.status(FAY, await a_plan(store, clock))

    lines = [(line.kind, line.recipient, line.recipients, line.is_channel) for line in page.planned]
    assert lines == [("convenings.reminder", "C1", 1, True), ("convenings.rsvp_nudge", "U1", 3, False)]
    assert all(len(line.group) <= 100 and line.title == "Math PLC" for line in page.planned)
    assert page.planned_more == 0


async def test_skipping_a_line_skips_all_its_messages(
    store: Store, clock: MovableClock, status: Status
) -> None:
    community = await a_plan(store, clock)
    nudges = (await status.status(FAY, community)).planned[1].group

    await status.skip(FAY, community, nudges)

    found = await states(store)
    assert {found[f"nudge:{user}"] for user in ("U1", "U2", "U3")} == {"skipped"}
    assert found["reminder"] == "planned"
    with pytest.raises(DeliveryNotFound):
        await status.skip(FAY, community, nudges)


async def test_sending_now_sends_now_and_planning_again_does_not_move_it(
    store: Store, clock: MovableClock, status: Status
) -> None:
    community = await a_plan(store, clock)
    await status.send_now(FAY, community, (await status.status(FAY, community)).planned[0].group)
    await plan_for(store, clock.now(), [a_wanted("reminder", clock.now() + HOUR)], community_id=community)

    slack = FakeSlack(clock)
    await run_once(clock, a_dispatcher(store, clock, slack))

    assert slack.sent[0].key == "reminder"


async def test_a_note_is_shown_with_the_message_and_an_empty_one_takes_it_away(
    store: Store, clock: MovableClock, status: Status
) -> None:
    community = await a_plan(store, clock)
    group = (await status.status(FAY, community)).planned[0].group

    await status.add_note(FAY, community, group, "  Bring your data  ")
    assert (await status.status(FAY, community)).planned[0].note == "Bring your data"
    await status.add_note(FAY, community, group, "")
    assert (await rows(store))["reminder"].note == ""


async def test_what_failed_or_came_too_late_is_listed_with_advice(
    store: Store, clock: MovableClock, status: Status
) -> None:
    community = await a_plan(store, clock)
    async with store.transaction() as session:
        refused = update(DeliveryRow).where(DeliveryRow.key == "reminder")
        await session.execute(refused.values(state="failed", last_error="is_archived"))
        late = update(DeliveryRow).where(DeliveryRow.kind == DeliveryKind.RSVP_NUDGE)
        await session.execute(late.values(state="expired"))

    failed = (await status.status(FAY, community)).failed

    assert [(line.state, line.error, line.count) for line in failed] == [
        ("expired", "", 3),
        ("failed", "is_archived", 1),
    ]
    assert all(line.advice for line in failed)


async def test_only_facilitators_may_look_or_touch(store: Store, clock: MovableClock, status: Status) -> None:
    community = await a_plan(store, clock)
    group = (await status.status(FAY, community)).planned[0].group

    with pytest.raises(NotAllowed):
        await status.status(ZOE, community)
    with pytest.raises(NotAllowed):
        await status.skip(ZOE, community, group)
    with pytest.raises(NotAllowed):
        await status.send_now(ZOE, community, group)
    assert (await states(store))["reminder"] == "planned"


@pytest.mark.parametrize(
    "group", ["", "x", "a|b|c", "convenings.reminder|convening:42|nonsense", "home.refresh|home|202609071500"]
)
async def test_a_foreign_button_finds_nothing(
    store: Store, clock: MovableClock, status: Status, group: str
) -> None:
    community = await a_plan(store, clock)

    with pytest.raises(DeliveryNotFound):
        await status.skip(FAY, community, group)


async def test_a_facilitators_hand_is_audited_and_worked_once(
    store: Store, clock: MovableClock, status: Status
) -> None:
    community = await a_plan(store, clock)
    group = (await status.status(FAY, community)).planned[0].group
    click = Caller(WORKSPACE, UserId("UFAY"), receipt="click:1")

    await status.skip(click, community, group)
    with pytest.raises(RepeatedRequest):
        await status.skip(click, community, group)

    async with store.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AuditRow)) == 1
        assert await session.scalar(select(AuditRow.action)) == "deliveries.message.skip"
