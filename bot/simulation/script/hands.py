"""How people do things: at the hour they meant to, in their Slack client, again when Slack has trouble."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.simulation.cast import HOME, Cast, Member
from bot.simulation.findings import Findings
from bot.simulation.ledger import Ledger
from bot.simulation.school_year import SchoolYear
from bot.stage.clients import TRIES, Attempt, accept_warnings, patiently
from bot.stage.hours import Diary
from sandbox.errors import SlackError
from sandbox.journal import Entry
from sandbox.people import Outcome
from sandbox.screens import NotOnScreen, ShownMessage
from sandbox.workspace import Workspace

Act = Callable[[Member], Awaitable[None]]

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

_COME_BACK = (HOUR, 5 * HOUR, 24 * HOUR)  # when somebody looks again for what was not there


class Hands:
    """Everybody's. `failed_acts`: what did not work however often it was tried, which must not happen.

    `findings`: what people learnt and said, and whether they agreed to share it.
    """

    def __init__(
        self, year: SchoolYear, cast: Cast, workspace: Workspace, diary: Diary, ledger: Ledger
    ) -> None:
        self.year = year
        self.cast = cast
        self.workspace = workspace
        self._diary = diary
        self._ledger = ledger
        self.failed_acts: list[str] = []
        self.findings = Findings()

    # --- when

    def on(self, day: date, at: time, who: Member, what: str, act: Act) -> None:
        """At that hour on the community's wall."""
        self._diary.at(self.year.moment(day, at), partial(self.perform, who, what, act))

    def later(
        self, member: Member, since: datetime, least: timedelta, most: timedelta, what: str, act: Act
    ) -> None:
        """Some time in between, when they are awake."""
        self._diary.at(member.after(since, least, most), partial(self.perform, member, what, act))

    def soon(self, member: Member, since: datetime, most: timedelta, what: str, act: Act) -> None:
        """Within `most`, at whatever hour: they are looking at it."""
        moment = since + most * member.chance.random()
        self._diary.at(moment, partial(self.perform, member, what, act))

    def insisting(self, what: str, act: Act) -> Act:
        """The same act of somebody who comes back for it later if what they look for is not there yet."""
        return self._trying(what, act, iter(_COME_BACK))

    def _trying(self, what: str, act: Act, waits: Iterator[timedelta]) -> Act:
        async def tried(member: Member) -> None:
            try:
                await act(member)
            except NotOnScreen:
                wait = next(waits, None)
                if wait is None:
                    raise
                self.later(member, self.workspace.now(), wait, wait, what, self._trying(what, act, waits))
                raise

        return tried

    # --- doing it

    async def perform(self, member: Member, what: str, act: Act) -> None:
        """One act. What somebody looks for and cannot find is noted, as it may well be gone by then."""
        try:
            await act(member)
        except (NotOnScreen, SlackError) as missing:
            self._ledger.did(self.workspace.now(), member.person.id, what, missed=str(missing)[:200])
            if member.person.modal is not None:
                await member.person.closes_modal()
            return
        self._ledger.did(self.workspace.now(), member.person.id, what)

    async def until_it_works(self, member: Member, attempt: Attempt) -> Outcome:
        """Press again when Slack shows trouble, as people do; what does not end it is noted."""
        outcome = await patiently(member.person, attempt)
        if outcome.trouble is not None:
            self.failed_acts.append(f"{member.person.name}: {outcome.trouble}")
        return outcome

    def runs(self, command: str, channel: str = HOME) -> Act:
        async def act(member: Member) -> None:
            await self.until_it_works(member, partial(member.person.runs, command, channel))

        return act

    async def asks(self, member: Member, command: str, words: str) -> ShownMessage:
        """Run a command until its answer, with these words in it, is there. Raises `NotOnScreen`."""
        for _ in range(TRIES):
            seen = {shown.ts for shown in member.person.ephemerals}
            await self.until_it_works(member, partial(member.person.runs, command, HOME))
            for shown in reversed(member.person.ephemerals):
                if shown.ts not in seen and words in shown.text:
                    return shown
        raise NotOnScreen(f"{command} was not answered with {words!r}")

    async def opens(self, member: Member, command: str) -> None:
        """Run a command until its form is there: a form that did not open is asked for again."""
        await self.opening(member, command, partial(member.person.runs, command, HOME))

    async def press(self, member: Member, message: ShownMessage, button: str) -> None:
        """Press a button until its form is there."""
        await self.opening(member, button, partial(member.person.clicks, button, message=message))

    async def opening(self, member: Member, what: str, attempt: Attempt) -> None:
        """Do it until there is a form. Raises `NotOnScreen`."""
        for _ in range(TRIES):
            outcome = await self.until_it_works(member, attempt)
            if outcome.modal is not None:
                return
        seen = member.person.last_seen_text[:200]
        raise NotOnScreen(f"{what} opened no form; on the screen: {seen}")

    async def submits(self, member: Member, values: Mapping[str, object]) -> None:
        """Send a form; a warning is accepted, an error ends the attempt and is noted."""
        values, shared = self.findings.in_form(member, values)
        sent_at = self.workspace.now()
        outcome = await self.until_it_works(member, partial(member.person.submits, values))
        if await accept_warnings(member.person):
            outcome = await self.until_it_works(member, member.person.submits)
        if outcome.errors:
            self.failed_acts.append(f"{member.person.name}: {dict(outcome.errors)}")
            await member.person.closes_modal()
            return
        for finding in shared:
            finding.agreed_at = sent_at

    def clicks(self, button: str, entry: Entry) -> Act:
        async def act(member: Member) -> None:
            await self.clicks_on(member, self.still_there(member, entry), button)

        return act

    async def clicks_on(self, member: Member, message: ShownMessage, button: str) -> None:
        await self.until_it_works(member, partial(member.person.clicks, button, message=message))

    def fills_in(self, button: str, entry: Entry, values: Mapping[str, object]) -> Act:
        """Press a button of that message and send its form with these values."""

        async def act(member: Member) -> None:
            await self.press(member, self.still_there(member, entry), button)
            await self.submits(member, values)

        return act

    def replies(self, text: str, entry: Entry) -> Act:
        """Write that below the message."""

        async def act(member: Member) -> None:
            await member.person.posts(text, thread=self.still_there(member, entry))

        return act

    # --- seeing

    def still_there(self, member: Member, entry: Entry) -> ShownMessage:
        """The message as it looks to them now. Raises `NotOnScreen`."""
        channel = self.workspace.channels.get(entry.channel or "")
        message = channel.messages.get(entry.ts or "") if channel else None
        if channel is None or message is None or member.person.id not in channel.members:
            raise NotOnScreen("the message is gone")
        return member.person.screen.shown(message)

    def addressee(self, entry: Entry) -> Member | None:
        """Whose direct message it is, if it is anybody's of the cast."""
        return self.cast.find(entry.user) if entry.user else None

    def channel_id(self, name: str) -> str:
        return next(channel.id for channel in self.workspace.channels.values() if channel.name == name)
