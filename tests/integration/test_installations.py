"""Installations: tokens are kept encrypted, found quickly, and gone when the bot is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bot.installations import CACHED_FOR, Installation, InstalledWorkspaces, TokenVault
from bot.problems import CannotRun
from community.clock import MovableClock
from community.ids import UserId, WorkspaceId
from storage.queries import workspaces as rows
from storage.unit_of_work import Store

MAPLE = Installation(
    WorkspaceId("T1"),
    "Maple District",
    UserId("UBOT"),
    "B1",
    "xoxb-1-secret",
    frozenset({"commands", "im:write"}),
)


def installed(store: Store, clock: MovableClock, *keys: str) -> InstalledWorkspaces:
    return InstalledWorkspaces(store, TokenVault(keys), clock)


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


async def test_an_installation_is_found_again_by_another_process(
    store: Store, clock: MovableClock, key: str
) -> None:
    await installed(store, clock, key).save(MAPLE)
    assert await installed(store, clock, key).find("T1") == MAPLE


async def test_the_stored_token_is_not_readable(store: Store, clock: MovableClock, key: str) -> None:
    await installed(store, clock, key).save(MAPLE)
    async with store.reading() as session:
        row = await rows.find_workspace(session, "T1")
    assert row is not None
    assert row.bot_token is not None
    assert b"secret" not in row.bot_token


async def test_where_the_bot_is_not_installed_nothing_is_found(
    store: Store, clock: MovableClock, key: str
) -> None:
    kept = installed(store, clock, key)
    assert await kept.find("T1") is None
    assert await kept.find(None) is None


async def test_after_a_change_of_keys_old_tokens_are_still_read(
    store: Store, clock: MovableClock, key: str
) -> None:
    await installed(store, clock, key).save(MAPLE)
    newer = Fernet.generate_key().decode()
    assert await installed(store, clock, newer, key).find("T1") == MAPLE


async def test_with_the_wrong_key_it_is_said_what_to_do(store: Store, clock: MovableClock, key: str) -> None:
    await installed(store, clock, key).save(MAPLE)
    with pytest.raises(CannotRun, match="CONVENER_SECRET_KEY"):
        await installed(store, clock, Fernet.generate_key().decode()).find("T1")


async def test_there_is_no_token_where_none_is_stored_and_none_that_cannot_be_read(
    store: Store, clock: MovableClock, key: str
) -> None:
    kept = installed(store, clock, key)
    with pytest.raises(LookupError):
        await kept.token_for(WorkspaceId("T1"))
    await kept.save(MAPLE)
    assert await kept.token_for(WorkspaceId("T1")) == MAPLE.token
    with pytest.raises(LookupError):
        await installed(store, clock, Fernet.generate_key().decode()).token_for(WorkspaceId("T1"))


async def test_an_uninstalled_workspace_is_not_found_and_its_token_is_gone(
    store: Store, clock: MovableClock, key: str
) -> None:
    kept = installed(store, clock, key)
    await kept.save(MAPLE)
    assert await kept.find("T1") is not None
    await kept.forget(WorkspaceId("T1"))
    assert await kept.find("T1") is None
    await kept.save(MAPLE)
    assert await kept.find("T1") == MAPLE


async def test_an_uninstallation_in_another_process_is_noticed_within_a_minute(
    store: Store, clock: MovableClock, key: str
) -> None:
    here, elsewhere = installed(store, clock, key), installed(store, clock, key)
    await here.save(MAPLE)
    await here.find("T1")
    await elsewhere.forget(WorkspaceId("T1"))
    clock.advance(CACHED_FOR)
    assert await here.find("T1") is None


async def test_of_ten_who_bring_the_same_oauth_state_one_gets_through(
    store: Store, clock: MovableClock
) -> None:
    async with store.transaction() as session:
        await rows.add_oauth_state(session, "state", clock.now() + timedelta(minutes=10), clock.now())

    async def take() -> bool:
        async with store.transaction() as session:
            return await rows.take_oauth_state(session, "state", clock.now())

    assert sorted(await asyncio.gather(*(take() for _ in range(10)))) == [False] * 9 + [True]


async def test_an_oauth_state_is_no_good_after_its_time(store: Store, clock: MovableClock) -> None:
    async with store.transaction() as session:
        await rows.add_oauth_state(session, "state", clock.now() + timedelta(minutes=10), clock.now())
    clock.advance(timedelta(minutes=10))
    async with store.transaction() as session:
        assert not await rows.take_oauth_state(session, "state", clock.now())
