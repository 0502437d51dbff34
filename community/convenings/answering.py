"""When an answer, a presence or an edit is in time; if not, an error says what is true now."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.convenings.views import Convening
from community.errors import ConveningCancelled, ConveningMoved, ConveningStarted
from community.walltime import moment_words

HERE_FROM = timedelta(minutes=10)  # before the start: people arrive early
HERE_UNTIL = timedelta(hours=12)  # after the end: people remember in the evening


def must_be_open(convening: Convening, now: datetime) -> None:
    """Raises `ConveningCancelled`, or `ConveningStarted` from the start on."""
    _must_stand(convening)
    if now >= convening.starts_at:
        state = "is over" if now >= convening.ends_at else "has started"
        raise ConveningStarted(f"“{convening.title}” {state}, so answers are closed.")


def refuse_foreign_time(convening: Convening, for_starts_at: datetime) -> None:
    """Raises `ConveningMoved` if the button was made for another start; buttons hold whole seconds."""
    if int(for_starts_at.timestamp()) != int(convening.starts_at.timestamp()):
        raise ConveningMoved(
            f"“{convening.title}” has moved to {_when(convening)}. "
            "Answer for the new time with the buttons of the newest message."
        )


def must_have_begun(convening: Convening, now: datetime) -> None:
    """Raises `ConveningCancelled`, or `ConveningStarted` outside the hours for "I'm here"."""
    _must_stand(convening)
    if now < convening.starts_at - HERE_FROM:
        raise ConveningStarted(f"“{convening.title}” has not begun: it starts on {_when(convening)}.")
    if now >= convening.ends_at + HERE_UNTIL:
        raise ConveningStarted(f"“{convening.title}” is over, and its list of who came is closed.")


def must_be_changeable(convening: Convening, now: datetime) -> None:
    """Raises `ConveningCancelled`, or `ConveningStarted` once it is over."""
    _must_stand(convening)
    if now >= convening.ends_at:
        raise ConveningStarted(f"“{convening.title}” is over; it cannot be changed any more.")


def _must_stand(convening: Convening) -> None:
    if convening.is_cancelled:
        reason = f": {convening.cancel_reason}" if convening.cancel_reason else "."
        raise ConveningCancelled(
            f"“{convening.title}” of {moment_words(convening.starts_local)} was cancelled{reason}"
        )


def _when(convening: Convening) -> str:
    return f"{moment_words(convening.starts_local)} ({convening.zone})"
