"""What people do with a team and its PDSA cycles, one act at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from bot.simulation.cast import Habit, Member
from bot.simulation.crews import Crew, Temperament, Term
from bot.simulation.school_year import ONE_DAY, ONE_WEEK
from bot.simulation.script.hands import HOUR, MINUTE, Hands
from bot.simulation.script.words import HOSTILE_TEXT
from sandbox.journal import Entry
from sandbox.screens import NotOnScreen, ShownMessage

ADD, BEGIN, TO_STUDY = "Add what you saw", "Begin to do it", "Go on to study"
COMPLETE, DECIDE, NEXT, STUDY = "Complete the plan", "Decide", "Start the next cycle", "Study it"
IN_TOUCH = "Put them in touch"
SHARE = "Share this with the community and its leaders"
NO_TIME = timedelta(0)

HALF_A_PLAN: Mapping[str, object] = {
    "problem": "Few pupils explain their answer: 8 of 26 on Monday's exit ticket.",
    "change": "Wait ten seconds after each question",
}
THE_REST: Mapping[str, object] = {
    "prediction": "Half the class explains its answer by the end",
    "measure1_name": "Answers with a reason",
    "measure1_unit": "%",
    "measure1_baseline": "31 %",
    "measure1_target": "50",
    "evidence_adult": "The lead times the pauses, twice a week",
    "evidence_student": "Exit ticket each Friday, the note taker counts",
}


class CycleMoves:
    """Each is an act: it takes who does it last. `terms` are the cycles as everybody plans them."""

    def __init__(self, hands: Hands, terms: tuple[Term, ...]) -> None:
        self._hands = hands
        self._terms = terms

    # --- teams and plans

    async def makes_team(self, crew: Crew, member: Member) -> None:
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
        crew.made_on = self._hands.year.day_of(self._hands.workspace.now())

    async def widens(self, crew: Crew, member: Member) -> None:
        """A facilitator adds the newcomer, who belongs by now."""
        crew.members.append(self._hands.cast.newcomer)
        await self._hands.opens(member, f"/cop team {crew.name}")
        still_here = [one.person for one in crew.members if one in self._hands.cast.members]
        await self._hands.submits(member, {"members": still_here})

    async def plans_first(self, crew: Crew, member: Member) -> None:
        await self._hands.opens(member, "/cop pdsa start")
        rest = {} if crew.temperament is Temperament.HANDING_OVER else THE_REST
        hostile = {"shared_learning": HOSTILE_TEXT} if member.habit is Habit.HOSTILE else {}
        values = {"team": crew.name, **HALF_A_PLAN, **rest, **hostile}
        await self._sends_plan(crew, member, values, self._terms[0])

    async def plans_next(self, crew: Crew, number: int, member: Member) -> None:
        """`number`: of the cycle that is over."""
        if crew.number > number:
            return  # a teammate was first
        await self._hands.press(member, self._card(member, crew), NEXT)
        planned = self._terms[number]
        late = max(NO_TIME, self._hands.year.working_day_after(self._today()) - planned.starts_on)
        await self._sends_plan(crew, member, THE_REST, Term(planned.starts_on + late, planned.ends_on + late))

    async def _sends_plan(self, crew: Crew, member: Member, values: Mapping[str, object], term: Term) -> None:
        crew.number += 1
        crew.lead = crew.members[0]  # whoever a cycle was handed over to, the next one is the team lead's
        dates = {"title": crew.title(crew.number), "starts_on": term.starts_on, "ends_on": term.ends_on}
        await self._hands.submits(member, {**values, **dates})

    async def plans_alone(self, entry: Entry, title: str, member: Member) -> None:
        """From a problem of practice, by one person."""
        await self._hands.press(member, self._hands.still_there(member, entry), "Start a PDSA cycle")
        dates = {"starts_on": self._today() + ONE_WEEK, "ends_on": self._today() + 4 * ONE_WEEK}
        modal = member.person.modal
        has_teams = modal is not None and any(field.is_called("team") for field in modal.fields)
        alone = {"team": "I work on it alone"} if has_teams else {}
        await self._hands.submits(member, {**THE_REST, **alone, **dates, "title": title, "change": "Wait"})

    async def completes(self, entry: Entry, member: Member) -> None:
        """What was asked for, if anything is missing."""
        message = self._hands.still_there(member, entry)
        if COMPLETE in message.buttons:
            await self._fills_the_rest(message, member)

    async def _fills_the_rest(self, message: ShownMessage, member: Member) -> None:
        await self._hands.press(member, message, COMPLETE)
        await self._hands.submits(member, THE_REST)

    async def begins(self, crew: Crew, member: Member) -> None:
        card = self._card(member, crew)
        if COMPLETE in card.buttons:  # the question about it came to nothing
            await self._fills_the_rest(card, member)
            raise NotOnScreen("the plan was not complete")
        await self._hands.clicks_on(member, card, BEGIN)

    # --- on the way

    async def snoozes(self, entry: Entry, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        choose = partial(member.person.chooses, "Ask me later", "Tomorrow", message=message)
        await self._hands.until_it_works(member, choose)

    async def is_stuck(self, entry: Entry, member: Member) -> None:
        """One click; what would help comes a little later."""
        await self._hands.clicks("Stuck", entry)(member)
        more = self._hands.fills_in(ADD, entry, {"help_wanted": "Somebody who times the pauses with us"})
        self._hands.later(member, self._now(), 10 * MINUTE, HOUR, "says what would help", more)

    async def hands_over(self, crew: Crew, entry: Entry, member: Member) -> None:
        """To a teammate who has not left, and who checks in by the card."""
        heir = crew.members[2] if len(crew.members) > 3 else crew.note_taker
        if heir not in self._hands.cast.members:
            heir = crew.note_taker
        await self._hands.fills_in("Hand it over", entry, {"to": heir.person})(member)
        crew.lead = heir
        checks_in = self._hands.insisting("checks in", partial(self._checks_in_by_card, crew))
        self._hands.later(heir, self._now(), HOUR, 20 * HOUR, "checks in", checks_in)

    async def checks_in(self, crew: Crew, entry: Entry, member: Member) -> None:
        await self._hands.press(member, self._hands.still_there(member, entry), ADD)
        await self._hands.submits(member, self._seen_by(crew, member))

    async def _checks_in_by_card(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Check in")
        await self._hands.submits(member, self._seen_by(crew, member))

    def _seen_by(self, crew: Crew, member: Member) -> dict[str, object]:
        """The values of two days, one with its day and as people in a hurry write it."""
        day = max(self._today() - ONE_DAY, self._terms[crew.number - 1].starts_on)
        values = [30 + member.chance.randint(0, 25) for _ in range(2)]
        said = HOSTILE_TEXT if member.habit is Habit.HOSTILE else "Twice a week, in three classes"
        return {
            "status": member.chance.choice(("On track", "On track", "Slower than planned")),
            "happened": said,
            "observations1": f"{day}: {values[0]},5 %\n{values[1]}",
        }

    async def extends(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Extend it")
        ends_on = self._terms[crew.number - 1].ends_on + ONE_WEEK
        await self._hands.submits(member, {"ends_on": ends_on, "reason": "A week of data is missing"})

    async def pauses(self, crew: Crew, why: str, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Pause it")
        await self._hands.submits(member, {"reason": why})

    async def resumes(self, crew: Crew, ends_on: date, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), "Resume it")
        await self._hands.submits(member, {"ends_on": ends_on})

    async def introduces(self, entry: Entry, member: Member) -> None:
        """A facilitator puts a team that wants help in touch with another, if there is one."""
        message = self._hands.still_there(member, entry)
        if IN_TOUCH in message.buttons:
            await self._hands.press(member, message, IN_TOUCH)
            await self._hands.submits(member, {"note": "You both wait for pupils to speak."})

    # --- the end of a cycle

    async def concludes(self, crew: Crew, entry: Entry, member: Member) -> None:
        """Doing is over; the study follows when the card shows it, and the decision the next day."""
        message = self._hands.still_there(member, entry)
        if TO_STUDY in message.buttons:
            await self._hands.clicks_on(member, message, TO_STUDY)
        studies = self._hands.insisting("studies", partial(self._studies, crew))
        self._hands.later(member, self._now(), 15 * MINUTE, 2 * HOUR, "studies", studies)

    async def _studies(self, crew: Crew, member: Member) -> None:
        await self._hands.press(member, self._card(member, crew), STUDY)
        learnt = HOSTILE_TEXT if member.habit is Habit.HOSTILE else "Ten seconds feel long, and work"
        values = {"held": "Partly", "learnt": learnt, "share": learnt, "shares": [SHARE]}
        await self._hands.submits(member, values)
        decides = self._hands.insisting("decides", partial(self.decides, crew))
        self._hands.later(member, self._now(), 12 * HOUR, 30 * HOUR, "decides", decides)

    async def decides(self, crew: Crew, member: Member) -> None:
        """And plans the next cycle, if the year has another."""
        await self._hands.press(member, self._card(member, crew), DECIDE)
        decision = member.chance.choice(("Adopt", "Adapt", "Abandon"))
        next_step = "Wait five seconds, and ask a second pupil"
        await self._hands.submits(member, {"decision": decision, "next_step": next_step})
        if crew.number < len(self._terms):
            what = "plans the next cycle"
            plans = self._hands.insisting(what, partial(self.plans_next, crew, crew.number))
            self._hands.later(member, self._now(), 15 * MINUTE, HOUR, what, plans)

    def _card(self, member: Member, crew: Crew) -> ShownMessage:
        """The newest cycle's post as it looks to them now. Raises `NotOnScreen`."""
        if crew.card is None:
            raise NotOnScreen("there is no card yet")
        return self._hands.still_there(member, crew.card)

    def _now(self) -> datetime:
        return self._hands.workspace.now()

    def _today(self) -> date:
        return self._hands.year.day_of(self._now())
