"""The journal of a workspace: a number names the same entry for ever, remembered or not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.journal import Entry, Journal


def written(journal: Journal, count: int) -> None:
    for _ in range(count):
        at = datetime(2026, 9, 8, 15, 30, tzinfo=UTC)
        journal.append(Entry(at, "post", text=str(len(journal))))


def test_all_is_remembered_unless_it_is_told_otherwise() -> None:
    journal = Journal()
    written(journal, 5000)
    assert (len(journal), journal[0].text, journal[-1].text) == (5000, "0", "4999")


def test_what_is_long_ago_is_forgotten_but_counted() -> None:
    journal = Journal()
    journal.remembered = 10
    written(journal, 1000)
    assert len(journal) == 1000
    assert 10 <= len(list(journal)) <= 20
    assert [entry.text for entry in journal.since(997)] == ["997", "998", "999"]
    assert (journal[995].text, journal[-1].text) == ("995", "999")


def test_whoever_asks_for_more_than_is_remembered_gets_what_there_is() -> None:
    journal = Journal()
    journal.remembered = 10
    written(journal, 100)
    assert [entry.text for entry in journal.since(0)] == [entry.text for entry in journal]
    with pytest.raises(IndexError, match="not remembered"):
        journal[3]


def test_everything_is_told_to_those_who_listen() -> None:
    journal = Journal()
    journal.remembered = 10
    heard: list[str] = []
    journal.subscribe(lambda entry: heard.append(entry.text))
    written(journal, 50)
    assert heard == [str(number) for number in range(50)]
