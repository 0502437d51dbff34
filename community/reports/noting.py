"""What a team notes beside its page: when its site council heard of it, and what that said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from community.convenings.views import Convening
from community.errors import EditedMeanwhile, InvalidInput
from community.reports.councils import subject_of
from community.reports.views import LONGEST_COUNCIL, version_of_said
from community.teams.views import Team
from community.walltime import today_in
from community.work import Caller, Work, audit
from storage.queries import reports as queries
from storage.queries.teams import last_changer

NOT_YET: Final = "That day is still to come. Choose the day it was shared."
BEFORE_IT: Final = "That is before the convening. Choose the day it was shared."
NOT_NOTED: Final = "It is not noted as shared."
SAID_NOTHING: Final = "Write what the council said, in a sentence or two."

SHARED: Final = "reports.back.share"
NOT_SHARED: Final = "reports.back.take_back"
SAID: Final = "reports.council.note"


async def note_shared(work: Work, caller: Caller, convening: Convening, team: Team, on: date | None) -> None:
    """Raises `InvalidInput` beside `on`."""
    day = _shared_on(convening, on, today_in(convening.zone, work.now))
    await _note(work, caller, convening, team, {"shared_on": day}, SHARED)


async def note_not_shared(work: Work, caller: Caller, convening: Convening, team: Team) -> None:
    """Raises `InvalidInput` beside `takes_back` where no day is noted."""
    row = await queries.hold_back(work.session, convening.id, team.id)
    if row.shared_on is None:
        raise InvalidInput({"takes_back": NOT_NOTED})
    await _note(work, caller, convening, team, {"shared_on": None}, NOT_SHARED)


async def note_said(
    work: Work, caller: Caller, convening: Convening, team: Team, text: str, version: int
) -> None:
    """Raises `InvalidInput` beside `said`, `EditedMeanwhile` if another text than `version` stands there."""
    row = await queries.hold_back(work.session, convening.id, team.id)
    said = _said(text, row.council_said)
    now = version_of_said(row.council_said)
    if version != now and said != row.council_said:
        name = await last_changer(work.session, caller.workspace_id, _said_subject(convening, team))
        raise EditedMeanwhile(
            f"{name or 'Somebody'} changed what is noted here while you were writing. What you wrote is "
            "kept; save again to put it over theirs.",
            now,
        )
    await _note(work, caller, convening, team, {"council_said": said}, SAID)


async def _note(
    work: Work, caller: Caller, convening: Convening, team: Team, values: Mapping[str, Any], action: str
) -> None:
    noted = {"noted_by": caller.user_id, "noted_at": work.now}
    await queries.note_back(work.session, convening.id, team.id, {**values, **noted})
    subject = _said_subject(convening, team) if action == SAID else subject_of(convening.id, team.id)
    await audit(work, caller, action, subject, convening.community_id)


def _said_subject(convening: Convening, team: Team) -> str:
    """Its own: who noted the day has written over nobody's words."""
    return f"report_said:{convening.id}/{team.id}"


def _shared_on(convening: Convening, on: date | None, today: date) -> date:
    if on is None or on > today:
        raise InvalidInput({"on": NOT_YET})
    if on < convening.starts_local.date():
        raise InvalidInput({"on": BEFORE_IT})
    return on


def _said(text: str, before: str) -> str:
    """Empty only where there was something: that takes it away."""
    said = text.strip()
    if not said and not before:
        raise InvalidInput({"said": SAID_NOTHING})
    if len(said) > LONGEST_COUNCIL:
        raise InvalidInput(
            {"said": f"That is {len(said):,} characters; {LONGEST_COUNCIL:,} fit. Keep to what matters most."}
        )
    return said
