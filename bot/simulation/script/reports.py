"""Reports: what teams tell their site councils and hear, and what facilitators have made of a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import partial

from bot.simulation.cast import Member
from bot.simulation.crews import Crew, Temperament
from bot.simulation.report_audit import Asked, CouncilWord, Page
from bot.simulation.script.convenings import ConveningScenes
from bot.simulation.script.hands import HOUR, Hands
from sandbox.journal import Entry

_SHARED, _SAID = "Shared on …", "The council said …"
_MADE = "I am making the"
_FIRST, _EVERY = 3, 4  # weeks: when reports are asked for
_ARRIVED = timedelta(days=4)  # after the working day that follows a convening every page has come


class ReportScenes:
    """`asked`: the reports; `said`: what councils said."""

    def __init__(self, hands: Hands, crews: list[Crew], convenings: ConveningScenes) -> None:
        self._hands = hands
        self._crews = crews
        self._convenings = convenings
        self.asked: list[Asked] = []
        self.said: list[CouncilWord] = []
        self.reactions: Mapping[str, Callable[[Entry], None]] = {"reports.back": self._on_page}

    def begin(self) -> None:
        """Write into the diary who asks for which report, and who looks at what was reported back."""
        hands, year = self._hands, self._hands.year
        first, second = hands.cast.facilitators
        looks = hands.runs("/cop report back")
        for week in range(_FIRST, year.weeks, _EVERY):
            asks = partial(self._asks, "last 3 weeks")
            hands.on(year.day(week, 1), time(13, 10), first, "asks for a report", asks)
            hands.on(year.day(week, 2), time(13, 15), second, "looks at what was reported back", looks)
        annual = partial(self._asks, "annual")
        hands.on(year.day(year.weeks - 1, 2), time(13, 20), second, "asks for the annual review", annual)

    def due(self) -> dict[Page, date]:
        """The pages that must have come by the end, with the day of their convening."""
        year = self._hands.year
        ends_on = year.day_of(self._hands.workspace.now())
        return {
            (crew.name, title): day
            for title, day in self._convenings.held.items()
            if year.working_day_after(day) + _ARRIVED <= ends_on
            for crew in self._crews
            if crew.made_on is not None and crew.made_on <= day
        }

    def readers(self) -> dict[str, frozenset[str]]:
        """Who is in each team, the decision maker among them."""
        decides = self._hands.cast.facilitators[1].person.id
        return {
            crew.name: frozenset({decides, *(one.person.id for one in crew.members)}) for crew in self._crews
        }

    # --- what comes of a page

    def _on_page(self, entry: Entry) -> None:
        """Diligent teams tell their council, and note what it said; others look at the page at most."""
        member = self._hands.addressee(entry)
        crew = next((one for one in self._crews if f"what {one.name} can tell" in entry.text), None)
        if member is None or crew is None or crew.temperament is not Temperament.DILIGENT:
            return
        shares = self._hands.fills_in(_SHARED, entry, {})
        self._hands.later(member, entry.at, 2 * HOUR, 20 * HOUR, "reports back", shares)
        hears = partial(self._notes_council, crew, entry)
        self._hands.later(member, entry.at, 30 * HOUR, 40 * HOUR, "notes what the council said", hears)

    async def _notes_council(self, crew: Crew, entry: Entry, member: Member) -> None:
        word = CouncilWord(len(self.said) + 1, self.readers()[crew.name])
        self.said.append(word)
        await self._hands.fills_in(_SAID, entry, {"said": word.text})(member)

    # --- reports

    async def _asks(self, words: str, member: Member) -> None:
        asked = Asked(member.person.id, words, self._hands.workspace.now())
        self.asked.append(asked)
        await self._hands.asks(member, f"/cop report {words}", _MADE)
        asked.is_promised = True
