"""The workspace behind the preview: it gives names to the people and channels of the samples."""

from datetime import UTC, datetime
from typing import Final

from bot.manifest import build_manifest
from bot.preview.samples import ADA, BEN, CHI, DEV, HOME, LEADERS, TEAM, people
from sandbox.page.server import World
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

TODAY: Final = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)  # two days before the convening of the samples

NAMED: Final = {
    ADA: ("Ada Osei", "America/Los_Angeles"),
    BEN: ("Ben Whitehorse", "America/New_York"),
    CHI: ("Chi Nguyen", "Asia/Kolkata"),
    DEV: ("Dev Patel", "Europe/London"),
    "U05EVE": ("Eve Larsen", "America/Los_Angeles"),
}
MANY: Final = 60  # of those whom `samples.people` counts


class _Standing:
    """A clock that stands still: the samples are of one day."""

    def now(self) -> datetime:
        return TODAY


def sample_world() -> World:
    """A workspace that nothing happens in; its server is never started."""
    workspace = Workspace(_Standing(), team_id=TEAM, name="Maple District")
    for user_id, (name, zone) in NAMED.items():
        workspace.add_person(name, user_id=user_id, tz=zone)
    for number, user_id in enumerate(people(MANY), 1):
        workspace.add_person(f"Member {number}", user_id=user_id)
    workspace.add_channel("math-plc", channel_id=HOME, members=[ADA, BEN, CHI, DEV])
    workspace.add_channel("math-leaders", channel_id=LEADERS, private=True, members=[ADA, BEN])
    workspace.install_app(build_manifest())
    return World(SandboxServer(workspace))
