"""Problems of practice: who shares one, who asks, who talks out of turn, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from functools import partial

from bot.simulation.cast import HOME, Habit, Member
from bot.simulation.script.cycles import CycleScenes
from bot.simulation.script.everyday import leaves
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.script.words import HOSTILE_TEXT
from bot.simulation.thread_audit import Unnamed
from bot.simulation.threads import Manner, Thread, plan_threads
from sandbox.journal import Entry
from sandbox.screens import NotOnScreen, ShownMessage

NEXT_STEP, REFLECT, SAY = "Next step", "Write the reflection", "Say something"

_TRIED = "Sentence starters on the board: helped for a week"
_QUESTIONS = (
    "Is it the same eleven each time?",
    "Since when have you seen this?",
    "What would you hope to notice if you watched that quarter of an hour?",
    "Who explains to whom in the pairs?",
)
_OFF_STEP = (
    "You should try to give them exit tickets with a first line on it.",
    "In my class we had the very same thing last year and it went away by itself after the break.",
    "Have you tried seating them in pairs?",
)
_THOUGHTS = (
    "Mine write a first line before anybody speaks.",
    "That helped those who never began in my class, too.",
    "Reading it aloud twice changed who begins.",
)


class ProblemScenes:
    """`threads` are all the problems that were, or are to be, shared."""

    def __init__(self, hands: Hands, cycles: CycleScenes) -> None:
        self._hands = hands
        self._cycles = cycles
        self.threads = plan_threads(hands.cast, cycles.crews, hands.year)
        self.reactions: Mapping[str, Callable[[Entry], None]] = {
            "problems.opening": self._on_opening,
            "problems.step": self._on_step,
            "problems.invitation": self._on_invitation,
            "problems.unanswered": self._on_unanswered,
            "problems.needs_facilitator": self._on_needs_facilitator,
            "problems.closed": self._on_closed,
            "problems.follow_up": self._on_follow_up,
            "problems.similar": self._on_similar,
        }

    @property
    def unnamed(self) -> list[Unnamed]:
        """Those who present without a name, and who may know it."""
        facilitators = [member.person.id for member in self._hands.cast.facilitators]
        return [
            Unnamed(
                title=thread.begins_title,
                traces=(thread.presenter.person.id, thread.presenter.person.name),
                may_know=(*facilitators, thread.presenter.person.id),
            )
            for thread in self.threads
            if thread.is_anonymous
        ]

    # --- plans

    def begin(self) -> None:
        """Write into the diary who shares what when, and who looks at it."""
        hands, year = self._hands, self._hands.year
        for thread in self.threads:
            shares = hands.insisting("shares a problem", partial(self._shares, thread))
            hands.on(year.day(thread.week), time(10, 40), thread.presenter, "shares a problem", shares)
        for week in range(year.weeks):
            second = hands.cast.facilitators[1]
            hands.on(year.day(week, 3), time(10, 35), second, "looks at problems", self._looks_around)

    async def _shares(self, thread: Thread, member: Member) -> None:
        if thread.manner is Manner.STEERED:
            await self._opens_from_message(member)
        else:
            await self._hands.opens(member, "/cop problem")
        await self._hands.submits(member, self._form_of(thread))

    async def _opens_from_message(self, member: Member) -> None:
        said = await member.person.posts("Half my class leaves the word problem blank.", channel=HOME)
        use = partial(member.person.uses_message_shortcut, "Make this a problem", said)
        await self._hands.opening(member, "Make this a problem", use)

    def _form_of(self, thread: Thread) -> dict[str, object]:
        hostile = {"observations": HOSTILE_TEXT} if thread.presenter.habit is Habit.HOSTILE else {}
        unnamed = {"is_anonymous": ["Present it without my name"]} if thread.is_anonymous else {}
        tomorrow = self._hands.year.day_of(self._hands.workspace.now()) + timedelta(days=1)
        live = {"begins_on": tomorrow, "begins_time": time(15), "pace": "Live"} if thread.is_live else {}
        return {
            "title": thread.title,
            "focus_question": "How could I get them to begin by themselves?",
            "numbers": "11 of 24 exit tickets blank, three weeks in a row",
            "metric": "Exit tickets handed in",
            "student_group": f"Grade {3 + thread.number % 4}",
            "practice": "Independent practice after a worked example",
            "tried": _TRIED,
            "begins_time": time(9),
            **hostile,
            **unnamed,
            **live,
        }

    async def _looks_around(self, member: Member) -> None:
        """A facilitator looks at the list, at the first problem in it, and at the balance of its voices."""
        page = await self._hands.asks(member, "/cop problems", "Problems of practice in")
        if "Show" in page.buttons:
            await self._hands.clicks_on(member, page, "Show")
            await member.person.clicks("Balance of voices", channel=HOME)

    # --- the thread

    def _on_opening(self, entry: Entry) -> None:
        thread = next(one for one in self.threads if one.begins_title in entry.text)
        thread.opening, thread.id = entry, _problem_id(entry)

    def _on_step(self, entry: Entry) -> None:
        thread = self._thread_of(entry)
        step = int((entry.key or "").split(":")[2])
        if thread.manner is Manner.QUIET:
            return
        match step:
            case 1:
                self._present(thread, entry)
            case 2 | 3:
                self._ask(thread, entry, step)
            case 4:
                self._discuss(thread, entry)
            case 5:
                self._reflect(thread, entry)
            case _:
                self._linger(thread, entry)

    def _present(self, thread: Thread, entry: Entry) -> None:
        self._presenter_says(thread, entry, SAY, "It begins when they work alone.")
        for peer in self._peers(thread, 0.2):
            self._reply(thread, entry, peer, "Thank you for sharing this.")
        if thread.manner is Manner.STEERED:
            moves = self._hands.clicks(NEXT_STEP, entry)
            self._hands.later(thread.presenter, entry.at, 4 * HOUR, 6 * HOUR, "moves on", moves)

    def _ask(self, thread: Thread, entry: Entry, step: int) -> None:
        for peer in self._peers(thread, 0.45):
            is_off = peer.chance.random() < 0.25
            self._reply(thread, entry, peer, peer.chance.choice(_OFF_STEP if is_off else _QUESTIONS))
        if step == 2:
            self._presenter_says(thread, entry, "Answer", "Mostly the same ones, yes.")
        if thread.manner is Manner.LEAVING and step == 2:
            gone = partial(leaves, self._hands)
            self._hands.later(thread.presenter, entry.at, 2 * HOUR, 3 * HOUR, "leaves midway", gone)
        if thread.manner is Manner.STEERED:
            self._steer(thread, entry, step)

    def _steer(self, thread: Thread, entry: Entry, step: int) -> None:
        presenter = thread.presenter
        if step == 3:
            more = self._hands.clicks("More time", entry)
            self._hands.later(presenter, entry.at, HOUR, 3 * HOUR, "gives more time", more)
            return
        pauses, resumes = self._hands.clicks("Pause", entry), self._hands.clicks("Resume", entry)
        self._hands.later(presenter, entry.at, HOUR, 3 * HOUR, "pauses a thread", pauses)
        resuming = self._hands.insisting("resumes a thread", resumes)
        self._hands.later(presenter, entry.at, 26 * HOUR, 30 * HOUR, "resumes a thread", resuming)

    def _discuss(self, thread: Thread, entry: Entry) -> None:
        for peer in self._peers(thread, 0.5):
            said = HOSTILE_TEXT if peer.habit is Habit.HOSTILE else peer.chance.choice(_THOUGHTS)
            self._reply(thread, entry, peer, said)
        if not thread.is_anonymous and thread.presenter.chance.random() < 0.5:
            self._reply(thread, entry, thread.presenter, "But I have done all of that and it did not work.")

    def _reflect(self, thread: Thread, entry: Entry) -> None:
        if thread.is_live:
            return  # everybody has gone home; it closes by itself
        is_gone = thread.presenter not in self._hands.cast.members
        member = self._hands.cast.facilitators[0] if is_gone else thread.presenter
        reflection: dict[str, object] = {
            "heard": "That I come to the rescue too soon",
            "will_try": "Wait three minutes before I help, for two weeks",
            "takeaways": "Waiting is a way of helping\nA first line spoken in pairs is half the work",
            "shares": ["Share them as key learnings"],
        }
        writes = self._hands.fills_in(REFLECT, entry, reflection)
        self._hands.later(member, entry.at, 0.5 * HOUR, 7 * HOUR, "writes the reflection", writes)

    def _linger(self, thread: Thread, entry: Entry) -> None:
        for peer in self._peers(thread, 0.05):
            self._reply(thread, entry, peer, "You should see what mine did with it this week.")

    # --- voices

    def _peers(self, thread: Thread, share: float) -> Sequence[Member]:
        """Those who speak of their own accord this time."""
        return [
            member
            for member in self._hands.cast.members
            if member is not thread.presenter
            and member.habit in (Habit.KEEN, Habit.HOSTILE)
            and member.chance.random() < share
        ]

    def _presenter_says(self, thread: Thread, entry: Entry, button: str, words: str) -> None:
        if thread.is_anonymous:
            says = self._hands.fills_in(button, entry, {"words": words})
            self._hands.later(thread.presenter, entry.at, 0.2 * HOUR, 2 * HOUR, "speaks without a name", says)
        else:
            self._reply(thread, entry, thread.presenter, words)

    def _reply(self, thread: Thread, entry: Entry, member: Member, text: str) -> None:
        says = partial(self._says, thread, text)
        if thread.is_live:
            self._hands.soon(member, entry.at, 4 * MINUTE, "replies", says)
        else:
            self._hands.later(member, entry.at, 0.1 * HOUR, 8 * HOUR, "replies", says)

    async def _says(self, thread: Thread, text: str, member: Member) -> None:
        if thread.opening is None:
            raise NotOnScreen("the thread has not begun")
        post = self._hands.still_there(member, thread.opening)
        thread.replies[member.person.id] = await member.person.posts(text, thread=post)

    def _on_invitation(self, entry: Entry) -> None:
        thread, member = self._thread_of(entry), self._hands.addressee(entry)
        if member is None or thread.manner is Manner.QUIET:
            return
        if member.habit is Habit.SILENT:
            if member.chance.random() < 0.3:
                self._soon_clicks(member, entry, "Not for me")
        elif member.habit is Habit.FORGETFUL:
            self._soon_clicks(member, entry, "Skip this one")
        else:
            self._reply(thread, entry, member, member.chance.choice(_QUESTIONS))

    def _soon_clicks(self, member: Member, entry: Entry, button: str) -> None:
        click = self._hands.clicks(button, entry)
        self._hands.later(member, entry.at, 0.2 * HOUR, 5 * HOUR, f"clicks {button}", click)

    def saw_whisper(self, entry: Entry) -> None:
        """A hint: some rewrite what they said, some take it back, some want no hints."""
        thread = next(
            (one for one in self.threads if one.opening and one.opening.ts == entry.thread_ts), None
        )
        member = self._hands.addressee(entry)
        if thread is None or member is None:
            return
        luck = member.chance.random()
        if luck < 0.3:
            self._heeds(member, entry, "rewrites a reply", partial(_rewrites, thread))
        elif luck < 0.5:
            self._heeds(member, entry, "takes a reply back", partial(_takes_back, thread))
        elif luck < 0.7:
            self._heeds(member, entry, "wants no hints", partial(self._wants_no_hints, entry))

    def _heeds(self, member: Member, entry: Entry, what: str, act: Act) -> None:
        self._hands.soon(member, entry.at, 10 * MINUTE, what, act)

    async def _wants_no_hints(self, entry: Entry, member: Member) -> None:
        hint = next((shown for shown in member.person.ephemerals if shown.ts == entry.ts), None)
        if hint is None:
            raise NotOnScreen("the hint is gone")
        await self._hands.clicks_on(member, hint, "Not now")

    # --- facilitators, and afterwards

    def _on_unanswered(self, entry: Entry) -> None:
        thread, first = self._thread_of(entry), self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is not first:
            return
        thread.times_quiet += 1
        act: Act = partial(self._goes_on, entry)
        if thread.times_quiet > 1:
            act = self._hands.fills_in("End early", entry, {"reason": "It was not the time for it"})
        self._hands.later(first, entry.at, HOUR, 6 * HOUR, "decides about a quiet thread", act)

    async def _goes_on(self, entry: Entry, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        button = NEXT_STEP if NEXT_STEP in message.buttons else "Close it"
        await self._hands.clicks_on(member, message, button)

    def _on_needs_facilitator(self, entry: Entry) -> None:
        first = self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is first:
            takes_over = self._hands.clicks("Take over", entry)
            self._hands.later(first, entry.at, 0.5 * HOUR, 4 * HOUR, "takes over", takes_over)

    def _on_closed(self, entry: Entry) -> None:
        """The first who is helped under their own name tries something by themselves."""
        thread, member = self._thread_of(entry), self._hands.addressee(entry)
        if member is thread.presenter and thread is self.threads[0]:
            self._cycles.starts_alone(member, entry, f"Alone after case {thread.number}")

    def _on_follow_up(self, entry: Entry) -> None:
        member = self._hands.addressee(entry)
        if member is not None:
            answer: dict[str, object] = {
                "tried": "Three minutes of waiting",
                "went": "It helped",
                "learning": "Five of the eleven begin now",
                "shares": ["Share it as a key learning"],
            }
            says = self._hands.fills_in("Say how it went", entry, answer)
            self._hands.later(member, entry.at, HOUR, 20 * HOUR, "says how it went", says)

    def _on_similar(self, entry: Entry) -> None:
        first = self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is first:
            considers = partial(self._considers_convening, entry)
            self._hands.later(first, entry.at, HOUR, 9 * HOUR, "thinks of a convening", considers)

    async def _considers_convening(self, entry: Entry, member: Member) -> None:
        """Looks at the form, filled in, and leaves it for another day."""
        await self._hands.press(member, self._hands.still_there(member, entry), "Plan a convening on it")
        await member.person.closes_modal()

    def _thread_of(self, entry: Entry) -> Thread:
        """Raises `StopIteration` for a problem nobody of the script shared, which cannot be."""
        problem_id = _problem_id(entry)
        return next(thread for thread in self.threads if thread.id == problem_id)


async def _rewrites(thread: Thread, member: Member) -> None:
    await member.person.edits(_reply_of(thread, member), "What have you seen them do first?")


async def _takes_back(thread: Thread, member: Member) -> None:
    await member.person.deletes(_reply_of(thread, member))


def _reply_of(thread: Thread, member: Member) -> ShownMessage:
    reply = thread.replies.get(member.person.id)
    if reply is None:
        raise NotOnScreen("they have said nothing")
    return reply


def _problem_id(entry: Entry) -> str:
    return (entry.key or "").split(":")[1]
