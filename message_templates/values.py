"""What buttons and modals carry back: small versioned models that hold ids only.

A template makes one with `ref(convening=42, at=convening.starts_at)`; a handler reads it with
`read_ref(text)`. An older or foreign value raises `UnreadableRef`, never a `KeyError` later on.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class UnreadableRef(ValueError):
    """A button's value or a modal's metadata is of an older or foreign make."""


class Ref(BaseModel):
    """Ids only; whatever they point to is read again, and permission checked again, on every click."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    v: Literal[1] = 1
    community: int | None = None
    convening: int | None = None
    at: int | None = None  # unix seconds of the start the button was made for
    version: int | None = None  # of the row a form was opened on
    channel: str | None = None
    ts: str | None = None  # of the direct message a form was opened from, to show its answer there
    group: str | None = None  # a line of /cop status
    prompts: str | None = None  # a group of prompts that can be stopped: rsvp_nudges, reminders, feedback
    words: str | None = None  # the command to go on with once a community is chosen
    team: int | None = None
    cycle: int | None = None
    previous: int | None = None  # the cycle a new one goes on from
    which: str | None = (
        None  # a prompt of a cycle: plan_due, game_plan, mid_stream, end_of_cycle, study_due, act_due
    )
    problem: int | None = None
    step: int | None = None  # of a problem's protocol, 1 to 6: a button of an earlier step is told so
    page: int | None = None
    learning: str | None = None
    question: int | None = None  # to a learning's author
    way: Literal["thread", "named", "unnamed"] | None = None  # who reads a question, and whose name
    request: int | None = None  # to keep a message
    digest: int | None = None
    ask: int | None = None  # of leaders
    offer: int | None = None
    objective: int | None = None
    confirm: int | None = None  # 1 once a warning has been shown
    within: Literal["upcoming", "welcome"] | None = None  # the message that is shown again with the answer

    @property
    def starts_at(self) -> datetime | None:
        return None if self.at is None else datetime.fromtimestamp(self.at, UTC)


def make_ref(**ids: object) -> str:
    """The value as compact text. An aware `at` datetime becomes whole unix seconds."""
    at = ids.get("at")
    if isinstance(at, datetime):
        ids["at"] = int(at.timestamp())
    return Ref.model_validate(ids).model_dump_json(exclude_none=True)


def read_ref(text: str | None) -> Ref:
    """Raises `UnreadableRef` for anything `make_ref` did not make."""
    try:
        return Ref.model_validate_json(text or "")
    except ValidationError as error:
        raise UnreadableRef(f"not a value of ours: {error.error_count()} problems") from error
