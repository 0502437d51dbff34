"""The community itself: set up, looked at every week, joined and left."""

from __future__ import annotations

from datetime import time
from functools import partial

from bot.simulation.cast import HOME, LEADERS, Member
from bot.simulation.plan import SimulationPlan
from bot.simulation.script.hands import Hands


class EverydayScenes:
    """What happens in every community, whatever it works on."""

    def __init__(self, plan: SimulationPlan, hands: Hands) -> None:
        self._plan = plan
        self._hands = hands

    def begin(self) -> None:
        """Write it into the diary."""
        hands, day = self._hands, self._hands.year.day
        first, second = hands.cast.facilitators
        hands.on(day(0), time(8, 30), first, "setup", self._set_up)
        for week in range(self._plan.weeks):
            hands.on(day(week), time(10, 15), first, "looks at status", hands.runs("/cop status"))
            hands.on(day(week), time(10, 20), second, "looks at upcoming", hands.runs("/cop upcoming"))
        self._plan_comings_and_goings()

    def _plan_comings_and_goings(self) -> None:
        hands, cast, day = self._hands, self._hands.cast, self._hands.year.day
        tries = hands.runs("/cop schedule", channel="general")
        hands.on(day(1), time(11), cast.newcomer, "joins", self._joins)
        hands.on(day(1), time(12), cast.stranger, "tries to schedule", tries)
        hands.on(day(2), time(12), cast.leader, "asks for help", hands.runs("/cop help", channel=LEADERS))
        for number, member in enumerate(cast.members[3:]):
            if number % 3 == 0:
                hands.on(day(0), time(13), member, "opens Home", _opens_home)
        if len(cast.members) > 8:
            hands.on(day(3), time(12), cast.members[-1], "leaves", partial(leaves, hands))
            hands.on(day(2), time(12), cast.members[-2], "moves away", self._moves_away)

    async def _set_up(self, member: Member) -> None:
        year, cast = self._hands.year, self._hands.cast
        await self._hands.opens(member, "/cop setup")
        await self._hands.submits(
            member,
            {
                "name": "Math PLC",
                "purpose_whom": "teachers of mathematics in our elementary schools",
                "purpose_shared": "pupils who give up on word problems",
                "purpose_practice": "let pupils do the thinking",
                "zone": self._plan.zone,
                "facilitators": [one.person for one in cast.facilitators],
                "leaders_channel": LEADERS,
                "year_starts_on": self._plan.start,
                "semester_ends_on": year.semester_ends_on,
                "year_ends_on": year.year_ends_on,
                "holidays": year.holidays_text(),
                "reviews_digest": ["Show facilitators the draft a day before"],
            },
        )

    async def _joins(self, member: Member) -> None:
        self._hands.workspace.join(self._hands.channel_id(HOME), member.person.id)
        self._hands.cast.members.append(member)

    async def _moves_away(self, member: Member) -> None:
        self._hands.workspace.change_user(member.person.id, tz="Asia/Tokyo")


async def leaves(hands: Hands, member: Member) -> None:
    """Out of the home channel, and so out of the community."""
    hands.workspace.leave(hands.channel_id(HOME), member.person.id)
    hands.cast.members.remove(member)


async def _opens_home(member: Member) -> None:
    await member.person.opens_home()
