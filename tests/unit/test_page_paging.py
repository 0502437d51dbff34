"""Stretches of a conversation, against the plain way of cutting a list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.page.paging import Span, stretch

LINES = st.lists(st.integers(0, 60), unique=True, max_size=40).flatmap(
    lambda every: st.tuples(st.just(every), st.lists(st.booleans(), min_size=len(every), max_size=len(every)))
)


def ts(number: int) -> str:
    return f"{number:010d}.000000"


def lines_of(every: list[int], sides: list[bool]) -> tuple[list[str], list[str]]:
    """Two sorted lines that hold every number once."""
    first = sorted(ts(n) for n, is_first in zip(every, sides, strict=True) if is_first)
    second = sorted(ts(n) for n, is_first in zip(every, sides, strict=True) if not is_first)
    return first, second


@given(LINES, st.integers(1, 12))
def test_the_newest_are_the_end_of_all(drawn: tuple[list[int], list[bool]], limit: int) -> None:
    lines = lines_of(*drawn)
    every = sorted([*lines[0], *lines[1]])
    found = stretch(lines, Span(limit))
    assert list(found.ts) == every[-limit:]
    assert (found.has_older, found.has_newer) == (len(every) > limit, False)


@given(LINES, st.integers(1, 12), st.integers(0, 60))
def test_before_and_after_meet_at_their_message(
    drawn: tuple[list[int], list[bool]], limit: int, at: int
) -> None:
    lines = lines_of(*drawn)
    older = sorted(one for line in lines for one in line if one < ts(at))
    newer = sorted(one for line in lines for one in line if one > ts(at))
    before, after = stretch(lines, Span(limit, before=ts(at))), stretch(lines, Span(limit, after=ts(at)))
    assert (list(before.ts), before.has_older) == (older[-limit:], len(older) > limit)
    assert (list(after.ts), after.has_newer) == (newer[:limit], len(newer) > limit)


@given(LINES, st.integers(1, 12), st.integers(0, 60))
def test_around_a_message_it_is_among_what_is_shown(
    drawn: tuple[list[int], list[bool]], limit: int, at: int
) -> None:
    lines = lines_of(*drawn)
    every = sorted([*lines[0], *lines[1]])
    found = stretch(lines, Span(limit, around=ts(at)))
    shown = list(found.ts)
    assert len(shown) <= limit
    assert (ts(at) in shown) == (ts(at) in every)
    if shown:
        start = every.index(shown[0])
        assert shown == every[start : start + len(shown)]
        assert found.has_older == (start > 0)
        assert found.has_newer == (start + len(shown) < len(every))
