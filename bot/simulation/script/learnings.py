"""Key learnings: who shares one and how, whose message is kept with their yes or not, who finds it useful."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import partial
from itertools import cycle

from bot.simulation.cast import HOME, Habit, Member
from bot.simulation.findings import MARK, Finding
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.script.words import HOSTILE_TEXT
from bot.stage.clients import TRIES, beside
from sandbox.journal import Entry
from sandbox.screens import NotOnScreen, ShownMessage

BULB, PARTY = "bulb", "tada"
KEEP, TAKE_BACK, SHARE = "Save as key learning", "Take it back", "Share a learning"
USEFUL, ASK = "Useful to me", "Ask about it"
CHANGE = "Change my answers"
YES, YES_UNNAMED, NO = "Yes, with my name", "Yes, without my name", "No"

_A_WEEK, _A_RICH_WEEK, _RICH = 4, 12, 3  # learnings said in most weeks, and in every third
_KEPT, _ASKED = ("Kept as a key learning", "Somebody had shared this before"), ("I ask ",)
_WORDS = (
    "ten seconds of silence bring up hands that were never up before",
    "exit tickets with one question are read, those with four are not",
    "a first line on the board helps those who never begin",
    "pairs who choose their own problem talk about it longer",
    "drawing before writing shows who has understood",
)
_KINDS = ("Success", "Strategy that works", "Did not work", "Challenge", "Question", "Resource")
_REGRETS = 3  # of so many recaps all but one tell something that is taken back afterwards
_POPULAR = 8  # every so many are found useful by everybody, in the week after they were told

_ActOn = Callable[[Member, ShownMessage], Awaitable[None]]


class Way(StrEnum):
    """How a learning is said, and what its author agrees to. One after the other they are met."""

    FORM = "form"
    FRIENDS_YES = "reaction of another, yes"
    OWN_REACTION = "own reaction"
    FORM_UNNAMED = "form, without a name"
    FRIENDS_NO = "reaction of another, no"
    TAKEN_BACK_SOON = "form, taken back at once"
    SHORTCUT_UNNAMED = "shortcut of another, yes without a name"
    FRIENDS_UNDONE = "reaction of another, undone"
    TWICE = "form, said by two in the same words"
    OWN_UNDONE = "own reaction, undone"
    OWN_SHORTCUT = "own shortcut"
    UNANSWERED = "shortcut of another, never answered"
    TAKEN_BACK_LATE = "form, taken back when it was told"
    UNMARKED = "message with another emoji"

    @property
    def by_message(self) -> bool:
        return "form" not in self.value


_ANSWERS: Mapping[Way, str] = {
    Way.FRIENDS_YES: YES,
    Way.SHORTCUT_UNNAMED: YES_UNNAMED,
    Way.FRIENDS_NO: NO,
    Way.FRIENDS_UNDONE: YES,  # too late: it is not asked any more
}


class LearningScenes:
    """What members do with learnings, besides what comes with feedback, cycles and problems."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._ways: dict[int, Way] = {}
        self._done: set[tuple[str, int]] = set()  # who found which useful
        self._recaps = 0
        self.reactions: Mapping[str, Callable[[Entry], None]] = {
            "learnings.request": self._on_request,
            "learnings.question": self._on_question,
            "convenings.recap": self._on_recap,
        }

    # --- plans

    def begin(self) -> None:
        """Write into the diary who says what when."""
        hands, year = self._hands, self._hands.year
        ways, people = cycle(Way), self._people()
        for week in range(year.weeks):
            if year.is_in_winter_break(year.day(week)):
                continue
            for number in range(_A_WEEK if week % _RICH else _A_RICH_WEEK):
                day, hour = year.day(week, 1 + number % 3), time(9 + number % 7, 10 + 4 * number)
                member, other = next(people), next(people)
                says = partial(self._says, next(ways), other)
                hands.on(day, hour, member, "says what they learnt", says)
        for week in range(1, year.weeks, 2):
            reader = next(people)
            hands.on(year.day(week, 2), time(12, 50), reader, "reads learnings", hands.runs("/cop learnings"))

    def _people(self) -> Iterator[Member]:
        """In turn; the last two leave and move away. An odd number of them makes everybody say and hear."""
        settled = self._hands.cast.members[:-2]
        return cycle(settled if len(settled) % 2 else settled[:-1])

    async def _says(self, way: Way, other: Member, member: Member) -> None:
        number = len(self._hands.findings.by_number)
        words = HOSTILE_TEXT if member.habit is Habit.HOSTILE else _WORDS[number % len(_WORDS)]
        finding = self._hands.findings.new(member, way.value, words)
        self._ways[finding.number] = way
        if way.by_message:
            await self._says_in_channel(way, finding, other, member)
        else:
            await self._says_by_form(way, finding, other, member)

    # --- by form

    async def _says_by_form(self, way: Way, finding: Finding, other: Member, member: Member) -> None:
        await self._fills_form(finding, member, is_named=way is not Way.FORM_UNNAMED)
        if way is Way.TWICE:
            again = partial(self._says_the_same, finding)
            self._later(other, HOUR, 2 * HOUR, "says the same", again)
        elif way is Way.TAKEN_BACK_SOON:
            self._takes_back_later(finding, HOUR, 2 * HOUR)
        elif way is Way.TAKEN_BACK_LATE:
            self._takes_back_later(finding, timedelta(days=7), timedelta(days=8))

    async def _fills_form(self, finding: Finding, member: Member, *, is_named: bool) -> None:
        await self._hands.opens(member, "/cop learning")
        await self._sends_form(finding, member, is_named=is_named)

    async def _sends_form(self, finding: Finding, member: Member, *, is_named: bool) -> None:
        agreed_at = self._now()
        values = {
            "text": finding.text,
            "kind": _KINDS[finding.number % len(_KINDS)],
            "tags": "Grade 4, exit tickets" if finding.number % 3 == 0 else "",
            "shows_name": ["Show my name with it"] if is_named else [],
        }
        await self._hands.submits(member, values)
        finding.agreed_at, finding.is_named = agreed_at, is_named

    async def _says_the_same(self, finding: Finding, member: Member) -> None:
        """In other letters: it is the same to whoever compares words."""
        await self._hands.opens(member, "/cop learning")
        await self._hands.submits(member, {"text": f"{finding.mark} {finding.words.upper()}!"})

    def _takes_back_later(self, finding: Finding, least: timedelta, most: timedelta) -> None:
        takes_back = self._hands.insisting("takes it back", partial(self._takes_back, finding))
        self._later(finding.author, least, most, "takes it back", takes_back)

    async def _takes_back(self, finding: Finding, member: Member) -> None:
        shown = await self._hands.asks(member, f'/cop learnings "{finding.mark}"', finding.mark)
        finding.taken_back_at = self._now()
        await self._hands.clicks_on(member, shown, TAKE_BACK)

    # --- by message

    async def _says_in_channel(self, way: Way, finding: Finding, other: Member, member: Member) -> None:
        said = await member.person.posts(finding.text, channel=HOME)
        match way:
            case Way.OWN_REACTION | Way.OWN_UNDONE:
                self._later(member, MINUTE, HOUR, "keeps their own", partial(self._keeps_own, finding, said))
            case Way.OWN_SHORTCUT:
                saves = partial(self._saves_own, finding, said)
                self._later(member, MINUTE, HOUR, "saves their own", saves)
            case Way.FRIENDS_YES | Way.FRIENDS_NO | Way.FRIENDS_UNDONE:
                self._later(other, MINUTE, HOUR, "marks another's", partial(self._marks, way, said))
            case Way.SHORTCUT_UNNAMED | Way.UNANSWERED:
                self._later(other, MINUTE, HOUR, "saves another's", partial(self._saves, said, _ASKED))
            case _:
                cheers = partial(other.person.reacts, PARTY, said)
                self._later(other, MINUTE, HOUR, "cheers", lambda _: cheers())

    async def _keeps_own(self, finding: Finding, said: ShownMessage, member: Member) -> None:
        agreed_at = self._now()
        await self._reacts(said, _KEPT, member)
        finding.agreed_at = agreed_at
        if self._ways[finding.number] is Way.OWN_UNDONE:
            undoes = partial(self._undoes_own, finding, said)
            self._later(member, 5 * MINUTE, HOUR, "undoes it", undoes)

    async def _undoes_own(self, finding: Finding, said: ShownMessage, member: Member) -> None:
        finding.taken_back_at = self._now()
        await member.person.takes_back(BULB, said)

    async def _saves_own(self, finding: Finding, said: ShownMessage, member: Member) -> None:
        agreed_at = self._now()
        await self._saves(said, _KEPT, member)
        finding.agreed_at = agreed_at

    async def _marks(self, way: Way, said: ShownMessage, member: Member) -> None:
        await self._reacts(said, _ASKED, member)
        if way is Way.FRIENDS_UNDONE:
            undoes = partial(member.person.takes_back, BULB, said)
            self._later(member, 5 * MINUTE, 15 * MINUTE, "undoes it", lambda _: undoes())

    async def _saves(self, said: ShownMessage, answers: Sequence[str], member: Member) -> None:
        """By the shortcut on the message, until the bot answers."""
        for _ in range(TRIES):
            seen = _told(member)
            await self._hands.until_it_works(member, partial(member.person.uses_message_shortcut, KEEP, said))
            if _was_told(member, seen, answers):
                return
        raise NotOnScreen("the shortcut was not answered")

    async def _reacts(self, said: ShownMessage, answers: Sequence[str], member: Member) -> None:
        """With the community's emoji; taken back and put there again if the bot says nothing."""
        for attempt in range(TRIES):
            if attempt:
                await member.person.takes_back(BULB, said)
            seen = _told(member)
            await member.person.reacts(BULB, said)
            if _was_told(member, seen, answers):
                return
        raise NotOnScreen("the reaction was not answered")

    # --- answers

    def _on_request(self, entry: Entry) -> None:
        member, finding = self._hands.addressee(entry), self._hands.findings.find(str(entry.blocks))
        if member is None or finding is None:
            return
        answer = _ANSWERS.get(self._ways[finding.number])
        if answer is not None:
            answers = partial(self._answers, finding, entry, answer)
            self._later(member, HOUR, 12 * HOUR, "answers whether it may be kept", answers)

    async def _answers(self, finding: Finding, entry: Entry, answer: str, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        if answer not in message.buttons:
            raise NotOnScreen("there is nothing to answer any more")
        agreed_at = self._now()
        await self._hands.clicks_on(member, message, answer)
        if answer != NO:
            finding.agreed_at, finding.is_named = agreed_at, answer == YES

    def _on_question(self, entry: Entry) -> None:
        """In a digest's thread authors answer as people do there, every other one by the button."""
        finding = self._hands.findings.find(str(entry.blocks))
        if finding is None:
            return
        member = self._hands.addressee(entry) or finding.author
        if member.habit is Habit.SILENT:
            return
        words = HOSTILE_TEXT if member.habit is Habit.HOSTILE else "Begin with one class, and time it."
        if entry.user is None and finding.number % 2:
            answers = self._hands.replies(words, entry)
        else:
            answers = self._hands.fills_in("Answer", entry, {"words": words})
        self._later(member, HOUR, 20 * HOUR, "answers a question", answers)

    def _on_recap(self, entry: Entry) -> None:
        self._recaps += 1
        people = self._hands.cast.members[:-2]
        shares = partial(self._shares_from_recap, entry)
        member = people[self._recaps % len(people)]
        self._later(member, HOUR, 9 * HOUR, "shares a learning from a recap", shares)
        told = [self._hands.findings.by_number[number] for number in _told_in(entry)]
        if told and self._recaps % _REGRETS:
            what = "takes back what the recap told"
            takes_back = self._hands.insisting(what, partial(self._takes_back_from_recap, told[0]))
            self._later(told[0].author, HOUR, 9 * HOUR, what, takes_back)

    async def _takes_back_from_recap(self, finding: Finding, member: Member) -> None:
        """By changing their answer, for it may have no name: where it is confirmed, beside the request."""
        thanked = [shown for shown in _told(member).values() if CHANGE in shown.buttons]
        if not thanked:
            raise NotOnScreen("there is no answer to change")
        await self._hands.press(member, max(thanked, key=lambda shown: float(shown.ts)), CHANGE)
        if member.person.modal is None or finding.mark not in str(dict(member.person.modal.values)):
            raise NotOnScreen("the newest feedback is on another convening")
        finding.taken_back_at = self._now()
        await self._hands.submits(member, {"shares_learning": []})

    async def _shares_from_recap(self, entry: Entry, member: Member) -> None:
        finding = self._hands.findings.new(member, "recap", _WORDS[self._recaps % len(_WORDS)])
        await self._hands.press(member, self._hands.still_there(member, entry), SHARE)
        await self._sends_form(finding, member, is_named=self._recaps % 2 == 0)

    # --- readers

    def saw_digest(self, entry: Entry) -> None:
        """Of the members: some find something useful, everybody what is popular, and somebody asks."""
        told = _told_in(entry)
        for member in self._hands.cast.members:
            if member.habit in (Habit.KEEN, Habit.HOSTILE):
                popular = [number for number in told if number % _POPULAR == 0]
                some = [number for number in told if member.chance.random() < 0.2]
                for number in dict.fromkeys((*popular, *some)):
                    self._endorses_later(member, entry, number)
        asker = self._hands.cast.members[len(told) % len(self._hands.cast.members)]
        for number in told[:1]:
            asks = self._beside(entry, number, partial(self._asks_about, number))
            self._later(asker, 2 * HOUR, 30 * HOUR, "asks about a learning", asks)

    def _endorses_later(self, member: Member, entry: Entry, number: int) -> None:
        finding = self._hands.findings.by_number[number]
        if finding.author is member or (member.person.id, number) in self._done:
            return
        self._done.add((member.person.id, number))
        endorses = self._beside(entry, number, partial(self._hands.clicks_on, button=USEFUL))
        self._later(member, HOUR, 60 * HOUR, "finds it useful", endorses)

    async def _asks_about(self, number: int, member: Member, shown: ShownMessage) -> None:
        if self._hands.findings.by_number[number].author is member:
            raise NotOnScreen("it is their own")
        await self._hands.press(member, shown, ASK)
        await self._hands.submits(member, {"words": f"How did you begin with {number}?"})

    def _beside(self, entry: Entry, number: int, act: _ActOn) -> Act:
        """Do it with the menu that stands beside the learning."""

        async def acts(member: Member) -> None:
            shown = self._hands.still_there(member, entry)
            await act(member, beside(shown, f"Finding {number}:"))

        return acts

    def _later(self, member: Member, least: timedelta, most: timedelta, what: str, act: Act) -> None:
        self._hands.later(member, self._now(), least, most, what, act)

    def _now(self) -> datetime:
        return self._hands.workspace.now()


def _told_in(entry: Entry) -> list[int]:
    """The findings told there, by number: learnings without a name stand in an order that no seed decides."""
    return sorted({int(number) for number in MARK.findall(str(entry.blocks))})


def _told(member: Member) -> dict[str, ShownMessage]:
    """What the bot said to them alone."""
    return {shown.ts: shown for shown in (*member.person.ephemerals, *member.person.dms)}


def _was_told(member: Member, seen: Collection[str], answers: Sequence[str]) -> bool:
    new = (shown for ts, shown in _told(member).items() if ts not in seen)
    return any(answer in shown.text for shown in new for answer in answers)
