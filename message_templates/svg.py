"""Charts for pages: the HTML templates' functions that draw SVG. Plain shapes and words, no script, no links.

Each says in `<title>` and `<desc>` what it shows, so that it can be heard as well. Colours have a contrast of
at least 4.5 to 1 on white, and no meaning hangs on a colour alone: lines differ in dashes, and are named.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from message_templates.errors import InvalidObject
from message_templates.filters import number
from message_templates.text import cut_plain, one_line, tidy

INK, LINE, MEDIAN, TARGET = "#1a1a1a", "#1f5f8b", "#5c5c5c", "#9a3412"
WIDTH, HEIGHT = 640, 230
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 26, 34  # room for words around the line
BAR, GAP, NAMES, FIGURES = 18, 10, 230, 120  # of horizontal bars: their height, and room at both sides
LONGEST_NAME = 30  # characters beside a bar
MOST_LABELS = 6  # below a line: more would run into each other
TICKS = 4
NAME, LINE_OF_WORDS = 90, 20  # how wide a line's name is, and how high, with the room below it
DOT = 3.5  # a value's radius
SMALLEST = 1e-12  # between two lines of the grid: what is closer together looks the same

Point = tuple[str, float]  # a word for the place below the line, and the value
Dot = tuple[float, float]  # where it lies: across and down
Bar = tuple[str, float | None, str]  # name, value (None: no bar), what stands behind it


def line_chart(
    title: object,
    points: Sequence[Point],
    *,
    median: float | None = None,
    target: float | None = None,
    unit: object = "",
) -> Markup:
    """A run chart: values in order of time, evenly spaced, with their median and the target as lines.

    Raises `InvalidObject` for a value that is not finite, and for no values at all.
    """
    values = [_finite(value) for _, value in points]
    if not values:
        raise InvalidObject("a line chart needs a value")
    scale = _Scale([*values, *(line for line in (median, target) if line is not None)])
    across = [_across(place, len(points)) for place in range(len(points))]
    dots = [(x, scale.down(value)) for x, value in zip(across, values, strict=True)]
    shapes = [
        *scale.grid(),
        *_level(scale, median, MEDIAN, "6 4"),
        *_level(scale, target, TARGET, "2 3"),
        _polyline(dots),
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{LINE}"/>' for x, y in dots),
        *_level_name(scale, median, "median", MEDIAN, dots),
        *_level_name(scale, target, "target", TARGET, dots),
        *_below([label for label, _ in points], across),
        _words(LEFT, 14, f"{_plain(unit)}", anchor="start") if _plain(unit) else "",
    ]
    heard = "; ".join(f"{label}: {number(value)}" for label, value in points)
    return _svg(title, heard, HEIGHT, shapes)


def bar_chart(title: object, bars: Sequence[Bar], *, most: float) -> Markup:
    """Horizontal bars, one below the other, `most` being as wide as there is room.

    A bar without a value has its words alone: nothing to show is not nought.
    """
    if not bars:
        raise InvalidObject("a bar chart needs a bar")
    shapes: list[str] = []
    for place, (name, value, words) in enumerate(bars):
        shapes += _bar(GAP + place * (BAR + GAP), name, value, words, most)
    heard = "; ".join(f"{name}: {words}" for name, _, words in bars)
    return _svg(title, heard, GAP + len(bars) * (BAR + GAP), shapes)


class _Scale:
    """Where a value lies from top to bottom, with round numbers beside it."""

    def __init__(self, values: Sequence[float]) -> None:
        least, most = min(values), max(values)
        room = (most / 2 - least / 2) or max(abs(most), 1.0) / 2  # halves: no difference is too large
        self._step = _round_step(max(room * 2 / TICKS, SMALLEST))
        self._least = math.floor(least / self._step) * self._step
        self._most = max(math.ceil(most / self._step) * self._step, self._least + self._step)

    def down(self, value: float) -> float:
        share = (value / 2 - self._least / 2) / (self._most / 2 - self._least / 2)
        return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> Iterable[str]:
        count = round((self._most - self._least) / self._step)
        for place in range(count + 1):
            value = self._least + place * self._step
            y = self.down(value)
            yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#d4d4d4"/>'
            yield _words(LEFT - 8, y + 4, number(round(value, 12)), anchor="end")


def _round_step(rough: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, at least `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough * (1 - 1e-9))


def _across(place: int, count: int) -> float:
    room = WIDTH - LEFT - RIGHT - 24
    return LEFT + 12 + (room / 2 if count == 1 else place * room / (count - 1))


def _level(scale: _Scale, value: float | None, colour: str, dashes: str) -> Iterable[str]:
    """A line from side to side."""
    if value is None:
        return
    y = scale.down(_finite(value))
    yield (
        f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{colour}" '
        f'stroke-width="1.5" stroke-dasharray="{dashes}"/>'
    )


def _level_name(
    scale: _Scale, value: float | None, name: str, colour: str, dots: Sequence[Dot]
) -> Iterable[str]:
    """At an end of the line, above all lines: first as a white rim, for few programs know `paint-order`."""
    if value is not None:
        y = scale.down(value)
        x, anchor = _free_end(y, dots)
        for rim in (' stroke="#ffffff" stroke-width="4"', ""):
            yield _words(x, y - 5, f"{name} {number(value)}", anchor=anchor, colour=colour, rim=rim)


def _free_end(y: float, dots: Sequence[Dot]) -> tuple[float, str]:
    """Where words above the line at `y` hide no value, and how they are anchored there: at the right if they
    may be, for there the lines are named in most charts."""
    near = [x for x, dot in dots if y - LINE_OF_WORDS - DOT < dot < y]
    hides_right = any(x > WIDTH - RIGHT - NAME for x in near)
    hides_left = any(x < LEFT + NAME for x in near)
    return (LEFT + 4, "start") if hides_right and not hides_left else (WIDTH - RIGHT, "end")


def _polyline(dots: Sequence[tuple[float, float]]) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    return f'<polyline points="{places}" fill="none" stroke="{LINE}" stroke-width="2"/>'


def _below(labels: Sequence[str], across: Sequence[float]) -> Iterable[str]:
    """The first and the last, and some between them."""
    last = len(labels) - 1
    every = max(1, math.ceil(last / (MOST_LABELS - 1)))
    for place in range(last + 1):
        is_shown = place == last or (place % every == 0 and last - place >= every)
        if is_shown:
            yield _words(across[place], HEIGHT - 12, labels[place], anchor="middle")


def _bar(top: float, name: object, value: float | None, words: object, most: float) -> Iterable[str]:
    room = WIDTH - NAMES - FIGURES
    share = 0.0 if value is None or most <= 0 else max(0.0, min(1.0, _finite(value) / most))
    shown = cut_plain(_plain(name), LONGEST_NAME)
    middle = top + BAR / 2 + 4.5
    yield _words(NAMES - 10, middle, shown, anchor="end")
    if value is not None:
        yield f'<rect x="{NAMES}" y="{top:.1f}" width="{share * room:.1f}" height="{BAR}" fill="{LINE}"/>'
    yield _words(NAMES + share * room + 8, middle, words, anchor="start")


def _words(x: float, y: float, said: object, *, anchor: str, colour: str = INK, rim: str = "") -> str:
    """Text at a place. `anchor`, start, middle or end, is meant from left to right, whatever is written."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{rim} direction="ltr" '
        f'unicode-bidi="plaintext">{escape(_plain(said))}</text>'
    )


def _svg(title: object, heard: str, height: float, shapes: Iterable[str]) -> Markup:
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" font-family="sans-serif" font-size="12">'
        f"<title>{escape(_plain(title))}</title><desc>{escape(_plain(heard))}</desc>"
        f"{''.join(shapes)}</svg>"
    )
    return Markup(drawn)  # noqa: S704 - numbers of ours, and every word is escaped


def _plain(said: object) -> str:
    return one_line(tidy(str(said)))


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise InvalidObject(f"{value} cannot be drawn")
    return value
