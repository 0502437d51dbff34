"""What is wanted becomes rows; planning twice changes nothing; what was sent is never touched."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from community.deliveries import Wanted, add, plan_many, revive_failed, touch
from community.deliveries.outcomes import UNSURE
from community.ids import DeliveryKind, DeliveryState, Operation
from storage.tables import DeliveryRow
from storage.unit_of_work import Store
from tests.support.outbox import CHANNEL, WORKSPACE, a_wanted, plan_for, rows, states

NOW = datetime(2026, 9, 7, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
FINAL = [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SKIPPED]


async def set_all(store: Store, **values: Any) -> None:
    async with store.transaction() as session:
        await session.execute(update(DeliveryRow).values(**values))


def as_values(row: DeliveryRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in DeliveryRow.__table__.columns}


async def everything(store: Store) -> dict[str, dict[str, Any]]:
    return {key: as_values(row) for key, row in (await rows(store)).items()}


wanted_lists = st.lists(
    st.builds(
        lambda key, due, window, recipient: a_wanted(
            key,
            NOW + timedelta(minutes=due),
            expires_at=NOW + timedelta(minutes=due + window),
            recipient=recipient,
        ),
        st.sampled_from("abcdef"),
        st.integers(-300, 300),
        st.integers(1, 600),
        st.sampled_from(["C1", "C2"]),
    ),
    unique_by=lambda item: item.key,
    max_size=6,
)
Plans = list[tuple[list[Wanted], dict[str, str]]]
histories = st.lists(
    st.tuples(wanted_lists, st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(FINAL))),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
async def test_after_any_history_the_plan_is_what_is_wanted(store: Store, history: Plans) -> None:
    async with store.transaction() as session:
        await session.execute(delete(DeliveryRow))
    for wanted, ends in history:
        before = await everything(store)
        await plan_for(store, NOW, wanted)
        planned = await everything(store)

        _check_untouched(before, planned)
        _check_equal_to_wanted(wanted, planned, before)
        await plan_for(store, NOW, wanted)
        assert await everything(store) == planned, "planning twice must change nothing"
        await _end(store, ends)


def _check_untouched(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> None:
    for key, row in before.items():
        if row["state"] in FINAL:
            assert after[key] == row


def _check_equal_to_wanted(
    wanted: list[Wanted], after: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> None:
    planned = {key: row for key, row in after.items() if row["state"] == DeliveryState.PLANNED}
    may_be_planned = {
        item.key: item
        for item in wanted
        if before.get(item.key, {"state": ""})["state"] not in FINAL
        and (item.expires_at > NOW or before.get(item.key, {"state": ""})["state"] == DeliveryState.PLANNED)
    }
    assert planned.keys() == may_be_planned.keys()
    for key, item in may_be_planned.items():
        row = planned[key]
        assert (row["due_at"], row["expires_at"]) == (item.due_at, item.expires_at)
        assert (row["recipient"], row["next_attempt_at"]) == (item.recipient, item.due_at)


async def _end(store: Store, ends: dict[str, str]) -> None:
    async with store.transaction() as session:
        for key, state in ends.items():
            await session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.key == key, DeliveryRow.state == DeliveryState.PLANNED)
                .values(state=state)
            )


async def test_a_time_a_facilitator_chose_is_kept(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW + HOUR)])
    await set_all(store, is_pinned=True, due_at=NOW, next_attempt_at=NOW)

    await plan_for(store, NOW, [a_wanted("a", NOW + 2 * HOUR)])

    assert (await rows(store))["a"].due_at == NOW


async def test_what_is_wanted_again_is_revived_with_its_new_time(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW + HOUR)])
    await plan_for(store, NOW, [])
    assert await states(store) == {"a": "cancelled"}

    await plan_for(store, NOW, [a_wanted("a", NOW + 3 * HOUR)])

    row = (await rows(store))["a"]
    assert (row.state, row.due_at, row.next_attempt_at) == ("planned", NOW + 3 * HOUR, NOW + 3 * HOUR)


async def test_planning_again_does_not_hurry_what_waits_for_a_retry(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW)])
    await set_all(store, next_attempt_at=NOW + HOUR, attempts=3)

    await plan_for(store, NOW, [a_wanted("a", NOW, context={"changed": 1})])

    row = (await rows(store))["a"]
    assert (row.next_attempt_at, row.attempts, row.context) == (NOW + HOUR, 3, {"changed": 1})


async def test_a_plan_leaves_other_subjects_and_coalesced_rows_alone(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("other", NOW)], subject="convening:7")
    await _touch(store, NOW)

    await plan_for(store, NOW, [a_wanted("a", NOW)], subject="convening:42")
    await plan_for(store, NOW, [], subject="convening:42")

    assert await states(store) == {"other": "planned", "edit": "planned", "a": "cancelled"}


async def test_a_convening_with_five_hundred_people_is_planned_and_replanned(store: Store) -> None:
    def wanted(due_at: datetime) -> dict[str, list[Wanted]]:
        people = [f"U{number}" for number in range(500)]
        return {
            f"convening:42/{user}": [
                a_wanted(f"nudge:{user}", due_at, recipient=user, kind=DeliveryKind.RSVP_NUDGE)
            ]
            for user in people
        }

    for due_at in (NOW + HOUR, NOW + 2 * HOUR):
        async with store.transaction() as session:
            await plan_many(
                session, workspace_id=WORKSPACE, community_id=None, wanted=wanted(due_at), now=NOW
            )

    planned = await rows(store)
    assert len(planned) == 500
    assert {row.due_at for row in planned.values()} == {NOW + 2 * HOUR}


async def test_two_processes_that_plan_at_once_make_one_row(store: Store) -> None:
    await asyncio.gather(*(plan_for(store, NOW, [a_wanted("a", NOW)]) for _ in range(8)))

    assert await states(store) == {"a": "planned"}


async def test_one_off_messages_are_added_beside_what_is_planned(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW)])
    async with store.transaction() as session:
        for _ in range(2):
            await add(
                session,
                workspace_id=WORKSPACE,
                community_id=None,
                subject="convening:42",
                wanted=[a_wanted("b", NOW)],
                now=NOW,
            )

    assert await states(store) == {"a": "planned", "b": "planned"}


async def _touch(store: Store, now: datetime, **context: Any) -> None:
    edit = a_wanted(
        "edit",
        now,
        kind=DeliveryKind.ANNOUNCEMENT_UPDATE,
        operation=Operation.UPDATE,
        target_key="announcement",
        context=context,
    )
    async with store.transaction() as session:
        await touch(
            session,
            workspace_id=WORKSPACE,
            community_id=None,
            subject="convening:42",
            wanted=edit,
            now=now,
        )


async def test_touching_what_waits_keeps_its_time_and_raises_its_revision(store: Store) -> None:
    await _touch(store, NOW, count=1)
    await _touch(store, NOW + timedelta(seconds=1), count=2)

    row = (await rows(store))["edit"]
    assert (row.revision, row.due_at, row.context) == (2, NOW + timedelta(seconds=2), {"count": 2})


@pytest.mark.parametrize("ended", ["sent", "failed", "expired", "skipped", "cancelled"])
async def test_touching_what_has_ended_plans_it_again(store: Store, ended: str) -> None:
    await _touch(store, NOW)
    await set_all(store, state=ended, attempts=4, sending_since=NOW)

    await _touch(store, NOW + HOUR)

    row = (await rows(store))["edit"]
    assert (row.state, row.attempts, row.sending_since) == ("planned", 0, None)
    assert row.next_attempt_at == NOW + HOUR + timedelta(seconds=2)


async def test_what_may_wait_goes_sooner_if_it_is_wanted_sooner_but_not_before_a_retry(store: Store) -> None:
    await _touch(store, NOW)
    await set_all(store, due_at=NOW + HOUR, next_attempt_at=NOW + HOUR)
    await _touch(store, NOW)
    assert (await rows(store))["edit"].next_attempt_at == NOW + timedelta(seconds=2)

    await set_all(store, due_at=NOW + HOUR, next_attempt_at=NOW + HOUR, attempts=1)
    await _touch(store, NOW)
    assert (await rows(store))["edit"].next_attempt_at == NOW + HOUR


async def test_touching_what_is_being_sent_leaves_that_to_settling(store: Store) -> None:
    await _touch(store, NOW)
    await set_all(store, state="sending")

    await _touch(store, NOW + HOUR)

    row = (await rows(store))["edit"]
    assert (row.state, row.revision) == ("sending", 2)


async def test_what_was_refused_is_planned_again_once_the_channel_works(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW), a_wanted("stale", NOW, expires_at=NOW + HOUR)])
    await set_all(store, state="failed", last_error="is_archived")

    async with store.transaction() as session:
        await revive_failed(session, workspace_id=WORKSPACE, recipient=CHANNEL, now=NOW + 2 * HOUR)

    assert await states(store) == {"a": "planned", "stale": "failed"}


async def test_what_may_stand_there_already_is_looked_for_once_the_channel_works(store: Store) -> None:
    await plan_for(store, NOW, [a_wanted("a", NOW)])
    await set_all(store, state="failed", last_error=UNSURE, attempts=4, sending_since=NOW)

    async with store.transaction() as session:
        await revive_failed(session, workspace_id=WORKSPACE, recipient=CHANNEL, now=NOW + HOUR)

    row = (await rows(store))["a"]
    assert (row.state, row.attempts, row.last_error, row.sending_since) == ("sending", 0, None, NOW)
