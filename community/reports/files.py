"""The files of a report as they are asked for: each is a delivery, made and sent by the jobs.

A report comes as a page to read and print, and as tables to reckon with. The tables are one archive of CSV
files and not one file: each sort of thing has its own columns and its own header, so each opens in a
spreadsheet as it is, to be sorted and summed up; in a single file most cells would stay empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from community.communities.views import Community
from community.convenings.views import Convening
from community.deliveries import Wanted, add
from community.deliveries.instead import OR_TELL
from community.ids import CommunityId, DeliveryKind, Operation
from community.reports.views import Period, ReportKind
from community.teams.views import Team
from community.work import Caller, Work

HTML: Final = "html"
ZIP: Final = "zip"
LASTS: Final = timedelta(days=1)  # somebody waits for it: a day later they will have asked again
LONGEST_NAME: Final = 60  # of a community or team, in the name of a file


@dataclass(frozen=True, slots=True)
class AskedFile:
    """What a delivery's context says about the file to be made. `convening`, `team`: 0 for none."""

    kind: ReportKind
    format: str  # html, zip
    period: Period
    convening: int = 0
    team: int = 0

    @classmethod
    def of(cls, context: Mapping[str, Any]) -> AskedFile:
        return cls(
            kind=ReportKind(context["kind"]),
            format=context["format"],
            period=Period(date.fromisoformat(context["from_on"]), date.fromisoformat(context["to_on"])),
            convening=context["convening"],
            team=context["team"],
        )

    def as_context(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "format": self.format,
            "from_on": self.period.from_on.isoformat(),
            "to_on": self.period.to_on.isoformat(),
            "convening": self.convening,
            "team": self.team,
        }


def report_files(community: Community, kind: ReportKind, period: Period) -> list[AskedFile]:
    """The page and the tables."""
    return [AskedFile(kind, HTML, period), AskedFile(kind, ZIP, period)]


def council_files(convening: Convening, team: Team) -> list[AskedFile]:
    """The page alone: a council does not reckon."""
    day = convening.starts_local.date()
    return [AskedFile(ReportKind.COUNCIL, HTML, Period(day, day), convening.id, team.id)]


async def want_files(
    work: Work, caller: Caller, community_id: CommunityId, files: Sequence[AskedFile]
) -> None:
    """Have them made and sent to the caller, at once."""
    await add(
        work.session,
        workspace_id=caller.workspace_id,
        community_id=community_id,
        subject=f"files:{community_id}/{caller.user_id}",
        wanted=[_wanted(work, caller, asked) for asked in files],
        now=work.now,
    )


def file_name(asked: AskedFile, community: Community, team: Team | None, asked_at: str) -> str:
    """`math-plc-2026-09-01-to-2026-12-18-asked-….html`: letters and digits that every system takes.

    `asked_at` is in it because files are found again by their name: asked for once more, it is another one.
    """
    about = community.name if team is None else team.name
    words = [_plain(about), "annual-review" if asked.kind is ReportKind.ANNUAL else ""]
    days = [str(asked.period.from_on), "to", str(asked.period.to_on)]
    if asked.kind is ReportKind.COUNCIL:
        days = [str(asked.period.from_on)]
    return "-".join(part for part in (*words, *days, "asked", asked_at) if part) + f".{asked.format}"


def _wanted(work: Work, caller: Caller, asked: AskedFile) -> Wanted:
    what = f"{asked.kind}:{asked.period.from_on}:{asked.period.to_on}:{asked.convening}:{asked.team}"
    stamp = int(work.now.timestamp())
    not_made = DeliveryKind.REPORT_NOT_MADE
    if_not = (not_made, f"{not_made}:{caller.user_id}:{what}:{stamp}")
    return Wanted(
        kind=DeliveryKind.REPORT_FILE,
        key=f"{DeliveryKind.REPORT_FILE}:{caller.user_id}:{what}:{asked.format}:{stamp}",
        recipient=caller.user_id,
        due_at=work.now,
        expires_at=work.now + LASTS,
        operation=Operation.FILE,
        context={**asked.as_context(), OR_TELL: if_not},
    )


def _plain(text: str) -> str:
    """Lower-case letters and digits with hyphens between; "report" where there are none (Hebrew, say)."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:LONGEST_NAME].strip("-") or "report"
