"""The simulation's checks of learnings and of drafts can fail: each is shown what it must find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.simulation.cast import Cast, gather
from bot.simulation.digest_audit import Review, unheeded
from bot.simulation.findings import Finding, Findings
from bot.simulation.learning_audit import (
    Gone,
    Told,
    figures,
    kept_otherwise,
    not_told_once,
    read_learnings,
    shown_without_consent,
)
from community.clock import MovableClock
from community.learnings.history import KeptRow
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace

MONDAY = datetime(2026, 9, 7, 16, tzinfo=UTC)
FRIDAY, NEXT_FRIDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=11)
GONE = [Gone("1", FRIDAY), Gone("2", NEXT_FRIDAY)]
NOW_AND_THEN = timedelta(hours=1)
SURVEY = "7"

Line = dict[str, Any]


@pytest.fixture(scope="module")
def cast() -> Cast:
    server = SandboxServer(Workspace(MovableClock(MONDAY)))
    return gather(server, members=4, zone="America/Los_Angeles", seed=7)


@pytest.fixture
def findings() -> Findings:
    return Findings()


@pytest.fixture
def finding(findings: Findings, cast: Cast) -> Finding:
    """The first, of the first member, agreed to on Monday."""
    one = findings.new(cast.members[0], "form", "wait ten seconds")
    one.agreed_at = MONDAY
    return one


def a_line(key: str | None, text: str, at: datetime = FRIDAY, **changes: Any) -> Line:
    line = {
        "at": at.isoformat().replace("+00:00", "Z"),
        "action": "post",
        "channel": "C1",
        "channel_name": "math-plc",
        "user": None,
        "ts": "100.1",
        "text": "",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
        "view": None,
        "key": key,
    }
    return {**line, **changes}


def told(finding: Finding, digest: int = 1, *, where: str = "members", byline: str = "a member") -> Line:
    at, ts = GONE[digest - 1].covers_to, f"{digest}00.{len(where)}"
    key = f"digests.{where}:{digest}:2026"
    return a_line(key, f"> {finding.text}\n*Success* · {byline}", at, ts=ts)


def wrong(findings: Findings, *lines: Line) -> list[str]:
    """What is wrong by the two checks of the transcript."""
    seen = read_learnings(lines)
    return not_told_once(findings, seen, GONE) + shown_without_consent(findings, seen)


# --- with consent: once


@pytest.mark.parametrize("where", ["members", "more"])
def test_a_learning_told_once_in_the_message_or_in_more_is_as_it_should_be(
    findings: Findings, finding: Finding, where: str
) -> None:
    assert wrong(findings, told(finding, where=where)) == []


def test_one_that_was_agreed_to_and_is_in_no_digest_is_found(findings: Findings, finding: Finding) -> None:
    [why] = wrong(findings)
    assert "Finding 1:" in why
    assert "not in digest 1" in why


def test_one_told_twice_is_found_and_one_marked_as_told_before_is_not(
    findings: Findings, finding: Finding
) -> None:
    again = told(finding, 2, byline="a member · told before: useful to 3 more since")
    assert wrong(findings, told(finding), again) == []
    [why] = wrong(findings, told(finding), told(finding, 2))
    assert "more than once" in why
    [why] = wrong(findings, told(finding), told(finding, where="more"))
    assert "more than once" in why


def test_one_told_again_before_it_was_told_is_found(findings: Findings, finding: Finding) -> None:
    again = told(finding, byline="a member · told before: useful to 3 more since")
    assert wrong(findings, again, told(finding, 2))


def test_the_words_quoted_elsewhere_in_a_digest_do_not_count_as_told(
    findings: Findings, finding: Finding
) -> None:
    news = a_line("digests.members:1:2026", f"• 1 question was answered about “{finding.text}”")
    [why] = wrong(findings, news)
    assert "not in digest 1" in why


def test_what_was_agreed_to_after_the_last_digest_waits_and_is_counted_so(
    findings: Findings, finding: Finding
) -> None:
    finding.agreed_at = NEXT_FRIDAY + NOW_AND_THEN
    assert wrong(findings) == []
    counts = figures(findings, read_learnings([]), GONE)
    assert counts["after_the_last_digest"] == 1
    assert counts["last_digest_covers_to"] == NEXT_FRIDAY.isoformat()


def test_a_digest_that_leaves_learnings_out_need_not_tell_them(findings: Findings, finding: Finding) -> None:
    silent = [replace(GONE[0], tells_learnings=False), GONE[1]]
    seen = read_learnings([told(finding, 2)])
    assert not_told_once(findings, seen, silent) == []
    [why] = not_told_once(findings, read_learnings([]), silent)
    assert "not in digest 2" in why


# --- without consent, or no more


def test_one_nobody_agreed_to_is_found_wherever_it_stands(findings: Findings, finding: Finding) -> None:
    finding.agreed_at = None
    assert wrong(findings) == []
    assert len(wrong(findings, told(finding))) == 2
    assert wrong(findings, a_line(None, finding.text, user="U9", action="ephemeral"))
    assert wrong(findings, a_line(None, "", user="U9", action="view", view={"blocks": [finding.text]}))


def test_what_its_author_sees_and_what_people_write_themselves_is_theirs(
    findings: Findings, finding: Finding
) -> None:
    finding.agreed_at = None
    own = a_line(None, finding.text, user=finding.author.person.id)
    said = a_line(None, "") | {"text": finding.text, "blocks": None}
    assert wrong(findings, own, said) == []


def test_one_shown_before_its_author_agreed_is_found(findings: Findings, finding: Finding) -> None:
    early = a_line(None, finding.text, MONDAY - NOW_AND_THEN, user="U9")
    [why] = wrong(findings, early, told(finding))
    assert "before its author agreed" in why


def test_one_taken_back_before_any_digest_must_be_in_none(findings: Findings, finding: Finding) -> None:
    finding.taken_back_at = MONDAY + NOW_AND_THEN
    assert wrong(findings) == []
    assert "after its author took it back" in wrong(findings, told(finding))[0]


def test_one_taken_back_after_it_was_told_must_be_taken_out_of_the_message(
    findings: Findings, finding: Finding
) -> None:
    finding.taken_back_at = FRIDAY + NOW_AND_THEN
    post = told(finding)
    [why] = wrong(findings, post)
    assert "it still stands there" in why
    mended = post | {"action": "update", "blocks": [{"type": "section", "text": {"text": "taken back"}}]}
    assert wrong(findings, post, mended) == []
    assert wrong(findings, post, post | {"action": "delete", "blocks": None}) == []


@pytest.mark.parametrize(
    ("author", "is_wrong"), [("<@{id}>", True), ("{name}", True), ("a member", False), ("<@U99>", False)]
)
def test_the_name_of_who_shared_without_one_is_found(
    findings: Findings, finding: Finding, author: str, *, is_wrong: bool
) -> None:
    finding.is_named = False
    person = finding.author.person
    byline = author.format(id=person.id, name=person.name)
    assert bool(wrong(findings, told(finding, byline=byline))) == is_wrong


def test_a_name_beside_another_learning_in_the_same_block_is_not_its_authors(
    findings: Findings, finding: Finding, cast: Cast
) -> None:
    finding.is_named = False
    other = findings.new(cast.members[0], "form", "named")
    other.agreed_at = NEXT_FRIDAY + NOW_AND_THEN
    draft = f"1. {finding.text} — a member\n2. {other.text} — <@{cast.members[0].person.id}>"
    later = NEXT_FRIDAY + NOW_AND_THEN
    assert wrong(findings, told(finding), a_line("digests.draft:1", draft, later, user="U9")) == []


# --- feedback


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_what_feedback_says_without_a_name_is_told_once_enough_have_answered(
    findings: Findings, finding: Finding, is_anonymous: bool
) -> None:
    finding.survey, finding.is_anonymous, finding.is_named = SURVEY, is_anonymous, False
    for hours in range(4):
        findings.note_answer(SURVEY, MONDAY + hours * NOW_AND_THEN)
    assert findings.tellable_at(finding) is None
    assert wrong(findings) == []
    assert wrong(findings, told(finding))
    findings.note_answer(SURVEY, MONDAY + 4 * NOW_AND_THEN)
    assert findings.tellable_at(finding) == MONDAY + 4 * NOW_AND_THEN
    assert wrong(findings)
    assert wrong(findings, told(finding)) == []


def test_facilitators_read_a_comment_only_once_enough_have_answered(
    findings: Findings, finding: Finding
) -> None:
    finding.survey, finding.agreed_at = SURVEY, None
    summary = a_line(f"feedback.summary:{SURVEY}:2026", finding.text, user="U9")
    assert wrong(findings, summary)
    for _ in range(5):
        findings.note_answer(SURVEY, MONDAY)
    assert wrong(findings, summary) == []
    finding.is_anonymous, finding.is_named = True, False
    named = a_line(f"feedback.summary:{SURVEY}:2026", f"{finding.text} <@{finding.author.person.id}>")
    assert wrong(findings, named)


def test_facilitators_read_every_comment_in_a_window_of_theirs(findings: Findings, finding: Finding) -> None:
    finding.survey, finding.agreed_at, finding.is_named = SURVEY, None, False

    def window(callback_id: str, byline: str) -> Line:
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"> {finding.text}"}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": byline}]},
        ]
        view = {"callback_id": callback_id, "blocks": blocks}
        return a_line(None, "", action="view", user="U9", blocks=[], view=view)

    author = f"<@{finding.author.person.id}>"
    assert wrong(findings, window("feedback.comments", author))
    for _ in range(5):
        findings.note_answer(SURVEY, MONDAY)
    assert wrong(findings, window("feedback.comments", author)) == []
    assert wrong(findings, window("digests.more", "a member"))
    finding.is_anonymous = True
    assert wrong(findings, window("feedback.comments", "a member")) == []
    assert wrong(findings, window("feedback.comments", author))


# --- what is kept


def a_row(finding: Finding | None, **changes: Any) -> KeptRow:
    row = KeptRow(finding.text if finding else "Wait", "form", FRIDAY.date(), 1, False, False, False)
    return replace(row, **changes)


def test_what_is_kept_as_agreed_and_told_is_as_it_should_be(findings: Findings, finding: Finding) -> None:
    seen = read_learnings([told(finding)])
    rows = [a_row(finding), a_row(finding, is_joined=True, digest_id=None), a_row(None, is_withdrawn=True)]
    assert kept_otherwise(rows, findings, seen) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"digest_id": 2}, "nobody saw it there"), ({"is_withheld": True}, "withheld: True")],
)
def test_what_is_kept_otherwise_than_it_was_seen_is_found(
    findings: Findings, finding: Finding, changes: dict[str, Any], why: str
) -> None:
    [found] = kept_otherwise([a_row(finding, **changes)], findings, read_learnings([told(finding)]))
    assert why in found


def test_what_is_kept_without_anybody_agreeing_is_found(findings: Findings, finding: Finding) -> None:
    seen = read_learnings([])
    finding.taken_back_at = NEXT_FRIDAY
    [why] = kept_otherwise([a_row(finding)], findings, seen)
    assert "took it back" in why
    finding.agreed_at = None
    [why] = kept_otherwise([a_row(finding)], findings, seen)
    assert "nobody agreed" in why
    assert kept_otherwise([a_row(None)], findings, seen)


# --- drafts


def heeded(review: Review, *tellings: Told, at: datetime | None = FRIDAY) -> bool:
    return not unheeded([review], {"1": at} if at else {}, {"1": tellings}, {})


def test_a_held_digest_must_not_come_before_it_is_released_nor_long_after() -> None:
    review = Review("1", "holds", MONDAY, let_go_at=FRIDAY)
    assert heeded(review, at=FRIDAY)
    assert not heeded(review, at=FRIDAY - NOW_AND_THEN)
    assert not heeded(review, at=FRIDAY + NOW_AND_THEN)
    assert not heeded(review, at=None)
    assert not heeded(Review("1", "holds", MONDAY))


def test_what_was_to_lead_leads_and_what_was_dropped_stands_in_the_thread() -> None:
    review = Review("1", "edits", MONDAY, first="Finding 2:", dropped="Finding 3:")
    two, three = Told("Finding 2:", "1", FRIDAY, False, False), Told("Finding 3:", "1", FRIDAY, False, False)
    assert heeded(review, two, replace(three, in_more=True))
    assert not heeded(review, replace(three, in_more=True), two)
    assert not heeded(review, two, three)
    assert not heeded(review, two)


def test_a_choice_that_was_taken_back_cannot_be_followed() -> None:
    review = Review("1", "edits", MONDAY, first="Finding 2:", dropped="Finding 3:")
    gone = {"Finding 2:": MONDAY, "Finding 3:": MONDAY}
    assert unheeded([review], {"1": FRIDAY}, {}, gone) == []


def test_learnings_that_were_left_out_must_not_be_told() -> None:
    review = Review("1", "leaves out", MONDAY)
    assert heeded(review)
    assert not heeded(review, Told("Finding 2:", "1", FRIDAY, False, False))
