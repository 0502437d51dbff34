"""What is sent about reports: each team's page for its site council, and the files that were asked for."""

from __future__ import annotations

import asyncio
from typing import Protocol

from community.deliveries.views import Delivery
from community.ids import DeliveryKind
from community.reports.files import HTML, AskedFile, file_name
from community.reports.service import Reports
from community.reports.sheets import archive
from community.reports.views import Report
from community.walltime import wall_of
from jobs.composing import Composed, Composer, Skip
from jobs.gateway import FileUpload
from message_templates.renderer import Renderer

NOT_NEEDED = Skip("not_needed")
NOT_THEIRS = Skip("not_theirs")  # any more
NOTHING_TO_REPORT = Skip("nothing_to_report")  # any more: what there was has been taken back


class HasReports(Protocol):
    @property
    def reports(self) -> Reports: ...


def report_composers(services: HasReports, render: Renderer) -> dict[DeliveryKind, Composer]:
    """A composer for each kind of message of this area."""
    composers = ReportComposers(services.reports, render)
    return {
        DeliveryKind.REPORT_BACK: composers.back,
        DeliveryKind.REPORT_FILE: composers.file,
        DeliveryKind.REPORT_NOT_MADE: composers.not_made,
    }


class ReportComposers:
    def __init__(self, reports: Reports, render: Renderer) -> None:
        self._reports = reports
        self._render = render

    async def back(self, delivery: Delivery) -> Composed | Skip:
        back = await self._reports.page_to_send(delivery)
        if back is None:
            return NOT_NEEDED
        return Composed(self._render.message("reports/back", back=back, note=delivery.note))

    async def file(self, delivery: Delivery) -> Composed | Skip:
        report = await self._reports.make(delivery)
        if report is None:
            return NOT_THEIRS
        if report.team is None and report.is_empty:
            return NOTHING_TO_REPORT
        asked = AskedFile.of(delivery.context)
        # A year of a large community takes a second to draw, and the loop acknowledges clicks meanwhile.
        content = await asyncio.to_thread(self._content, report, asked)
        asked_at = f"{wall_of(delivery.due_at, report.community.zone):%Y-%m-%d-%H%M%S}"
        return Composed(
            file=FileUpload(
                name=file_name(asked, report.community, report.team, asked_at),
                content=content,
                title=self._render.text("reports/file_title", plain=True, report=report, asked=asked),
                comment=self._render.text("reports/file_comment", report=report, asked=asked),
            )
        )

    async def not_made(self, delivery: Delivery) -> Composed | Skip:
        """To who waits for a file; nothing to whoever may not have it any more: asking, they are refused."""
        making = await self._reports.not_made(delivery)
        why = delivery.context["why"]
        if making is None or why == NOT_THEIRS.reason:
            return NOT_NEEDED
        return Composed(self._render.message("reports/not_made", making=making, why=why))

    def _content(self, report: Report, asked: AskedFile) -> bytes:
        if asked.format != HTML:
            return archive(report)
        page = self._render.html("reports/report", report=report, names=dict(report.names))
        return page.encode("utf-8", "replace")
