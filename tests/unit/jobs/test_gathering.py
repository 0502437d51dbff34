"""Many messages composed at once look once at what they are about."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import pytest

from jobs.gathering import Gathering


class Register:
    """People's ages, by house; remembers what was asked at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, set[str]]] = []
        self.ages = {"ada": 36, "ben": 41}
        self.is_reading = asyncio.Event()

    async def ages_in(self, house: str, names: Collection[str]) -> dict[str, int]:
        self.asked.append((house, set(names)))
        self.is_reading.set()
        await asyncio.sleep(0)
        if house == "ruin":
            raise LookupError(house)
        return {name: self.ages[name] for name in names if name in self.ages}


async def test_questions_of_one_turn_are_asked_as_one() -> None:
    register = Register()
    ages = Gathering(register.ages_in)

    found = await asyncio.gather(*(ages.find(("home",), name) for name in ("ada", "ben", "zoe")))

    assert found == [36, 41, None]
    assert register.asked == [("home", {"ada", "ben", "zoe"})]


async def test_each_topic_is_asked_about_by_itself() -> None:
    register = Register()
    ages = Gathering(register.ages_in)

    await asyncio.gather(ages.find(("home",), "ada"), ages.find(("inn",), "ben"))

    assert register.asked == [("home", {"ada"}), ("inn", {"ben"})]


async def test_who_asks_while_the_answer_is_being_read_gets_one_read_later() -> None:
    register = Register()
    ages = Gathering(register.ages_in)
    first = asyncio.create_task(ages.find(("home",), "ada"))
    await register.is_reading.wait()
    register.ages["ada"] = 37

    assert await ages.find(("home",), "ada") == 37
    await first
    assert register.asked == [("home", {"ada"}), ("home", {"ada"})]


async def test_an_error_reaches_all_who_asked_and_nobody_after_them() -> None:
    register = Register()
    ages = Gathering(register.ages_in)

    found = await asyncio.gather(
        ages.find(("ruin",), "ada"), ages.find(("ruin",), "ben"), return_exceptions=True
    )

    assert [type(each) for each in found] == [LookupError, LookupError]
    assert await ages.find(("home",), "ada") == 36
    with pytest.raises(LookupError):
        await ages.find(("ruin",), "ada")


async def test_one_who_is_cancelled_leaves_the_others_their_answer() -> None:
    register = Register()
    ages = Gathering(register.ages_in)
    first = asyncio.create_task(ages.find(("home",), "ada"))
    second = asyncio.create_task(ages.find(("home",), "ben"))
    await register.is_reading.wait()
    first.cancel()

    assert await second == 41
    with pytest.raises(asyncio.CancelledError):
        await first
