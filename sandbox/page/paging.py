"""A stretch of a long conversation, found without walking through all of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.page.refusals import bad_request

MOST = 200
USUAL = 50
_TS = re.compile(r"\d{1,12}\.\d{6}\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: up to `limit` messages before, after or around a `ts`; by default the newest."""

    limit: int = USUAL
    before: str | None = None
    after: str | None = None
    around: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The `ts` of the messages found, oldest first, and whether there are more on either side."""

    ts: Sequence[str]
    has_older: bool
    has_newer: bool


def is_ts(text: str) -> bool:
    """Whether `text` looks like a message's `ts`."""
    return _TS.match(text) is not None


def span_asked(query: Sequence[tuple[str, str]]) -> Span:
    """What a query string asks for; `Refusal` if it makes no sense."""
    given = dict(query)
    for name in ("before", "after", "around"):
        if name in given and not is_ts(given[name]):
            raise bad_request(f"“{name}” must be a message's ts, such as 1796224500.000100.")
    limit = given.get("limit", str(USUAL))
    if not limit.isascii() or not limit.isdecimal() or not 1 <= len(limit) <= 4 or int(limit) == 0:
        raise bad_request(f"“limit” must be a number from 1 to {MOST}.")
    return Span(min(int(limit), MOST), given.get("before"), given.get("after"), given.get("around"))


def stretch(lines: Sequence[Sequence[str]], span: Span) -> Stretch:
    """The asked-for part of several sorted lines of `ts`, read as one."""
    if span.before is not None:
        older = _before(lines, span.before, span.limit + 1)
        return Stretch(older[-span.limit :], len(older) > span.limit, has_newer=True)
    if span.after is not None:
        newer = _after(lines, span.after, span.limit + 1)
        return Stretch(newer[: span.limit], has_older=True, has_newer=len(newer) > span.limit)
    if span.around is not None:
        return _around(lines, span.around, span.limit)
    newest = _newest(lines, span.limit + 1)
    return Stretch(newest[-span.limit :], len(newest) > span.limit, has_newer=False)


def _around(lines: Sequence[Sequence[str]], ts: str, limit: int) -> Stretch:
    half = limit // 2
    older = _before(lines, ts, half + 1)
    kept = older[-half:] if half else []
    room = limit - len(kept)
    newer = _from(lines, ts, room + 1)
    return Stretch([*kept, *newer[:room]], len(older) > half, len(newer) > room)


def _before(lines: Sequence[Sequence[str]], ts: str, most: int) -> list[str]:
    ends = ((line, bisect_left(line, ts)) for line in lines)
    return sorted(one for line, end in ends for one in line[max(0, end - most) : end])[-most:]


def _newest(lines: Sequence[Sequence[str]], most: int) -> list[str]:
    return sorted(one for line in lines for one in line[-most:])[-most:]


def _after(lines: Sequence[Sequence[str]], ts: str, most: int) -> list[str]:
    starts = ((line, bisect_right(line, ts)) for line in lines)
    return sorted(one for line, start in starts for one in line[start : start + most])[:most]


def _from(lines: Sequence[Sequence[str]], ts: str, most: int) -> list[str]:
    starts = ((line, bisect_left(line, ts)) for line in lines)
    return sorted(one for line, start in starts for one in line[start : start + most])[:most]
