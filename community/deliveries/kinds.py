"""The rules of each kind of message, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Literal

from community.ids import DeliveryKind


@dataclass(frozen=True, slots=True)
class KindRule:
    """How a kind of message behaves.

    `priority`: the smaller, the more useful to the reader; decides what goes first and what a cap leaves out.
    `is_polite`: a direct message that keeps to the person's quiet hours and the community's holidays.
    `is_urgent`: never held back by the daily cap; and if the polite hour is too late, it goes all the same.
    `is_coalesced`: repeatable (`touch`): one row for ever, wanted again and again.
    `gap`: how long a coalesced row waits for more of its like before it goes.
    `is_shown`: a line of `/cop status`, which facilitators may skip or send now.
    `takes_note`: facilitators may add a line to it.
    `needs_thread`: what goes to a thread makes no sense outside it.
    `is_told`: facilitators are told when Slack refuses it.
    `tells_after`: the session's `start` or `end`, before which it would tell of what has not happened: it
    cannot be sent now then.
    `skips_weekends`: a polite message that also keeps to Monday to Friday.
    """

    priority: int
    is_polite: bool = False
    is_urgent: bool = False
    is_coalesced: bool = False
    gap: timedelta = timedelta(0)
    is_shown: bool = True
    takes_note: bool = False
    needs_thread: bool = False
    is_told: bool = True
    tells_after: Literal["start", "end"] | None = None
    skips_weekends: bool = False

    @property
    def is_capped(self) -> bool:
        """Whether it counts towards the few messages a day a person gets."""
        return self.is_polite and not self.is_urgent


def _edit(priority: int, gap: float) -> KindRule:
    # Slack allows about fifty edits a minute; a reader cannot tell two seconds from none.
    return KindRule(
        priority, is_coalesced=True, gap=timedelta(seconds=gap), is_shown=False, is_told=False, is_urgent=True
    )


def _asks(priority: int, *, takes_note: bool = False) -> KindRule:
    """A direct message that asks something of a person at work: never at night, at weekends, on holidays."""
    return KindRule(priority, is_polite=True, skips_weekends=True, takes_note=takes_note)


def _asks_unseen(priority: int) -> KindRule:
    """As `_asks`; but whom it goes to would tell facilitators who shared something without a name."""
    return KindRule(priority, is_polite=True, skips_weekends=True, is_shown=False, is_told=False)


KINDS: Mapping[DeliveryKind, KindRule] = MappingProxyType(
    {
        DeliveryKind.TROUBLE: KindRule(5, is_polite=True, is_urgent=True, is_shown=False, is_told=False),
        DeliveryKind.CANCELLED: KindRule(10, is_polite=True, is_urgent=True),
        DeliveryKind.ANNOUNCEMENT: KindRule(10, takes_note=True),
        DeliveryKind.COMMUNITY_READY: KindRule(10),
        DeliveryKind.CHANGED: KindRule(12, is_polite=True, is_urgent=True),
        DeliveryKind.STARTING_SOON: KindRule(15, is_urgent=True, takes_note=True),
        DeliveryKind.STARTING_SOON_THREAD: KindRule(15, takes_note=True),
        DeliveryKind.CALENDAR: KindRule(18, is_shown=False, needs_thread=True),
        DeliveryKind.REMINDER: KindRule(20, takes_note=True),
        DeliveryKind.ATTENDANCE: KindRule(20, takes_note=True, tells_after="start"),
        DeliveryKind.FEEDBACK_REQUEST: KindRule(25, is_polite=True, takes_note=True, tells_after="end"),
        DeliveryKind.RECAP: KindRule(30, takes_note=True, tells_after="end"),
        DeliveryKind.DIGEST_MEMBERS: KindRule(30, takes_note=True),
        DeliveryKind.DIGEST_LEADERS: KindRule(30, takes_note=True),
        DeliveryKind.FEEDBACK_SUMMARY: KindRule(35, is_polite=True, skips_weekends=True),
        DeliveryKind.WELCOME: KindRule(35, is_urgent=True, is_shown=False),  # the person has just arrived
        DeliveryKind.FACILITATOR_ADDED: KindRule(35, is_urgent=True, is_shown=False),
        DeliveryKind.RSVP_NUDGE: KindRule(40, is_polite=True, takes_note=True),
        DeliveryKind.FEEDBACK_REMINDER: KindRule(45, is_polite=True, takes_note=True),
        DeliveryKind.CYCLE_CARD: KindRule(20, is_shown=False),
        DeliveryKind.CYCLE_STORY: KindRule(30, is_shown=False, needs_thread=True),
        DeliveryKind.CYCLE_PROMPT: _asks(28, takes_note=True),
        DeliveryKind.CYCLE_PROMPT_REMINDER: _asks(42),
        DeliveryKind.CYCLE_UNANSWERED: _asks(44),
        DeliveryKind.CYCLE_HELP_WANTED: KindRule(22, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.CYCLE_INTRODUCTION: KindRule(26, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.CYCLE_NUDGE: KindRule(26, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.CYCLE_HANDED_OVER: KindRule(26, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_OPENING: KindRule(18, takes_note=True),
        DeliveryKind.PROBLEM_STEP: KindRule(20, takes_note=True, needs_thread=True),
        DeliveryKind.PROBLEM_VOICE: KindRule(15, is_shown=False, needs_thread=True),
        DeliveryKind.PROBLEM_HINT: KindRule(50, is_shown=False, is_told=False, needs_thread=True),
        DeliveryKind.PROBLEM_INVITATION: _asks(46),
        DeliveryKind.PROBLEM_PRESENTER_REMINDER: _asks(27),
        DeliveryKind.PROBLEM_REVIEW: KindRule(24, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_REVIEWED: KindRule(24, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_UNANSWERED: KindRule(24, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_NEEDS_FACILITATOR: KindRule(24, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_CLOSED: KindRule(29, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.PROBLEM_FOLLOW_UP: _asks(43),
        DeliveryKind.PROBLEM_SIMILAR: KindRule(47, is_polite=True, is_shown=False, skips_weekends=True),
        DeliveryKind.LEARNING_REQUEST: _asks_unseen(40),
        DeliveryKind.LEARNING_ANSWERED: KindRule(36, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.LEARNING_QUESTION: replace(_asks_unseen(34), needs_thread=True),
        DeliveryKind.LEARNING_ANSWER: KindRule(
            34, is_polite=True, is_urgent=True, is_shown=False, is_told=False, needs_thread=True
        ),
        DeliveryKind.LEARNING_UNREACHED: KindRule(
            34, is_polite=True, is_urgent=True, is_shown=False, is_told=False
        ),
        DeliveryKind.DIGEST_DRAFT: KindRule(23, is_polite=True, is_urgent=True),
        DeliveryKind.DIGEST_READER: KindRule(32, is_polite=True, skips_weekends=True),
        DeliveryKind.DIGEST_MORE: KindRule(31, is_shown=False, needs_thread=True),
        DeliveryKind.DIGEST_OFFER: KindRule(25, is_polite=True, is_urgent=True, is_shown=False),
        DeliveryKind.REPORT_BACK: _asks(33),
        DeliveryKind.REPORT_FILE: KindRule(21, is_urgent=True, is_shown=False),
        DeliveryKind.REPORT_NOT_MADE: KindRule(21, is_urgent=True, is_shown=False, is_told=False),
        DeliveryKind.LEARNING_REQUEST_UPDATE: _edit(60, gap=2),
        DeliveryKind.LEARNING_QUESTION_UPDATE: _edit(60, gap=2),
        DeliveryKind.DIGEST_DRAFT_UPDATE: _edit(60, gap=2),
        DeliveryKind.DIGEST_UPDATE: _edit(60, gap=2),
        DeliveryKind.ANNOUNCEMENT_UPDATE: _edit(60, gap=2),
        DeliveryKind.CYCLE_CARD_UPDATE: _edit(60, gap=2),
        DeliveryKind.CYCLE_PROMPT_UPDATE: _edit(60, gap=2),
        DeliveryKind.PROBLEM_OPENING_UPDATE: _edit(60, gap=2),
        DeliveryKind.PROBLEM_STEP_UPDATE: _edit(60, gap=2),
        DeliveryKind.ATTENDANCE_UPDATE: _edit(60, gap=2),
        DeliveryKind.RECAP_UPDATE: _edit(60, gap=2),
        DeliveryKind.HOME: _edit(70, gap=1),
    }
)

COALESCED = tuple(kind for kind, rule in KINDS.items() if rule.is_coalesced)
CAPPED = tuple(kind for kind, rule in KINDS.items() if rule.is_capped)


def is_person(recipient: str) -> bool:
    """Whether a delivery's recipient is a person (a direct message) and not a channel."""
    return recipient[:1] in ("U", "W")
