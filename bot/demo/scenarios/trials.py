"""Teams and their PDSA cycles in a scenario: what is tried, what is seen, what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.demo.scenarios.acting import Act, Company, Values, clicks, find_message, types
from sandbox.people import Person

_SHARE = ["Share this with the community and its leaders"]
_NAMED = ["Show my name with it"]
_CARD = "Everything about it"  # the button that tells a cycle's card from other messages
_NEXT = "Start the next cycle"
ALONE = "I work on it alone"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What somebody saw. `seen`: days and values, as the form takes them: "2026-10-05: 34"."""

    on: date
    who: str
    status: str
    happened: str
    seen: tuple[str, ...] = ()
    surprises: str = ""
    help_wanted: str = ""
    learning: str = ""

    @property
    def form(self) -> Values:
        """As the form of a check-in takes it."""
        values: dict[str, object] = {
            "status": self.status,
            "happened": self.happened,
            "surprises": self.surprises,
            "observations1": "\n".join(self.seen),
            "help_wanted": self.help_wanted,
        }
        return values | (_shared(self.learning) if self.learning else {})


@dataclass(frozen=True, slots=True)
class Study:
    """What the data said, and what was learnt, which is shared."""

    on: date
    held: str
    data_says: str
    learnt: str
    learning: str
    successes: str = ""
    challenges: str = ""

    @property
    def form(self) -> Values:
        """As the form of the study takes it."""
        said = {"held": self.held, "data_says": self.data_says, "learnt": self.learnt}
        return {**said, "successes": self.successes, "challenges": self.challenges, **_shared(self.learning)}


@dataclass(frozen=True, slots=True)
class Decision:
    """Adopt, Adapt or Abandon, and what follows."""

    on: date
    decision: str
    next_step: str
    start: str = ""
    stop: str = ""
    keep: str = ""
    scale: str = ""

    @property
    def form(self) -> Values:
        """As the form of the decision takes it."""
        words = {"act_start": self.start, "act_stop": self.stop, "act_keep": self.keep}
        return {"decision": self.decision, "next_step": self.next_step, "act_scale": self.scale, **words}


@dataclass(frozen=True, slots=True)
class Trial:
    """A cycle of one person, for their team or alone. `goes_on_from`: the title of the one before.

    `begins_on`, `ends_on`: when it is tried; `planned_on`: when the plan is written, on an earlier day.
    """

    title: str
    lead: str
    team: str
    planned_on: date
    begins_on: date
    ends_on: date
    problem: str
    change: str
    prediction: str
    measure: str
    baseline: str
    target: str
    evidence_adult: str
    evidence_student: str
    looked_at: str = ""
    is_better_down: bool = False
    goes_on_from: str = ""
    check_ins: tuple[CheckIn, ...] = field(default=())
    studied: Study | None = None
    decided: Decision | None = None

    @property
    def form(self) -> Values:
        """As the form of the plan takes it."""
        values: dict[str, object] = {
            "title": self.title,
            "problem": self.problem,
            "shared_learning": self.looked_at,
            "change": self.change,
            "prediction": self.prediction,
            "measure1_name": self.measure,
            "measure1_unit": "%",
            "measure1_better": "when it goes down" if self.is_better_down else "when it goes up",
            "measure1_baseline": self.baseline,
            "measure1_target": self.target,
            "evidence_adult": self.evidence_adult,
            "evidence_student": self.evidence_student,
            "starts_on": self.begins_on,
            "ends_on": self.ends_on,
        }
        return values | ({"team": self.team} if self.team else {})


def make_team(company: Company, day: date, at: str, lead: str, values: Values) -> None:
    """A team, by its lead."""
    command = f"/cop team {values['name']}"
    company.on(day, at, lead, types(command, {"lead": lead, **values}))


def plan(company: Company, trial: Trial) -> None:
    """The plan is written; the card follows."""
    how = types("/cop pdsa start", trial.form)
    if trial.goes_on_from:
        how = on_card(trial.goes_on_from, _NEXT, trial.form)
    company.on(trial.planned_on, "13:10", trial.lead, how)


def begin(company: Company, trial: Trial) -> None:
    """The first day."""
    company.on(trial.begins_on, "8:20", trial.lead, on_card(trial.title, "Begin to do it"))


def follow(company: Company, trial: Trial, *, is_studying: bool = False) -> None:
    """Everything from the first check-in to the decision, as far as it is known.

    `is_studying`: doing is over already.
    """
    for seen in trial.check_ins:
        company.on(seen.on, "14:40", seen.who, on_card(trial.title, "Check in", seen.form))
    if trial.studied is not None:
        if not is_studying:
            go_on_to_study(company, trial, trial.studied.on)
        company.on(
            trial.studied.on, "15:10", trial.lead, on_card(trial.title, "Study it", trial.studied.form)
        )
    if trial.decided is not None:
        company.on(trial.decided.on, "14:20", trial.lead, on_card(trial.title, "Decide", trial.decided.form))


def go_on_to_study(company: Company, trial: Trial, day: date) -> None:
    """Doing is over."""
    company.on(day, "14:50", trial.lead, on_card(trial.title, "Go on to study"))


def on_card(title: str, button: str, values: Values | None = None) -> Act:
    """Click a button of a cycle's card in the channel, and send the form it opens."""

    async def act(person: Person) -> None:
        find_message(person, title, _CARD)
        await clicks(button, near=title, values=values)(person)

    return act


def _shared(learning: str) -> dict[str, object]:
    return {"share": learning, "shares": _SHARE, "shows_name": _NAMED}
