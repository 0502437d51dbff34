"""Problems of practice in a scenario: who puts one to the others, who asks, and what is taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.demo.scenarios.acting import Act, Company, Values, clicks, replies, types

_STEP = "of 6"  # stands in the post of every step


@dataclass(frozen=True, slots=True)
class Reply:
    """Somebody speaks in the thread: on that day, at that hour of the community's wall."""

    on: date
    at: str
    who: str
    words: str
    button: str = "Say something"  # only for who presents without a name


@dataclass(frozen=True, slots=True)
class Reflection:
    """What the presenter takes from it, on the day of step five; the takeaways are shared."""

    on: date
    heard: str
    will_try: str
    takeaways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of it, some weeks later."""

    on: date
    tried: str
    went: str
    result: str
    learning: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of practice; its steps open at nine, from `begins_on` on. `is_unnamed`: without a name."""

    title: str
    presenter: str
    shared_on: date
    begins_on: date
    question: str
    numbers: str
    observations: str
    metric: str
    practice: str
    group: str
    tried: str
    replies: tuple[Reply, ...]
    is_unnamed: bool = False
    reflection: Reflection | None = None
    follow_up: FollowUp | None = None

    @property
    def days(self) -> frozenset[date]:
        """On which it is talked through."""
        return frozenset(reply.on for reply in self.replies)

    @property
    def form(self) -> Values:
        """As the form of a problem takes it."""
        return {
            "title": self.title,
            "focus_question": self.question,
            "numbers": self.numbers,
            "observations": self.observations,
            "metric": self.metric,
            "practice": self.practice,
            "student_group": self.group,
            "tried": self.tried,
            "begins_on": self.begins_on,
            "is_anonymous": ["Present it without my name"] if self.is_unnamed else [],
        }


def put(company: Company, problem: Problem) -> None:
    """To the others, by the form."""
    company.on(problem.shared_on, "12:25", problem.presenter, types("/cop problem", problem.form))


def talk_through(company: Company, problem: Problem) -> None:
    """From the first word to what became of it, as far as it is known."""
    for reply in problem.replies:
        company.on(reply.on, reply.at, reply.who, _speaks(problem, reply))
    if problem.reflection is not None:
        _reflect(company, problem, problem.reflection)
    if problem.follow_up is not None:
        _look_back(company, problem, problem.follow_up)


def _speaks(problem: Problem, reply: Reply) -> Act:
    """Whoever presents without a name speaks through the button of the step that is open."""
    if problem.is_unnamed and reply.who == problem.presenter:
        return clicks(reply.button, near=_STEP, values={"words": reply.words})
    return replies(reply.words, to=problem.title)


def _reflect(company: Company, problem: Problem, said: Reflection) -> None:
    values: dict[str, object] = {
        "heard": said.heard,
        "will_try": said.will_try,
        "takeaways": "\n".join(said.takeaways),
        "shares": ["Share them as key learnings"],
    }
    if not problem.is_unnamed:
        values["shows_name"] = ["Show my name with the learnings"]
    company.on(said.on, "11:30", problem.presenter, clicks("Write the reflection", values=values))


def _look_back(company: Company, problem: Problem, said: FollowUp) -> None:
    """The answer to the question that comes two weeks after the close."""
    values: dict[str, object] = {
        "tried": said.tried,
        "went": said.went,
        "result": said.result,
        "learning": said.learning,
        "shares": ["Share it as a key learning"],
    }
    if not problem.is_unnamed:
        values["shows_name"] = ["Show my name with the learning"]
    company.on(
        said.on, "12:15", problem.presenter, clicks("Say how it went", near=problem.title, values=values)
    )
