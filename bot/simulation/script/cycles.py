"""Teams and their PDSA cycles: planned, checked in on or not, studied, decided about; and who watches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import partial

from bot.simulation.cast import Habit, Member
from bot.simulation.crews import Crew, Temperament, Term, form_crews, terms_of
from bot.simulation.school_year import ONE_WEEK
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.script.words import HOSTILE_TEXT
from bot.simulation.standing import Standings
from sandbox.journal import Entry
from sandbox.screens import NotOnScreen, ShownMessage

ADD, BEGIN, TO_STUDY = "Add what you saw", "Begin to do it", "Go on to study"
COMPLETE, DECIDE, NEXT, STUDY = "Complete the plan", "Decide", "Start the next cycle", "Study it"

_HALF_A_PLAN: Mapping[str, object] = {
    "problem": "Few pupils explain their answer: 8 of 26 on Monday's exit ticket.",
    "change": "Wait ten seconds after each question",
}
_THE_REST: Mapping[str, object] = {
    "prediction": "Half the class explains its answer by the end",
    "measure1_name": "Answers with a reason",
    "measure1_unit": "%",
    "measure1_baseline": "31 %",
    "measure1_target": "50",
    "evidence_adult": "The lead times the pauses, twice a week",
    "evidence_student": "Exit ticket each Friday, the note taker counts",
}


class CycleScenes:
    """`crews` are the teams, `terms` the cycles they plan, `standings` what the facilitator saw of them."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.terms = terms_of(hands.year)
        self.crews = form_crews(hands.cast)
        self.standings = Standings({crew.name: crew.temperament for crew in self.crews})
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
        first, second = hands.cast.facilitators
        for number, crew in enumerate(self.crews):
            making, planning = partial(self._makes_team, crew), partial(self._plans_first, crew)
            hands.on(day(0, 2), time(10, number), crew.lead, "makes a team", making)
            hands.on(day(0, 3), time(11, number), crew.lead, "plans a cycle", planning)
            if crew.temperament is Temperament.PAUSING:
                self._plan_pauses(crew)
        widens = partial(self._widens, self.crews[-1])
        hands.on(day(2), time(12, 30), second, "adds somebody to a team", widens)
        for week in range(hands.year.weeks):
            hands.on(day(week), time(10, 25), first, "looks at cycles", self._looks_at_cycles)
            hands.on(day(week), time(10, 30), self.crews[0].lead, "looks at cycles", hands.runs("/cop pdsa"))

    def _plan_pauses(self, crew: Crew) -> None:
        year = self._hands.year
        for term in self.terms:
            holiday = year.holiday_between(term.starts_on, term.ends_on)
            if holiday is not None:
                last, back = year.working_day_before(holiday.first), year.working_day_after(holiday.last)
                resumes = partial(self._resumes, crew, term.ends_on + (back - last))
                pauses = partial(self._pauses, crew, holiday.name)
                self._hands.on(last, time(14), crew.lead, "pauses a cycle", pauses)
                self._hands.on(back, time(8, 30), crew.lead, "resumes a cycle", resumes)

    async def _makes_team(self, crew: Crew, member: Member) -> None:
        await self._hands.opens(member, f"/cop team {crew.name}")
        values: dict[str, object] = {
            "site": f"{crew.name} Elementary",
            "school_level": "Elementary",
            "lead": crew.lead.person,
            "note_taker": crew.note_taker.person,
            "decision_maker": self._hands.cast.facilitators[1].person,
            "members": [one.person for one in crew.members],
        }
        await self._hands.submits(member, values)

    async def _widens(self, crew: Crew, member: Member) -> None:
        """A facilitator adds the newcomer, who belongs by now."""
        crew.members.append(self._hands.cast.newcomer)
        await self._hands.opens(member, f"/cop team {crew.name}")
        still_here = [one.person for one in crew.members if one in self._hands.cast.members]
        await self._hands.submits(member, {"members": still_here})

    async def _plans_first(self, crew: Crew, member: Member) -> None:
        await self._hands.opens(member, "/cop pdsa start")
        rest = {} if crew.temperament is Temperament.HANDING_OVER else _THE_REST
        hostile = {"shared_learning": HOSTILE_TEXT} if member.habit is Habit.HOSTILE else {}
        values = {"team": crew.name, **_HALF_A_PLAN, **rest, **hostile}
        await self._sends_plan(crew, member, values, self.terms[0])

    async def _sends_plan(self, crew: Crew, member: Member, values: Mapping[str, object], term: Term) -> None:
        crew.number += 1
        dates = {"title": crew.title(crew.number), "starts_on": term.starts_on, "ends_on": term.ends_on}
        await self._hands.submits(member, {**values, **dates})

    async def _looks_at_cycles(self, member: Member) -> None:
        """The facilitator's weekly look, of which the standings are made."""
        shown = await self._hands.asks(member, "/cop pdsa", "PDSA cycles in")
        self.standings.note(self._hands.year.day_of(self._hands.workspace.now()), shown.text)

    # --- the card

    def _on_card(self, entry: Entry) -> None:
        crew = next((one for one in self.crews if one.begins_title(entry.text)), None)
        if crew is None:
            self._on_card_of_one(entry)
            return
        crew.card, crew.cycle_id = entry, _cycle_id(entry)
        begins = self._hands.insisting("begins", partial(self._begins, crew))
        starts_on = max(self.terms[crew.number - 1].starts_on, self._next_morning(entry))
        self._hands.on(starts_on, time(8, 30), crew.lead, "begins", begins)

    def _next_morning(self, entry: Entry) -> date:
        year = self._hands.year
        return year.working_day_after(year.day_of(entry.at))

    async def _begins(self, crew: Crew, member: Member) -> None:
        card = self._card(member, crew)
        if COMPLETE in card.buttons:  # the question about it came to nothing
            await self._completes(card, member)
            raise NotOnScreen("the plan was not complete")
        await self._clicks(member, card, BEGIN)

    def _card(self, member: Member, crew: Crew) -> ShownMessage:
        if crew.card is None:
            raise NotOnScreen("there is no card yet")
        return self._hands.still_there(member, crew.card)

    async def _clicks(self, member: Member, message: ShownMessage, button: str) -> None:
        await self._hands.clicks_on(member, message, button)

    async def _completes(self, message: ShownMessage, member: Member) -> None:
        await self._hands.press(member, message, COMPLETE)
        await self._hands.submits(member, _THE_REST)

    async def _pauses(self, crew: Crew, why: str, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Pause it")
        await self._hands.submits(member, {"reason": why})

    async def _resumes(self, crew: Crew, ends_on: date, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Resume it")
        await self._hands.submits(member, {"ends_on": ends_on})

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
        elif member is crew.lead or self._is_eager(crew, member, which):
            what, act = self._answer_to(crew, which, entry)
            self._hands.later(member, entry.at, 0.2 * HOUR, 7 * HOUR, what, act)

    def _is_eager(self, crew: Crew, member: Member, which: str) -> bool:
        """Whether a note taker answers, too: the second one finds it answered already."""
        is_diligent = crew.temperament is Temperament.DILIGENT
        return is_diligent and member is crew.note_taker and which == "mid_stream"

    def _answer_to(self, crew: Crew, which: str, entry: Entry) -> tuple[str, Act]:
        match which:
            case "plan_due":
                return "completes the plan", partial(self._completes_it, entry)
            case "game_plan":
                return self._game_plan(crew, entry)
            case "mid_stream":
                return self._mid_stream(crew, entry)
            case "end_of_cycle":
                return self._end_of_cycle(crew, entry)
            case "study_due":
                return "goes on to study", partial(self._concludes, crew, entry)
            case _:
                return "decides", partial(self._decides, crew)

    async def _completes_it(self, entry: Entry, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        if COMPLETE in message.buttons:
            await self._completes(message, member)

    def _game_plan(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.HANDING_OVER and not crew.has_snoozed:
            crew.has_snoozed = True
            return "puts it off", partial(self._snoozes, entry)
        if crew.temperament is Temperament.STUCK and not _is_reminder(entry):
            return "does not answer yet", _does_nothing
        return "is on track", self._hands.clicks("On track", entry)

    async def _snoozes(self, entry: Entry, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        choose = partial(member.person.chooses, "Ask me later", "Tomorrow", message=message)
        await self._hands.until_it_works(member, choose)

    def _mid_stream(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.STUCK:
            return "is stuck", partial(self._is_stuck, entry)
        if crew.temperament is Temperament.HANDING_OVER and not crew.has_handed_over:
            crew.has_handed_over = True
            return "hands over", partial(self._hands_over, crew, entry)
        return "checks in", partial(self._checks_in, crew, entry)

    async def _is_stuck(self, entry: Entry, member: Member) -> None:
        await self._hands.clicks("Stuck", entry)(member)
        more = self._hands.fills_in(ADD, entry, {"help_wanted": "Somebody who times the pauses with us"})
        self._hands.later(
            member, self._hands.workspace.now(), 10 * MINUTE, HOUR, "says what would help", more
        )

    async def _hands_over(self, crew: Crew, entry: Entry, member: Member) -> None:
        heir = crew.members[2] if len(crew.members) > 3 else crew.note_taker  # whoever is last may move away
        await self._hands.fills_in("Hand it over", entry, {"to": heir.person})(member)
        crew.lead = heir
        checks_in = self._hands.insisting("checks in", partial(self._checks_in_by_card, crew))
        self._hands.later(heir, self._hands.workspace.now(), HOUR, 20 * HOUR, "checks in", checks_in)

    def _end_of_cycle(self, crew: Crew, entry: Entry) -> tuple[str, Act]:
        if crew.temperament is Temperament.STUCK and not crew.has_extended:
            crew.has_extended = True
            return "extends it", partial(self._extends, crew)
        return "checks in", partial(self._checks_in, crew, entry)

    async def _extends(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Extend it")
        ends_on = self.terms[crew.number - 1].ends_on + ONE_WEEK
        await self._hands.submits(member, {"ends_on": ends_on, "reason": "A week of data is missing"})

    async def _checks_in(self, crew: Crew, entry: Entry, member: Member) -> None:
        """With the values of the last days, one of them as people in a hurry write it."""
        message = self._hands.still_there(member, entry)
        await self._hands.press(member, message, ADD)
        await self._hands.submits(member, self._seen_by(crew, member))

    async def _checks_in_by_card(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Check in")
        await self._hands.submits(member, self._seen_by(crew, member))

    def _seen_by(self, crew: Crew, member: Member) -> dict[str, object]:
        today = self._hands.year.day_of(self._hands.workspace.now())
        yesterday = max(today - timedelta(days=1), self.terms[crew.number - 1].starts_on)
        values = [30 + member.chance.randint(0, 25) for _ in range(2)]
        said = HOSTILE_TEXT if member.habit is Habit.HOSTILE else "Twice a week, in three classes"
        return {
            "status": member.chance.choice(("On track", "On track", "Slower than planned")),
            "happened": said,
            "observations1": f"{yesterday}: {values[0]},5 %\n{values[1]}",
        }

    # --- the end of a cycle

    async def _concludes(self, crew: Crew, entry: Entry, member: Member) -> None:
        """Doing is over; the study follows when the card shows it, and the decision the next day."""
        message = self._hands.still_there(member, entry)
        if TO_STUDY in message.buttons:
            await self._clicks(member, message, TO_STUDY)
        studies = self._hands.insisting("studies", partial(self._studies, crew))
        now = self._hands.workspace.now()
        self._hands.later(member, now, 15 * MINUTE, 2 * HOUR, "studies", studies)

    async def _studies(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), STUDY)
        learnt = HOSTILE_TEXT if member.habit is Habit.HOSTILE else "Ten seconds feel long, and work"
        values = {"held": "Partly", "learnt": learnt, "share": learnt}
        await self._hands.submits(
            member, {**values, "shares": ["Share this with the community and its leaders"]}
        )
        decides = self._hands.insisting("decides", partial(self._decides, crew))
        self._hands.later(member, self._hands.workspace.now(), 12 * HOUR, 30 * HOUR, "decides", decides)

    async def _decides(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), DECIDE)
        decision = member.chance.choice(("Adopt", "Adapt", "Abandon"))
        next_step = "Wait five seconds, and ask a second pupil"
        await self._hands.submits(member, {"decision": decision, "next_step": next_step})
        if crew.number < len(self.terms):
            plans = self._hands.insisting(
                "plans the next cycle", partial(self._plans_next, crew, crew.number)
            )
            now = self._hands.workspace.now()
            self._hands.later(member, now, 15 * MINUTE, HOUR, "plans the next cycle", plans)

    async def _plans_next(self, crew: Crew, number: int, member: Member) -> None:
        """`number`: of the cycle that is over."""
        if crew.number > number:
            return  # a teammate was first
        await self._hands.press(member, self._card(member, crew), NEXT)
        today = self._hands.year.day_of(self._hands.workspace.now())
        planned = self.terms[number]
        late = max(timedelta(0), self._hands.year.working_day_after(today) - planned.starts_on)
        await self._sends_plan(
            crew, member, _THE_REST, Term(planned.starts_on + late, planned.ends_on + late)
        )

    # --- facilitators

    def _on_help_wanted(self, entry: Entry) -> None:
        """The first facilitator waits until the team has said what would help."""
        first = self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is first and (entry.key or "").endswith(":words"):
            self._hands.later(first, entry.at, HOUR, 5 * HOUR, "helps", partial(self._introduces, entry))

    async def _introduces(self, entry: Entry, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        if "Put them in touch" in message.buttons:
            await self._hands.press(member, message, "Put them in touch")
            await self._hands.submits(member, {"note": "You both wait for pupils to speak."})

    def _on_unanswered(self, entry: Entry) -> None:
        crew, second = self._crew_of(entry), self._hands.cast.facilitators[1]
        if crew is not None and self._hands.addressee(entry) is second:
            nudges = self._hands.clicks("Nudge them", entry)
            self._hands.later(second, entry.at, HOUR, 5 * HOUR, "nudges", nudges)

    # --- somebody alone

    def starts_alone(self, member: Member, entry: Entry, title: str) -> None:
        """A cycle from a problem of practice, by one person; closed early, since it does not count here."""
        self._alone[title] = member
        plans = partial(self._plans_alone, entry, title)
        self._hands.later(member, entry.at, MINUTE, HOUR, "plans a cycle alone", plans)

    async def _plans_alone(self, entry: Entry, title: str, member: Member) -> None:
        await self._hands.press(member, self._hands.still_there(member, entry), "Start a PDSA cycle")
        today = self._hands.year.day_of(self._hands.workspace.now())
        dates = {"starts_on": today + ONE_WEEK, "ends_on": today + 4 * ONE_WEEK}
        modal = member.person.modal
        alone = (
            {"team": "I work on it alone"} if modal and any(f.is_called("team") for f in modal.fields) else {}
        )
        await self._hands.submits(member, {**_THE_REST, **alone, **dates, "title": title, "change": "Wait"})

    def _on_card_of_one(self, entry: Entry) -> None:
        member = next((member for title, member in self._alone.items() if title in entry.text), None)
        if member is not None:
            reason = {"reason": "The class was merged with another"}
            closes = self._hands.fills_in("Close it early", entry, reason)
            self._hands.later(
                member, entry.at, 10 * 24 * HOUR, 12 * 24 * HOUR, "closes a cycle early", closes
            )

    def _crew_of(self, entry: Entry) -> Crew | None:
        cycle_id = _cycle_id(entry)
        return next((crew for crew in self.crews if crew.cycle_id == cycle_id), None)


def _cycle_id(entry: Entry) -> str:
    return (entry.key or "").split(":")[1]


def _which(entry: Entry) -> str:
    return (entry.key or "").split(":")[2]


def _is_reminder(entry: Entry) -> bool:
    return (entry.key or "").startswith("pdsa.prompt_reminder")


async def _does_nothing(member: Member) -> None:
    """They mean to, and forget."""
