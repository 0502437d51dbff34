"""The tour: ten steps through a community, from the empty workspace to what its leader offers.

A step is done when the workspace shows it, never because of the words somebody typed; so it may be done in
another order, in other words, and by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.demo.evidence import Evidence
from bot.demo.scenarios.people import ADA, BEN, CARMEN, DMITRI, FARAH, HOME, LEADERS, LENA, ZONE, find
from community.ids import DeliveryKind
from message_templates.ids import ActionId
from sandbox.journal import Entry
from sandbox.model import InstalledApp
from sandbox.page.director import Guide, GuideStep, PointAt, Where
from sandbox.workspace import Workspace

TITLE: Final = "Ten steps through a community"

_NEXT_MESSAGE: Final = PointAt(time="next_message")
_MEETS_ON: Final = 3  # Thursday
_AT_LEAST: Final = timedelta(days=2)  # ahead, so that the reminder of the day before is seen


@dataclass(frozen=True, slots=True)
class _Told:
    """What a step says now. `place` is a channel's name, or "dm" for the conversation with the bot."""

    text: str
    who: str
    place: str
    point_at: PointAt


@dataclass(frozen=True, slots=True)
class _Step:
    """`is_done_by`: whether an entry of the journal shows that it was done."""

    name: str
    title: str
    told: Callable[[Tour], _Told]
    is_done_by: Callable[[Evidence, Entry], bool]


class Tour:
    """The tour of one world. `done` are the names of the steps that were done before.

    Feed it every entry of the journal from then on. A new world has a new tour.
    """

    def __init__(self, workspace: Workspace, app: InstalledApp, done: Iterable[str] = ()) -> None:
        self.evidence = Evidence(workspace, app)
        self._workspace = workspace
        self._app = app
        self._done = {step.name for step in _STEPS} & set(done)

    @property
    def done(self) -> frozenset[str]:
        """The names of the steps that are done, to be kept."""
        return frozenset(self._done)

    def saw(self, entry: Entry) -> bool:
        """Take notice of something that happened; whether the guide looks different now.

        No step is done by time alone: what time brings is in the journal, too.
        """
        is_news = self.evidence.note(entry)
        shown = {step.name for step in _STEPS if step.is_done_by(self.evidence, entry)} - self._done
        self._done |= shown
        return bool(shown) or is_news

    def guide(self, *, is_on: bool, current: int | None) -> Guide:
        """The tour as the page shows it; steps are counted from 0."""
        return Guide(TITLE, [self._shown(step) for step in _STEPS], is_on=is_on, current=current)

    def _shown(self, step: _Step) -> GuideStep:
        told = step.told(self)
        return GuideStep(
            title=step.title,
            text=told.text,
            as_user=self._id_of(told.who),
            where=self._where(told.place),
            point_at=told.point_at,
            is_done=step.name in self._done,
        )

    def _id_of(self, name: str) -> str | None:
        user = find(self._workspace, name)
        return user.id if user is not None else None

    def _where(self, place: str) -> Where | None:
        if place == _DM:
            return Where(dm=self._app.id)
        channels = self._workspace.channels.values()
        return next((Where(channel=one.id) for one in channels if one.name == place), None)

    # --- what the texts need to know

    def meeting_words(self) -> str:
        """A day soon to come, as the command takes it: "Thu 10 Sep 3:30pm"."""
        day = self._workspace.now().astimezone(ZoneInfo(ZONE)).date() + _AT_LEAST
        day += timedelta(days=(_MEETS_ON - day.weekday()) % 7)
        return f"{day:%a} {day.day} {day:%b} 3:30pm"

    def asked_for_feedback(self) -> str | None:
        """The name of somebody who was asked how the convening was: Ben, if he was."""
        asked = self.evidence.people_told(DeliveryKind.FEEDBACK_REQUEST)
        names = [self._workspace.user(user_id).real_name for user_id in asked]
        return BEN if BEN in names else next(iter(names), None)


_DM: Final = "dm"


# --- what the steps say


def _always(text: str, who: str, place: str, point_at: PointAt) -> Callable[[Tour], _Told]:
    told = _Told(text, who, place, point_at)
    return lambda tour: told


def _schedule(tour: Tour) -> _Told:
    return _Told(
        "Convener reads a day, a time, a length and a title. Send the command, add any link to the form, "
        "such as https://meet.example.org, and press “Schedule”.",
        ADA,
        HOME,
        PointAt(composer=f"/cop schedule {tour.meeting_words()} 60m What our exit tickets say"),
    )


def _let_time_pass(tour: Tour) -> _Told:
    """It takes a few presses: reminders to one or the other come on the way."""
    if "problem" not in tour.done:
        text = (
            "Convener works by the clock, and you turn it. In the bar on top press Next “message” until the "
            "reminder of the convening stands here. Who has not answered is asked on the way, once."
        )
    elif not tour.evidence.has(DeliveryKind.RSVP_NUDGE):
        text = (
            "Convener works by the clock, and you turn it. In the bar on top press Next “message” until "
            "Dmitri's problem opens here. On the way he is reminded, and who has not answered is asked, once."
        )
    else:
        text = (
            "Carmen was asked whether she will come: look at Convener under Apps, if you like. Press Next "
            "“message” once more, and Dmitri's problem opens here."
        )
    return _Told(text, CARMEN, HOME, _NEXT_MESSAGE)


def _ask(tour: Tour) -> _Told:
    if not tour.evidence.has(DeliveryKind.PROBLEM_STEP, "2"):
        return _Told(
            "A problem is talked through in steps: first it is laid out, then peers ask. Press Next "
            "“message” until Convener opens the clarifying questions.",
            CARMEN,
            HOME,
            _NEXT_MESSAGE,
        )
    return _Told(
        "Now peers ask for facts. As Carmen, open the thread below the problem and reply: “How long do "
        "you wait after a question?”",
        CARMEN,
        HOME,
        PointAt(control="Reply in thread"),
    )


def _say_how_it_was(tour: Tour) -> _Told:
    asked = tour.asked_for_feedback()
    if asked is None:
        return _Told(
            "Press Next “message” until Ben is asked how it was. On the way come the link, ten minutes "
            "before, and “I'm here” at the start; ten minutes after the end, the question.",
            BEN,
            HOME,
            _NEXT_MESSAGE,
        )
    return _Told(
        "Five ratings and whatever you like to add: write what you learnt, and tick that it may be shared "
        "with your name. The facilitators see ratings from five answers on.",
        asked,
        _DM,
        PointAt(control="Give feedback"),
    )


def _read_digest(tour: Tour) -> _Told:
    if not tour.evidence.has(DeliveryKind.DIGEST_MEMBERS):
        return _Told(
            "The recap comes the next morning, the digest on Friday at three. Press Next “message” until "
            "it is there.",
            CARMEN,
            HOME,
            _NEXT_MESSAGE,
        )
    if tour.evidence.digest_offers(ActionId.ASK_LEADERS):
        return _Told(
            "What people learnt comes first. Answer it as Carmen: choose “Useful to me” in the ⋯ menu beside "
            "a learning, or ask the leaders for something.",
            CARMEN,
            HOME,
            PointAt(control="Ask the leaders"),
        )
    return _Told(
        "Here it is: what people learnt, what is being tried, what comes next. Answer it as Carmen: press "
        "“Share a learning”, or say in its thread what you would try.",
        CARMEN,
        HOME,
        PointAt(control="Share a learning"),
    )


def _offer_help(tour: Tour) -> _Told:
    evidence = tour.evidence
    if evidence.has(DeliveryKind.DIGEST_LEADERS):
        return _Told(
            "Lena leads the district and reads an edition of her own. Press “Offer help”, and the "
            "facilitators hear of it at once. Where to go on: the other scenarios, or README.md, which says "
            "how to install into Slack.",
            LENA,
            LEADERS,
            PointAt(control="Offer help"),
        )
    if evidence.has(DeliveryKind.DIGEST_MEMBERS) and not evidence.is_saved_since_digest:
        return _Told(
            "The leaders have had no edition yet: no channel of theirs was named. Send /cop setup as Ada, "
            "choose district-leaders as the leaders' channel, and save.",
            ADA,
            HOME,
            PointAt(composer="/cop setup"),
        )
    return _Told(
        "Lena leads the district. On Fridays at three her channel gets an edition of its own. Press Next "
        "“message” until it is there; what comes before it goes to others.",
        LENA,
        LEADERS,
        _NEXT_MESSAGE,
    )


# --- what shows that they are done


def _is_posted(kind: DeliveryKind) -> Callable[[Evidence, Entry], bool]:
    return lambda evidence, entry: evidence.is_post(entry, kind)


_STEPS: Final = (
    _Step(
        "setup",
        "Give the community a home",
        _always(
            "You are Ada, who coaches teachers of mathematics. Send this command, fill in the form in a few "
            "words, and choose district-leaders as the leaders' channel.",
            ADA,
            HOME,
            PointAt(composer="/cop setup"),
        ),
        _is_posted(DeliveryKind.COMMUNITY_READY),
    ),
    _Step("schedule", "Call the first convening", _schedule, _is_posted(DeliveryKind.ANNOUNCEMENT)),
    _Step(
        "answer",
        "Answer with one click",
        _always(
            "Now you are Ben, who teaches grade 4. Press “I'll be there” below the announcement: his name "
            "and the count are edited in.",
            BEN,
            HOME,
            PointAt(control="I'll be there"),
        ),
        Evidence.shows_an_answer,
    ),
    _Step(
        "problem",
        "Put a problem to your peers",
        _always(
            "Dmitri is stuck with something in his class. Send the command, say the problem in a line, "
            "ask one question, and press “Share it”.",
            DMITRI,
            HOME,
            PointAt(
                composer="/cop problem Of 40 turns I counted on Tuesday, 31 came from the same five pupils."
            ),
        ),
        Evidence.shows_a_problem,
    ),
    _Step("time", "Let time pass", _let_time_pass, Evidence.came_by_the_clock),
    _Step(
        "cycle",
        "Try something small",
        _always(
            "Farah tests one change in a PDSA cycle: plan, do, study, act. Send the command and give it a "
            "title, a problem and a change; the rest can wait.",
            FARAH,
            HOME,
            PointAt(composer="/cop pdsa start"),
        ),
        _is_posted(DeliveryKind.CYCLE_CARD),
    ),
    _Step("ask", "Ask before you advise", _ask, Evidence.is_reply_to_problem),
    _Step("feedback", "Meet, then say how it was", _say_how_it_was, Evidence.shows_feedback),
    _Step("digest", "Read the week, and answer", _read_digest, Evidence.answers_a_digest),
    _Step("offer", "Remove an obstacle", _offer_help, _is_posted(DeliveryKind.DIGEST_OFFER)),
)
