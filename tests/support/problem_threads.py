"""A problem of practice in Slack, as its people meet it: what they type, and where to look for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from sandbox.people import Person
from sandbox.screens import ShownMessage
from tests.support.community_stage import NOTHING, Stage, well

TITLE, QUESTION, OBSERVATIONS = "The problem, in a line", "Focus question", "What you see and hear"
NUMBERS, TRIED, METRIC, GROUP = "What the numbers say", "Tried so far", "Metric it touches", "Student group"
NAME, UNNAMED = "Your name", "Present it without my name"
HEARD, WILL_TRY, TAKEAWAYS = "What I heard", "What I will try", "Takeaways for others"
SHARES, SHARE_THEM = "Your takeaways", "Share them as key learnings"

BLANK_PAGES: Mapping[str, object] = MappingProxyType(
    {
        TITLE: "Half the class leaves the word problem blank",
        QUESTION: "How could I get them to begin by themselves?",
        NUMBERS: "11 of 24 exit tickets blank, three weeks in a row",
        METRIC: "Exit tickets handed in",
        GROUP: "Grade 4",
        TRIED: "Sentence starters on the board: helped for a week",
        "Begin on": date(2026, 9, 8),
        "Begin at": time(9),
    }
)
REFLECTION: Mapping[str, object] = MappingProxyType(
    {
        HEARD: "That I come to the rescue too soon",
        WILL_TRY: "Wait three minutes before I help, for two weeks",
        TAKEAWAYS: "Waiting is a way of helping\nA first line spoken in pairs is half the work",
        SHARES: [SHARE_THEM],
    }
)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Wall time in Los Angeles in 2026, which is seven hours behind UTC until November."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=7)


async def shares(stage: Stage, person: Person, changes: Mapping[str, object] = NOTHING) -> None:
    """They run the command, fill the form in and send it."""
    well(await person.runs("/cop problem", channel="math-plc"))
    well(await person.submits({**BLANK_PAGES, **changes}))
    await stage.settle()


def opening(person: Person, title: str = str(BLANK_PAGES[TITLE]), channel: str = "math-plc") -> ShownMessage:
    """The problem's post in the channel, as this person sees it now."""
    posts = (shown for shown in person.messages(channel) if not shown.is_ephemeral)
    (found,) = [post for post in posts if post.text.startswith(title)]
    return found


async def a_moment(stage: Stage) -> None:
    """Long enough for edits, which wait a second or two for more of their like."""
    await stage.until(stage.clock.now() + timedelta(seconds=10))


def steps(person: Person, post: ShownMessage | None = None) -> list[ShownMessage]:
    """The steps announced in the thread so far."""
    replies = person.thread(post or opening(person))
    return [reply for reply in replies if reply.app_id and reply.text.startswith("Step ")]


def whispers(person: Person, text: str) -> list[ShownMessage]:
    """What only they see, with these words in it."""
    return [shown for shown in person.ephemerals if text in shown.text]


def dms(person: Person, text: str) -> list[ShownMessage]:
    return [shown for shown in person.dms if text in shown.text]
