"""Objectives: a facilitator sets them, and whoever looks after one notes a value every other week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from bot.simulation.cast import Member
from bot.simulation.crews import Crew
from bot.simulation.objective_audit import Pursued
from bot.simulation.script.hands import HOUR, Hands

_ADD, _PAGE = "Add a value", "Objectives of"
_OBJECTIVES = (("Pupils explain their answers", 40, 90), ("Pupils who give up on word problems", 60, 10))
_ON_THE_WAY = 0.8  # of it is what a year brings
_SLIP = 3  # every so many values are mistyped at first


class ObjectiveScenes:
    """`pursued`: what was set, and which values were noted when."""

    def __init__(self, hands: Hands, crews: list[Crew]) -> None:
        self._hands = hands
        self._owners = [crew.lead for crew in crews]
        self.pursued: list[Pursued] = []

    def begin(self) -> None:
        """Write into the diary who sets what, and who notes a value when."""
        year, facilitator = self._hands.year, self._hands.cast.facilitators[0]
        for number, ((name, baseline, target), owner) in enumerate(
            zip(_OBJECTIVES, self._owners, strict=False)
        ):
            objective = Pursued(name, baseline, target)
            sets = partial(self._sets, objective, owner)
            self._hands.on(year.day(0, 2), time(12, 40 + number), facilitator, "sets an objective", sets)
            for week in range(number % 2, year.weeks, 2):
                notes = self._hands.insisting("notes a value", partial(self._notes, objective, week))
                self._hands.on(year.day(week, 3), time(8, 40), owner, "notes a value", notes)

    async def _sets(self, objective: Pursued, owner: Member, member: Member) -> None:
        values: dict[str, object] = {
            "measure": 'Answers with a reason on <!here> "Friday\'s" exit ticket & more',
            "unit": "%",
            "better": "when it goes up" if objective.target > objective.baseline else "when it goes down",
            "baseline": f"{objective.baseline} %",
            "target": str(objective.target),
            "by_on": self._hands.year.year_ends_on,
            "owner": owner.person,
        }
        await self._hands.opens(member, f"/cop objectives {objective.name}")
        await self._hands.submits(member, values)
        self.pursued.append(objective)

    async def _notes(self, objective: Pursued, week: int, member: Member) -> None:
        value = self._value(objective, week)
        if week % _SLIP == 1:
            await self._saves(objective, value // 10, member)
            again = partial(self._saves, objective, value)
            self._hands.later(member, self._now, timedelta(), HOUR, "mends a value", again)
        else:
            await self._saves(objective, value, member)

    async def _saves(self, objective: Pursued, value: int, member: Member) -> None:
        page = await self._hands.asks(member, "/cop objectives", _PAGE)
        await self._hands.press(member, page, _ADD)
        saved_at = self._now
        await self._hands.submits(member, {"value": str(value)})
        objective.noted.append((saved_at, value))

    def _value(self, objective: Pursued, week: int) -> int:
        """Nearer and nearer, and not there within the year."""
        way = _ON_THE_WAY * (week + 1) / self._hands.year.weeks
        return objective.baseline + round((objective.target - objective.baseline) * way)

    @property
    def _now(self) -> datetime:
        return self._hands.workspace.now()
