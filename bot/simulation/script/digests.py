"""Digests: drafts that facilitators edit, hold and send, and what leaders and members answer to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from enum import StrEnum
from functools import partial

from bot.simulation.cast import Member
from bot.simulation.digest_audit import Review
from bot.simulation.findings import MARK
from bot.simulation.script.hands import HOUR, MINUTE, Act, Hands
from bot.simulation.script.learnings import LearningScenes
from sandbox.journal import Entry
from sandbox.model import Json
from sandbox.screens import NotOnScreen, ShownView

EDIT, HOLD, RELEASE, SEND = "Edit", "Hold", "Release", "Send now"
OFFER, OUTCOME, ASK_LEADERS = "Offer help", "Say what came of it", "Ask the leaders"

_CALM_AT_END = 2  # weeks before the end in which nothing is put off


class Mood(StrEnum):
    """What the facilitator does with a draft. One after the other they are met."""

    EDITS = "edits"
    HOLDS = "holds"  # past its hour
    SENDS = "sends"  # at once
    TRUSTS = "trusts"  # does nothing
    LEAVES_OUT = "leaves out"  # the learnings
    REGRETS = "regrets"  # holds it, and releases it before its hour


class DigestScenes:
    """`reviews`: what became of the drafts."""

    def __init__(self, hands: Hands, learnings: LearningScenes) -> None:
        self._hands = hands
        self._learnings = learnings
        self._told: set[str] = set()  # marks
        self._moods: dict[str, Mood] = {}  # by digest
        self._count = 0
        self.reviews: list[Review] = []
        self.reactions: Mapping[str, Callable[[Entry], None]] = {
            "digests.draft": self._on_draft,
            "digests.members": self._on_digest,
            "digests.more": self._on_more,
            "digests.leaders": self._on_leaders,
            "digests.offer": self._on_offer,
        }

    def begin(self) -> None:
        """Write into the diary who looks at digests."""
        hands, year = self._hands, self._hands.year
        for week in range(2, year.weeks, 4):
            reader, facilitator = hands.cast.members[3 % len(hands.cast.members)], hands.cast.facilitators[0]
            hands.on(year.day(week, 1), time(12, 5), reader, "reads a digest", hands.runs("/cop digest"))
            looks = hands.runs("/cop digest preview")
            hands.on(year.day(week, 1), time(12, 10), facilitator, "previews a digest", looks)
            hands.on(year.day(week, 4), time(12, 15), facilitator, "settles an ask", self._settles)

    # --- drafts

    def _on_draft(self, entry: Entry) -> None:
        digest, first = _digest_of(entry), self._hands.cast.facilitators[0]
        if self._hands.addressee(entry) is not first or digest in self._moods:
            return  # the second facilitator trusts the first
        mood = list(Mood)[len(self._moods) % len(Mood)]
        self._moods[digest] = mood
        if self._is_near_the_end() and mood in (Mood.HOLDS, Mood.LEAVES_OUT):
            return
        match mood:
            case Mood.EDITS:
                self._later(first, "edits the draft", partial(self._edits, entry))
            case Mood.LEAVES_OUT:
                self._later(first, "leaves the learnings out", partial(self._leaves_out, entry))
            case Mood.HOLDS | Mood.REGRETS:
                self._later(first, "holds the digest", partial(self._holds, entry, mood))
            case Mood.SENDS:
                self._later(first, "sends the digest", partial(self._sends, entry))
            case _:
                pass

    def _later(self, member: Member, what: str, act: Act) -> None:
        now = self._hands.workspace.now()
        self._hands.later(member, now, 10 * MINUTE, 2 * HOUR, what, act)

    def _is_near_the_end(self) -> bool:
        year = self._hands.year
        return year.day_of(self._hands.workspace.now()) > year.day(year.weeks - _CALM_AT_END)

    async def _edits(self, entry: Entry, member: Member) -> None:
        """What would come last leads, and the first of those nobody was told of does not."""
        await self._hands.press(member, self._hands.still_there(member, entry), EDIT)
        modal = member.person.modal
        values: dict[str, object] = {"intro": "A full week: thank you all.", "leaders_note": "For you alone."}
        choices = _choices(modal)
        new = [text for text in choices if _mark(text) not in self._told]
        review = Review(_digest_of(entry), Mood.EDITS, self._hands.workspace.now())
        if len(new) > 1:
            values |= {"lead1": new[-1], "dropped": [new[0]]}
            review.first, review.dropped = _mark(new[-1]), _mark(new[0])
        await self._hands.submits(member, values)
        self.reviews.append(review)

    async def _leaves_out(self, entry: Entry, member: Member) -> None:
        await self._hands.press(member, self._hands.still_there(member, entry), EDIT)
        await self._hands.submits(member, {"without": ["Key learnings"]})
        self.reviews.append(Review(_digest_of(entry), Mood.LEAVES_OUT, self._hands.workspace.now()))

    async def _holds(self, entry: Entry, mood: Mood, member: Member) -> None:
        await self._hands.clicks(HOLD, entry)(member)
        review = Review(_digest_of(entry), mood, self._hands.workspace.now())
        self.reviews.append(review)
        releases = self._hands.insisting("releases the digest", partial(self._releases, entry, review))
        if mood is Mood.REGRETS:
            self._later(member, "releases the digest", releases)
            return
        year = self._hands.year
        friday = year.day_of(self._hands.workspace.now()) + timedelta(days=1)
        self._hands.on(year.working_day_after(friday), time(9, 40), member, "releases the digest", releases)

    async def _releases(self, entry: Entry, review: Review, member: Member) -> None:
        message = self._hands.still_there(member, entry)
        review.let_go_at = self._hands.workspace.now()
        await self._hands.clicks_on(member, message, RELEASE)

    async def _sends(self, entry: Entry, member: Member) -> None:
        message, now = self._hands.still_there(member, entry), self._hands.workspace.now()
        await self._hands.clicks_on(member, message, SEND)
        self.reviews.append(Review(_digest_of(entry), Mood.SENDS, now, let_go_at=now))

    # --- readers

    def _on_digest(self, entry: Entry) -> None:
        self._count += 1
        self._on_more(entry)
        members = self._hands.cast.members
        if self._count % 5 == 2:
            asks = self._hands.fills_in(
                ASK_LEADERS, entry, {"text": f"Ask {self._count}: cover for two lessons"}
            )
            self._later(members[self._count % len(members)], "asks the leaders", asks)
        if self._count == 3:
            less = self._hands.fills_in("Less of this", entry, {"part": "Feedback"})
            self._later(members[-1], "wants less", less)

    def _on_more(self, entry: Entry) -> None:
        self._told |= {f"Finding {number}:" for number in MARK.findall(str(entry.blocks))}
        self._learnings.saw_digest(entry)

    def _on_leaders(self, entry: Entry) -> None:
        leader = self._hands.cast.leader
        if self._count % 3 == 0:
            offer = {"text": f"Offer {self._count}: I can cover a lesson in the second week."}
            self._later(leader, "offers help", self._hands.fills_in(OFFER, entry, offer))
        if self._count == 1:
            wants = self._hands.clicks("Also by direct message", entry)
            self._later(leader, "reads by direct message", wants)

    def _on_offer(self, entry: Entry) -> None:
        if self._hands.addressee(entry) is self._hands.cast.facilitators[0]:
            says = self._hands.fills_in(OUTCOME, entry, {"text": "Two teams visited each other."})
            self._later(self._hands.cast.facilitators[0], "says what came of it", says)

    async def _settles(self, member: Member) -> None:
        shown = await self._hands.asks(member, "/cop asks", "Asked of the leaders")
        if "Say how it ended" not in shown.buttons:
            raise NotOnScreen("nothing is asked")
        await self._hands.press(member, shown, "Say how it ended")
        await self._hands.submits(member, {"outcome": "The district pays for both days."})


def _digest_of(entry: Entry) -> str:
    return (entry.key or "").split(":")[1]


def _mark(text: str) -> str:
    found = MARK.search(text)
    return found[0] if found else ""


def _choices(modal: ShownView | None) -> list[str]:
    """The learnings the form offers, as they are written in its menus."""
    if modal is None or not any(field.is_called("lead1") for field in modal.fields):
        return []
    options: list[Json] = modal.field("lead1").element["options"]
    return [option["text"]["text"] for option in options]
