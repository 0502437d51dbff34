"""What must hold of every learning: told once if its author agreed, and shown to nobody if not.

Read from the transcript, held against what people of the script agreed to, and against what is kept.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulation.findings import MARK, Finding, Findings
from bot.simulation.transcript import Line, seen_at
from community.learnings.history import KeptRow
from message_templates.ids import FormId

_MEMBERS, _MORE = "digests.members:", "digests.more:"
_TOLD = re.compile(r"\A> (Finding \d+:)")
_SUMMARY = "feedback.summary:"
_AGAIN = "· told before:"
_BLINK = timedelta(minutes=2)  # between somebody's click and what it changes
_MENDED_BY = timedelta(minutes=30)  # what was posted is edited by then, a killed bot in between


@dataclass(frozen=True, slots=True)
class Told:
    """A learning in a members' digest, or in its "more". `is_again`: marked as told before."""

    mark: str
    digest: str
    at: datetime
    in_more: bool
    is_again: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A digest that has gone: until when it covers, and whether it tells learnings at all."""

    id: str
    covers_to: datetime
    tells_learnings: bool = True


@dataclass(slots=True)
class LearningsSeen:
    """What the transcript shows. `posted`: when each digest came; `shown`: every place a mark stands in."""

    told: list[Told] = field(default_factory=list)
    posted: dict[str, datetime] = field(default_factory=dict)
    shown: dict[str, list[Line]] = field(default_factory=dict)
    standing: dict[tuple[str, str], Line] = field(default_factory=dict)  # by channel and ts, as it stands now

    def by_digest(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for each in self.told:
            found.setdefault(each.digest, []).append(each)
        return found


def read_learnings(lines: Iterable[Line]) -> LearningsSeen:
    """All that the bot said with a mark in it; what people wrote themselves is theirs."""
    seen = LearningsSeen()
    for line in lines:
        if line["action"] == "delete":
            seen.standing.pop((line["channel"], line["ts"]), None)
        if not (line["blocks"] or line["view"]):
            continue
        for mark in _marks(line):
            seen.shown.setdefault(mark, []).append(line)
        if line["action"] in ("post", "update"):
            seen.standing[line["channel"], line["ts"]] = line
        if line["action"] == "post":
            _take_telling(seen, line)
    return seen


def _marks(line: Line) -> set[str]:
    text = json.dumps([line["text"], line["blocks"], line["view"]], ensure_ascii=False)
    return {found[0] for found in MARK.finditer(text)}


def _take_telling(seen: LearningsSeen, line: Line) -> None:
    key, at = line["key"] or "", seen_at(line)
    if not key.startswith((_MEMBERS, _MORE)):
        return
    digest = key.split(":")[1]
    if key.startswith(_MEMBERS):
        seen.posted[digest] = at
    for text in _texts(line):
        if found := _TOLD.match(text):
            told = Told(found[1], digest, at, key.startswith(_MORE), _AGAIN in text)
            seen.told.append(told)


def _texts(line: Line) -> Iterator[str]:
    for block in line["blocks"]:
        if isinstance(block.get("text"), dict):
            yield block["text"]["text"]


# --- with consent: exactly once


def not_told_once(findings: Findings, seen: LearningsSeen, gone: Sequence[Gone]) -> list[str]:
    """The learnings that are not in exactly one members' digest, though their authors agreed."""
    told: dict[str, list[Told]] = {}
    for each in seen.told:
        told.setdefault(each.mark, []).append(each)
    found = ((finding, _why_not_once(finding, findings, told, gone)) for finding in findings)
    return [f"{finding.mark} ({finding.origin}): {why}" for finding, why in found if why]


def _why_not_once(
    finding: Finding, findings: Findings, told: Mapping[str, list[Told]], gone: Sequence[Gone]
) -> str:
    tellings = told.get(finding.mark, [])
    since, until = findings.tellable_at(finding), finding.taken_back_at
    firsts = [each for each in tellings if not each.is_again]
    where = ", ".join(f"digest {each.digest}{' (again)' if each.is_again else ''}" for each in tellings)
    if since is None:
        return f"nobody agreed, and it is in {where}" if tellings else ""
    if len(firsts) > 1 or (tellings and tellings[0].is_again):
        return f"told more than once: {where}"
    if len({each.digest for each in tellings}) < len(tellings):
        return f"twice in one digest: {where}"
    if any(each.at < since - _BLINK for each in tellings):
        return f"told before it was agreed to: {where}"
    if not tellings and (due := _due_in(since, until, gone)):
        return f"agreed at {since}, and not in digest {due.id}, nor in any later"
    return ""


def _due_in(since: datetime, until: datetime | None, gone: Sequence[Gone]) -> Gone | None:
    """The digest that must have told it; None: it was taken back before there was one, or waits for one."""
    return next(
        (
            one
            for one in gone
            if one.tells_learnings
            and one.covers_to > since + _BLINK
            and (until is None or one.covers_to < until - _BLINK)
        ),
        None,
    )


# --- without consent: nowhere


def shown_without_consent(findings: Findings, seen: LearningsSeen) -> list[str]:
    """Where the words of somebody stand before others, who did not agree to that, or no more."""
    return [
        f"{finding.mark} ({finding.origin}): {line['action']} {line['key'] or line['ts']} at {line['at']} to "
        f"{line['user'] or line['channel_name']}: {why}"
        for finding in findings
        for line in seen.shown.get(finding.mark, ())
        if (why := _why_not_shown(finding, findings, line, seen))
    ]


def _why_not_shown(finding: Finding, findings: Findings, line: Line, seen: LearningsSeen) -> str:
    if line["user"] == finding.author.person.id or _is_comment(line, finding, findings):
        return ""
    at, since, until = seen_at(line), findings.tellable_at(finding), finding.taken_back_at
    if since is None:
        return "nobody agreed to that"
    if at < since - _BLINK:
        return f"before its author agreed at {since}"
    if until is not None and at > until + _MENDED_BY:
        return f"after its author took it back at {until}"
    is_public = line["user"] is None
    if until is not None and is_public and seen.standing.get((line["channel"], line["ts"])) is line:
        return f"and it still stands there, though it was taken back at {until}"
    if not finding.is_named and _names(line, finding):
        return "with its author's name"
    return ""


def _is_comment(line: Line, finding: Finding, findings: Findings) -> bool:
    """Whether facilitators read it as a comment on a convening, which they see once enough have answered.

    Comments carry their author's name, unless given without one.
    """
    is_theirs = (line["key"] or "").startswith(_SUMMARY) or _form_of(line) == FormId.FEEDBACK_COMMENTS
    if not finding.survey or not is_theirs:
        return False
    return findings.enough_at(finding.survey) is not None and not (
        finding.is_anonymous and _names(line, finding)
    )


def _form_of(line: Line) -> str:
    return str((line["view"] or {}).get("callback_id", ""))


def _names(line: Line, finding: Finding) -> bool:
    """Whether the block that tells it, or the small print below that, names its author."""
    traces = (f"<@{finding.author.person.id}>", finding.author.person.name)
    is_about = False
    for block in line["blocks"] or (line["view"] or {}).get("blocks", ()):
        is_about = is_about and block["type"] == "context"
        for text in _said(block):
            if found := MARK.search(text):
                is_about = found[0] == finding.mark
            if is_about and any(trace in text for trace in traces):
                return True
    return False


def _said(shown: Any) -> Iterator[str]:
    """Every line of text in it, from top to bottom."""
    if isinstance(shown, str):
        yield from shown.splitlines()
    elif isinstance(shown, Mapping):
        for each in shown.values():
            yield from _said(each)
    elif isinstance(shown, list):
        for each in shown:
            yield from _said(each)


# --- what is kept


def kept_otherwise(rows: Iterable[KeptRow], findings: Findings, seen: LearningsSeen) -> list[str]:
    """Where what is kept differs from what people agreed to and from what they saw."""
    firsts = {(each.mark, each.digest) for each in seen.told if not each.is_again}
    found = ((row, _why_kept_otherwise(row, findings, firsts)) for row in rows if not row.is_withdrawn)
    return [f"{row.text[:40]!r} ({row.source}): {why}" for row, why in found if why]


def _why_kept_otherwise(row: KeptRow, findings: Findings, firsts: set[tuple[str, str]]) -> str:
    finding = findings.find(row.text)
    if finding is None:
        return "of nobody in the script"
    if finding.agreed_at is None:
        return "kept, and nobody agreed to that"
    if finding.taken_back_at is not None:
        return f"kept, though its author took it back at {finding.taken_back_at}"
    if row.is_joined:
        return ""
    if row.is_withheld != (findings.tellable_at(finding) is None):
        answers = len(findings.answers.get(finding.survey, ()))
        return f"withheld: {row.is_withheld}, where {answers} have answered"
    if row.digest_id is not None and (finding.mark, str(row.digest_id)) not in firsts:
        return f"told by digest {row.digest_id} as it is kept, and nobody saw it there"
    return ""


def figures(findings: Findings, seen: LearningsSeen, gone: Sequence[Gone]) -> dict[str, object]:
    """How many were said, agreed to, told where, and why the others were not."""
    told = {each.mark: each for each in reversed(seen.told) if not each.is_again}
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[_fate(finding, findings, told.get(finding.mark))] += 1
    last = max((one.covers_to for one in gone if one.tells_learnings), default=None)
    return {
        "said": len(findings.by_number),
        **dict(sorted(counts.items())),
        "told_again": sum(each.is_again for each in seen.told),
        "last_digest_covers_to": last.isoformat() if last else None,
    }


def _fate(finding: Finding, findings: Findings, told: Told | None) -> str:
    if told is not None:
        return "told_in_more" if told.in_more else "told_in_message"
    if finding.agreed_at is None:
        return "not_agreed"
    if finding.taken_back_at is not None:
        return "taken_back_before_told"
    if findings.tellable_at(finding) is None:
        return "withheld"
    return "after_the_last_digest"
