"""An invented district: who is in the workspace, and which channels they talk in. Nobody of them exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sandbox.model import InstalledApp, User
from sandbox.workspace import Workspace

ZONE = "America/Los_Angeles"  # where the community is
HOME, LEADERS, EVERYBODY = "math-plc", "district-leaders", "general"

ADA, BEN, CARMEN, DMITRI = "Ada Marsh", "Ben Okafor", "Carmen Ruiz", "Dmitri Volkov"
EMI, FARAH, GRACE, HUGO = "Emi Tanaka", "Farah Haddad", "Grace O'Neill", "Hugo Lind"
MARA, NOOR, LENA, SAM = "Mara Quill", "Noor Patel", "Lena Whitfield", "Sam Reyes"

TITLES: Mapping[str, str] = MappingProxyType(
    {
        ADA: "Facilitator · mathematics coach",
        BEN: "Co-facilitator · grade 4",
        CARMEN: "Member · teaches grade 4",
        DMITRI: "Member · grade 5, online",
        EMI: "Member · special education",
        FARAH: "Member · grade 5, online",
        GRACE: "Member · on exchange in Dublin",
        HUGO: "Member · teaches grade 3",
        MARA: "Principal · member and leader",
        NOOR: "Guest · student teacher",
        LENA: "Leader · directs the district",
        SAM: "Not in the community · nurse",
    }
)
_ZONES: Mapping[str, str] = MappingProxyType(
    {DMITRI: "America/New_York", FARAH: "America/Denver", GRACE: "Europe/Dublin"}
)
MEMBERS = (ADA, BEN, CARMEN, DMITRI, EMI, FARAH, GRACE, HUGO, MARA, NOOR)
_LEADERS = (ADA, LENA, MARA)


def add_people(workspace: Workspace, app: InstalledApp) -> None:
    """Put everybody into a new workspace, and the bot into the channels it was invited to. Nobody is told."""
    for name, title in TITLES.items():
        workspace.add_person(
            name,
            tz=_ZONES.get(name, ZONE),
            is_guest=name == NOOR,
            is_admin=name == LENA,
            title=title,
        )
    bot = app.bot_user_id
    workspace.add_channel(HOME, members=[*_ids(workspace, MEMBERS), bot])
    workspace.add_channel(EVERYBODY, members=_ids(workspace, (name for name in TITLES if name != NOOR)))
    workspace.add_channel(LEADERS, members=[*_ids(workspace, _LEADERS), bot], private=True)


def find(workspace: Workspace, name: str) -> User | None:
    """Somebody by their full name; `None` in a workspace of other people."""
    return next((user for user in workspace.users.values() if user.real_name == name), None)


def _ids(workspace: Workspace, names: Iterable[str]) -> list[str]:
    by_name = {user.real_name: user.id for user in workspace.users.values()}
    return [by_name[name] for name in names]
