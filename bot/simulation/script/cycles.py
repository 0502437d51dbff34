"""Teams and their PDSA cycles: who begins when, who answers which question how, and who watches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from functools import partial

from bot.simulation.cast import Member
from bot.simulation.crews import Crew, Temperament, form_crews, terms_of
from bot.simulation.script.cycle_moves import CycleMoves
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.standing import Standings
from sandbox.journal import Entry


class CycleScenes:
    """`crews` are the teams, `terms` the cycles they plan, `standings` what the facilitator saw of them."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.terms = terms_of(hands.year)
        self.crews = form_crews(hands.cast)
        self.standings = Standings({crew.name: crew.temperament for crew in self.crews})
        self._moves = CycleMoves(hands, self.terms)
        self._alone: dict[str, Member] = {}  # by the title of a cycle that somebody works on alone
        self.reactions: Mapping[str, Callable[[Entry], None]] = {
            "pdsa.card": self._on_card,
            "pdsa.prompt": self._on_prompt,
            "pdsa.prompt_reminder": self._on_prompt,
            "pdsa.help_wanted": self._on_help_wanted,
            "pdsa.unanswered": self._on_unanswered,
        }

    # --- plans

    def begin(self) -> None:
        """Write the beginnings into the diary: teams, first cycles, holidays, and the weekly look."""
        hands, day = self._hands, self._hands.year.day
        for number, crew in enumerate(self.crews):
            makes, plans = partial(self._moves.makes_team, crew), partial(self._moves.plans_first, crew)
            hands.on(day(0, 2), time(10, number), crew.lead, "makes a team", makes)
            hands.on(day(0, 3), time(11, number), crew.lead, "plans a cycle", plans)
            if crew.temperament is Temperament.PAUSING:
                self._plan_pauses(crew)
        first, second = hands.cast.facilitators
        widens = partial(self._moves.widens, self.crews[-1])
        hands.on(day(2), time(12, 30), second, "adds somebody to a team", widens)
        for week in range(hands.year.weeks):
            hands.on(day(week), time(10, 25), first, "looks at all cycles", self._looks_at_all)
            hands.on(day(week), time(10, 30), self.crews[0].lead, "looks at cycles", hands.runs("/cop pdsa"))

    def _plan_pauses(self, crew: Crew) -> None:
        year = self._hands.year
        for term in self.terms:
            holiday = year.holiday_between(term.starts_on, term.ends_on)
            if holiday is not None:
                last, back = year.working_day_before(holiday.first), year.working_day_after(holiday.last)
                pauses = partial(self._moves.pauses, crew, holiday.name)
                resumes = partial(self._moves.resumes, crew, term.ends_on + (back - last))
                self._hands.on(last, time(14), crew.lead, "pauses a cycle", pauses)
                self._hands.on(back, time(8, 30), crew.lead, "resumes a cycle", resumes)

    async def _looks_at_all(self, member: Member) -> None:
        """The facilitator's weekly look, of which the standings are made."""
        shown = await self._hands.asks(member, "/cop pdsa", "PDSA cycles in")
        self.standings.note(self._hands.year.day_of(self._hands.workspace.now()), shown.text)

    def starts_alone(self, member: Member, entry: Entry, title: str) -> None:
        """A cycle by one person, from the problem that the message is about."""
        self._alone[title] = member
        plans = partial(self._moves.plans_alone, entry, title)
        self._hands.later(member, entry.at, MINUTE, HOUR, "plans a cycle alone", plans)

    # --- the card

    def _on_card(self, entry: Entry) -> None:
        crew = next((one for one in self.crews if one.begins_title(entry.text)), None)
        if crew is None:
            self._on_card_of_one(entry)
            return
        crew.card, crew.cycle_id = entry, _cycle_id(entry)
        begins = self._hands.insisting("begins", partial(self._moves.begins, crew))
        starts_on = max(self.terms[crew.number - 1].starts_on, self._next_morning(entry))
        self._hands.on(starts_on, time(8, 30), crew.lead, "begins", begins)

    def _next_morning(self, entry: Entry) -> date:
        return self._hands.year.working_day_after(self._hands.year.day_of(entry.at))

    def _on_card_of_one(self, entry: Entry) -> None:
        """Whoever works alone closes it early, after a while."""
        member = next((member for title, member in self._alone.items() if title in entry.text), None)
        if member is not None:
            reason = {"reason": "The class was merged with another"}
            closes = self._hands.fills_in("Close it early", entry, reason)
            self._hands.later(member, entry.at, 240 * HOUR, 290 * HOUR, "closes a cycle early", closes)

    # --- questions

    def _on_prompt(self, entry: Entry) -> None:
        member, crew = self._hands.addressee(entry), self._crew_of(entry)
        if member is None or crew is None:
            return
        which = _which(entry)
        if crew.temperament is Temperament.SILENT:
            if which == "mid_stream" and member is crew.note_taker:
                stop = self._hands.clicks("Stop asking me", entry)
                self._hands.later(member, entry.at, HOUR, 5 * HOUR, "wants no questions", stop)
        elif member is crew.lead or _is_eager(crew, member, which):
            what, act = self._answer_to(crew, which, entry)
            self._hands.later(member, entry.at, 0.2 * HOUR, 7 * HOUR, what, act)

    def _answer_to(self, crew: Crew, which: str, entry: Entry) -> tuple[str, Act]:
        match which:
            case "plan_due":
                return "completes the plan", partial(self._moves.completes, entry)
            case "game_plan":
                return self._game_plan(crew, entry)
            case "mid_stream":
                return self._mid_stream(crew, entry)
            case "end_of_cycle":
                return self._end_of_cycle(crew, entry)
            case "study_due":
                return "goes on to study", partial(self._moves.concludes, crew, entry)
            case _:
                return "decides", partial(self._moves.decides, crew)

    def _game_plan(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.HANDING_OVER and not crew.has_snoozed:
            crew.has_snoozed = True
            return "puts it off", partial(self._moves.snoozes, entry)
        if crew.temperament is Temperament.STUCK and not _is_reminder(entry):
            return "does not answer yet", _does_nothing
        return "is on track", self._hands.clicks("On track", entry)

    def _mid_stream(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.STUCK:
            return "is stuck", partial(self._moves.is_stuck, entry)
        if crew.temperament is Temperament.HANDING_OVER and not crew.has_handed_over:
            crew.has_handed_over = True
            return "hands over", partial(self._moves.hands_over, crew, entry)
        return "checks in", partial(self._moves.checks_in, crew, entry)

    def _end_of_cycle(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.STUCK and not crew.has_extended:
            crew.has_extended = True
            return "extends it", partial(self._moves.extends, crew)
        return "checks in", partial(self._moves.checks_in, crew, entry)

    # --- facilitators

    def _on_help_wanted(self, entry: Entry) -> None:
        """The first facilitator waits until the team has said what would help."""
        first = self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is first and (entry.key or "").endswith(":words"):
            introduces = partial(self._moves.introduces, entry)
            self._hands.later(first, entry.at, HOUR, 5 * HOUR, "helps", introduces)

    def _on_unanswered(self, entry: Entry) -> None:
        crew, second = self._crew_of(entry), self._hands.cast.facilitators[1]
        if crew is not None and self._hands.addressee(entry) is second:
            nudges = self._hands.clicks("Nudge them", entry)
            self._hands.later(second, entry.at, HOUR, 5 * HOUR, "nudges", nudges)

    def _crew_of(self, entry: Entry) -> Crew | None:
        cycle_id = _cycle_id(entry)
        return next((crew for crew in self.crews if crew.cycle_id == cycle_id), None)


def _is_eager(crew: Crew, member: Member, which: str) -> bool:
    """Whether a note taker answers, too: the second one finds it answered already."""
    is_diligent = crew.temperament is Temperament.DILIGENT
    return is_diligent and member is crew.note_taker and which == "mid_stream"


def _cycle_id(entry: Entry) -> str:
    return (entry.key or "").split(":")[1]


def _which(entry: Entry) -> str:
    return (entry.key or "").split(":")[2]


def _is_reminder(entry: Entry) -> bool:
    return (entry.key or "").startswith("pdsa.prompt_reminder")


async def _does_nothing(member: Member) -> None:
    """They mean to, and forget."""
