"""The pages of reports, each in its cases: whole HTML files, as a browser would get them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from bot.preview.case import Sample, with_typed
from bot.preview.hostile import HOSTILE
from bot.preview.samples_reports import (
    LEARNINGS,
    a_bare_report,
    a_council_page,
    a_report,
    an_annual_review,
)
from community.reports.views import Report
from message_templates.renderer import Renderer

TEMPLATE = "reports/report"
REPORTS: Mapping[str, Report] = {
    "period": a_report(),
    "annual": an_annual_review(),
    "council": a_council_page(),
    "council_without_learnings": a_council_page(learnings=(), learnings_count=0, cycles=(), convenings=()),
    "bare": a_bare_report(),
    "many": a_bare_report(learnings=LEARNINGS * 50, learnings_count=5_000),
    "right_to_left": with_typed(a_report(), HOSTILE["right_to_left"]),
    "markup": with_typed(a_report(), "<script>alert(1)</script><img src=x onerror=alert(1)> \"'</title>"),
}


@dataclass(frozen=True)
class Page(Sample):
    """A report, and the case of it that its page shows."""

    report: Report = field(repr=False)
    surface: ClassVar[Literal["html"]] = "html"
    ending = "html"

    def render(self, renderer: Renderer) -> str:
        """The whole file."""
        return page_of(renderer, self.report)


PAGES = tuple(Page(TEMPLATE, name, report) for name, report in REPORTS.items())


def page_of(renderer: Renderer, report: Report) -> str:
    """The page that tells this report."""
    return renderer.html(TEMPLATE, report=report, names=dict(report.names))
