"""Communities to measure with, made by the same use cases that people's clicks end in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.database import migrate
from community.clock import Clock
from community.communities.views import Community, CommunityDraft, Person, Purpose
from community.convenings.views import Convening, ConveningDraft
from community.ids import ChannelId, UserId, WorkspaceId
from community.services import Services
from community.work import Caller
from storage.engine import open_engine
from storage.unit_of_work import Store

ZONE: Final = "America/Los_Angeles"
AGENDA: Final = "Welcome, 10\nData walk, 30\nReflect and commit, 20"


@asynccontextmanager
async def fresh_store(folder: Path, name: str = "bench") -> AsyncIterator[tuple[str, Store]]:
    """A SQLite file with the current schema, as `convener migrate` makes it; its URL, and the open store."""
    url = f"sqlite:///{folder / name}.db"
    await migrate(url)
    store = Store(open_engine(url))
    try:
        yield url, store
    finally:
        await store.close()


async def set_up(
    services: Services, clock: Clock, workspace_id: str, channel: str, people: Sequence[str]
) -> Community:
    """A community at home in `channel` with these members; the first of them facilitates it."""
    persons = [Person(UserId(user_id), f"Person {user_id}", ZONE) for user_id in people]
    caller = Caller(WorkspaceId(workspace_id), persons[0].user_id)
    community = await services.communities.setup(
        caller,
        ChannelId(channel),
        f"plc-{channel.lower()}",
        _community_draft(persons[0].user_id, _today(clock)),
        people={persons[0].user_id: persons[0]},
        version=None,
        accepted=True,
    )
    await services.members.sync_roster(community.id, persons)
    return community


async def schedule(
    services: Services, community: Community, starts_at: datetime, title: str = "Data walk"
) -> Convening:
    """An hour together, announced at once."""
    caller = Caller(community.workspace_id, community.facilitators[0])
    draft = _convening_draft(title, starts_at.astimezone(ZoneInfo(ZONE)), community.facilitators[0])
    return await services.convenings.schedule(caller, community.id, draft, accepted=True)


def _today(clock: Clock) -> date:
    return clock.now().astimezone(ZoneInfo(ZONE)).date()


def _community_draft(facilitator: UserId, today: date) -> CommunityDraft:
    return CommunityDraft(
        name="Math PLC",
        purpose=Purpose("teachers of mathematics", "want more talk in class", "lead discussions"),
        zone=ZONE,
        facilitators=(facilitator,),
        leaders_channel=None,
        year_starts_on=today - timedelta(days=60),
        semester_ends_on=today + timedelta(days=100),
        year_ends_on=today + timedelta(days=240),
        digest_weekday=4,
        digest_time=time(15),
    )


def _convening_draft(title: str, starts_local: datetime, facilitator: UserId) -> ConveningDraft:
    return ConveningDraft(
        title=title,
        objectives="Explain to each other what the fall survey says",
        starts_on=starts_local.date(),
        starts_time=starts_local.time().replace(second=0, microsecond=0, tzinfo=None),
        minutes_text="60",
        mode="virtual",
        place="",
        link="https://meet.example.org/math",
        agenda_text=AGENDA,
        facilitator=facilitator,
        note_taker=None,
        spotlight="",
        announce_on=None,
    )
