"""The migrations make exactly the tables the code works with, on both databases, and can take them away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.base import Base
from storage.engine import UnknownDatabase, database_url, open_engine
from storage.migrations import downgrade, schema_state, upgrade
from storage.tables import __all__ as every_table
from tests.support.databases import DATABASES, PostgresServer

A_COMMUNITY = """INSERT INTO communities
    (id, workspace_id, home_channel, home_channel_name, name, purpose_whom, purpose_shared,
     purpose_practice, zone, year_starts_on, year_ends_on, semester_ends_on, digest_weekday, digest_time,
     settings, version, created_at, created_by)
    VALUES (1, 'T1', 'C1', 'math', 'Math PLC', '', '', '', 'UTC', '2026-09-01', '2027-06-30', '2027-01-29', 4,
     '15:00:00.000000', '{}', 1, '2026-09-01 09:00:00.000000', 'U1')"""
A_LEARNING = """INSERT INTO learnings (id, community_id, source, kind, text, is_withheld, shared_on)
    VALUES ('r1', 1, 'feedback', 'success', 'Silence helps.', 0, '2026-10-01')"""


@pytest_asyncio.fixture(params=DATABASES)
async def empty_url(
    request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path: Path
) -> AsyncIterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        async with postgres.bare_database() as url:
            yield url


async def tables(url: str) -> set[str]:
    engine = open_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda there: inspect(there).get_table_names())
    await engine.dispose()
    return {name for name in names if not name.startswith("learning_fts")}


def is_of_the_tables(_: object, name: str | None, *__: object) -> bool:
    """Not the full-text index of either database, which a migration writes by hand."""
    return not (name or "").startswith(("learning_fts", "ix_learning_search_words"))


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": is_of_the_tables}
    )
    return list(compare_metadata(context, Base.metadata))


async def test_the_migrations_make_what_the_tables_say(empty_url: str) -> None:
    await upgrade(empty_url)

    engine = open_engine(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
    assert len(Base.metadata.tables) == len(every_table)


async def test_an_empty_database_is_known_as_one_and_comes_to_head(empty_url: str) -> None:
    before = await schema_state(empty_url)
    assert (before.current, before.is_current) == (None, False)

    await upgrade(empty_url)
    await upgrade(empty_url)

    assert (await schema_state(empty_url)).is_current


async def test_going_back_takes_everything_away_and_forward_again_works(empty_url: str) -> None:
    await upgrade(empty_url)
    await downgrade(empty_url, "base")
    assert await tables(empty_url) == {"alembic_version"}

    await upgrade(empty_url)
    assert await tables(empty_url) == {"alembic_version", *Base.metadata.tables}


async def test_two_releases_at_once_do_not_get_in_each_others_way(empty_url: str) -> None:
    await asyncio.gather(upgrade(empty_url), upgrade(empty_url))

    assert (await schema_state(empty_url)).is_current


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///convener.db", "sqlite+aiosqlite"),
        ("postgres://u:p@host/db", "postgresql+asyncpg"),
        ("postgresql://u:p@host:5432/db?sslmode=require", "postgresql+asyncpg"),
    ],
)
def test_urls_are_taken_as_hosts_write_them(given: str, driver: str) -> None:
    url = database_url(given)

    assert url.drivername == driver
    assert "sslmode" not in url.query


@pytest.mark.parametrize("given", ["mysql://u@host/db", "convener.db", ""])
def test_other_databases_are_refused_in_words(given: str) -> None:
    with pytest.raises(UnknownDatabase):
        database_url(given)


async def test_what_was_stored_before_stays_and_anonymous_rows_stay_without_an_order(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    await upgrade(url, "0001")
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(A_COMMUNITY)
        await connection.exec_driver_sql(A_LEARNING)

    await upgrade(url)

    async with engine.connect() as connection:
        made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
        without_order = {name for (name,) in await connection.exec_driver_sql(made)}
        kept = (await connection.exec_driver_sql("SELECT id, text, cycle_id FROM learnings")).one()
        searched = (
            "SELECT learning_id FROM learning_search, learning_fts ON learning_fts.rowid = learning_search.id"
        )
        found = await connection.exec_driver_sql(f"{searched} WHERE learning_fts MATCH 'silence'")
        findable = found.scalars().all()
    await engine.dispose()
    assert {"responses", "learnings"} <= without_order
    assert findable == ["r1"]
    assert tuple(kept) == ("r1", "Silence helps.", None)


A_DIGEST = """INSERT INTO digests (id, community_id, covers_from, covers_to, due_at, snapshot)
    VALUES (7, 1, '2026-09-25 22:00:00.000000', '2026-10-02 22:00:00.000000', '2026-10-02 22:00:00.000000',
     '{"learnings": [{"text": "Silence helps.", "author": "U1", "convening_title": "Data walk"}],
       "problems": {"open": [], "closed": [{"id": 3, "takeaways": ["Wait longer."]}]},
       "feedback": [], "held": [], "next_convening": null}')"""


async def test_digests_refer_to_what_they_told_and_keep_no_words_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    await upgrade(url, "0002")
    engine = open_engine(url)
    async with engine.begin() as connection:
        for statement in (A_COMMUNITY, A_DIGEST, A_LEARNING):
            await connection.exec_driver_sql(statement)
        await connection.exec_driver_sql("UPDATE learnings SET digest_id = 7, author = 'U1'")

    await upgrade(url)

    async with engine.connect() as connection:
        told = (await connection.exec_driver_sql("SELECT * FROM digest_learnings")).all()
        snapshot = (await connection.exec_driver_sql("SELECT snapshot FROM digests")).scalar_one()
    assert [tuple(row) for row in told] == [(7, "r1", "learnings", 0, 0, 0)]
    assert json.loads(snapshot) == {
        "problems": {"open": [], "closed": [{"id": 3, "takeaways": []}]},
        "feedback": [],
        "held": [],
        "next_convening": None,
    }

    await downgrade(url, "0002")
    async with engine.connect() as connection:
        snapshot = (await connection.exec_driver_sql("SELECT snapshot FROM digests")).scalar_one()
    await engine.dispose()
    assert json.loads(snapshot)["learnings"] == [
        {"text": "Silence helps.", "author": "U1", "convening_title": ""}
    ]


A_QUESTION = """INSERT INTO learning_questions (id, learning_id, asker, is_unnamed, text, answer, asked_at)
    VALUES (5, 'r1', 'U2', false, 'How?', '', '2026-10-03 09:00:00+00:00')"""


def indexes_of_questions(connection: Connection) -> set[str | None]:
    return {index["name"] for index in inspect(connection).get_indexes("learning_questions")}


async def test_questions_asked_before_there_were_threads_stay_there_and_back(empty_url: str) -> None:
    await upgrade(empty_url, "0003")
    engine = open_engine(empty_url)
    async with engine.begin() as connection:
        before = await connection.run_sync(indexes_of_questions)
        for row in (A_COMMUNITY, A_LEARNING.replace("0,", "false,"), A_QUESTION):
            await connection.exec_driver_sql(row)

    await upgrade(empty_url)
    async with engine.begin() as connection:
        asked = "SELECT id, text, channel, thread_ts FROM learning_questions"
        assert tuple((await connection.exec_driver_sql(asked)).one()) == (5, "How?", None, None)
        there = "UPDATE learning_questions SET channel = 'C1', thread_ts = '1.0'"
        await connection.exec_driver_sql(there)
    await engine.dispose()

    await downgrade(empty_url, "0003")
    async with engine.connect() as connection:
        kept = await connection.exec_driver_sql("SELECT id, learning_id, text FROM learning_questions")
        assert tuple(kept.one()) == (5, "r1", "How?")
        assert await connection.run_sync(indexes_of_questions) == before
    await engine.dispose()
