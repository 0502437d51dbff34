"""Reports: asked for, sent as files; pages for site councils, and what became of them."""

from datetime import UTC, datetime

from bot.preview.case import typed, usual
from bot.preview.samples import a_community, a_convening
from bot.preview.samples_pdsa import a_team
from bot.preview.samples_reports import (
    FALL,
    a_back,
    a_council_page,
    a_making,
    a_report,
    a_told_back,
    an_annual_review,
    some_backs,
)
from community.reports.files import HTML, ZIP, AskedFile
from community.reports.views import BackLine, ConveningBacks, ReportKind

REF = '{"v":1,"community":7}'
PAGE_REF = '{"v":1,"convening":42,"team":11}'
TODAY = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # the day before in Los Angeles
BACK = usual("reports/back", back=a_back(), note="Bring the answer on Thursday.")
TOLD = usual("reports/back", name="told", back=a_told_back(), note="")
BACKS = usual("reports/backs", backs=some_backs())
MANY = ConveningBacks(a_convening(), tuple(BackLine(a_team(), None, "") for _ in range(30)))
CHOOSE = usual(
    "reports/choose",
    "modal",
    community=a_community(),
    period_text="octember",
    notice="I cannot tell which days “octember” means.",
    ref_text=REF,
)
SHARED = usual("reports/shared", "modal", back=a_back(), today=TODAY, ref_text=PAGE_REF)
HEARD = a_told_back()
COUNCIL = usual(
    "reports/council", "modal", back=HEARD, council_said=HEARD.council_said, notice="", ref_text=PAGE_REF
)
MEANWHILE = {
    "council_said": "They liked it.",
    "notice": "Chi Nguyen changed what is noted here while you were writing. What you wrote is kept; save "
    "again to put it over theirs.",
}
NOT_MADE = usual("reports/not_made", making=a_making(), why="internal_error")
OF_COUNCIL = AskedFile(ReportKind.COUNCIL, HTML, FALL, 42, 11)
OF_YEAR = AskedFile(ReportKind.ANNUAL, HTML, FALL)
AS_PAGE, AS_TABLES = AskedFile(ReportKind.PERIOD, HTML, FALL), AskedFile(ReportKind.PERIOD, ZIP, FALL)
COMMENT = usual("reports/file_comment", "text", name="report", report=a_report(), asked=AS_PAGE)
TITLE = usual("reports/file_title", "text", name="report", report=a_report(), asked=AS_PAGE)

CASES = [
    BACK,
    TOLD,
    *typed(TOLD, "channel", "mention", "long", "right_to_left"),
    usual("reports/back", name="facilitator", back=a_told_back(is_sent_to_reader=False), note=""),
    BACKS,
    usual("reports/backs", name="none", backs=some_backs(convenings=())),
    usual("reports/backs", name="no_team_page", backs=some_backs(convenings=(), is_facilitator=False)),
    usual("reports/backs", name="own", backs=some_backs(is_facilitator=False)),
    usual("reports/backs", name="many", backs=some_backs(convenings=(MANY,) * 3)),
    *typed(BACKS, "channel", "long"),
    CHOOSE,
    usual("reports/choose", "modal", name="fresh", **{**CHOOSE.context, "period_text": "", "notice": ""}),
    *typed(CHOOSE, "channel", "long"),
    usual("reports/making", making=a_making()),
    usual("reports/making", name="annual", making=a_making(kind=ReportKind.ANNUAL)),
    *typed(usual("reports/making", making=a_making()), "channel"),
    usual("reports/making_page", back=a_back()),
    NOT_MADE,
    usual("reports/not_made", name="nothing", making=a_making(), why="nothing_to_report"),
    usual("reports/not_made", name="unsure", making=a_making(kind=ReportKind.ANNUAL), why="unsure"),
    usual("reports/not_made", name="refused", making=a_making(), why="file_upload_disabled"),
    usual("reports/not_made", name="council", making=a_making(kind=ReportKind.COUNCIL), why="internal_error"),
    *typed(NOT_MADE, "channel", "long"),
    SHARED,
    usual("reports/shared", "modal", name="again", **{**SHARED.context, "back": a_told_back()}),
    COUNCIL,
    usual(
        "reports/council", "modal", name="fresh", **{**COUNCIL.context, "back": a_back(), "council_said": ""}
    ),
    usual("reports/council", "modal", name="meanwhile", **{**COUNCIL.context, **MEANWHILE}),
    usual("reports/council", "modal", name="cleared", **{**COUNCIL.context, **MEANWHILE, "back": a_back()}),
    *typed(COUNCIL, "channel", "long"),
    COMMENT,
    usual("reports/file_comment", "text", name="annual", report=an_annual_review(), asked=OF_YEAR),
    usual("reports/file_comment", "text", name="council", report=a_council_page(), asked=OF_COUNCIL),
    usual("reports/file_comment", "text", name="tables", report=a_report(), asked=AS_TABLES),
    *typed(COMMENT, "channel"),
    TITLE,
    usual("reports/file_title", "text", name="annual", report=an_annual_review(), asked=OF_YEAR),
    usual("reports/file_title", "text", name="council", report=a_council_page(), asked=OF_COUNCIL),
    usual("reports/file_title", "text", name="tables", report=a_report(), asked=AS_TABLES),
    *typed(TITLE, "channel", "long"),
]
