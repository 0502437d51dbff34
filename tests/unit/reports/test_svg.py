"""Charts of pages: every value has its place, whatever the values are."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message_templates.errors import InvalidObject
from message_templates.svg import HEIGHT, WIDTH, bar_chart, line_chart

SVG = "{http://www.w3.org/2000/svg}"
values = st.floats(-1e12, 1e12, allow_nan=False)


def read(chart: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart)  # noqa: S314 - drawn a line above


def heights(chart: str) -> list[float]:
    return [float(dot.get("cy", "nan")) for dot in read(chart).iter(f"{SVG}circle")]


def words(chart: str) -> list[str]:
    return [text.text or "" for text in read(chart).iter(f"{SVG}text")]


def test_a_line_rises_where_values_rise() -> None:
    first, second, third = heights(line_chart("Talk", [("Sep 1", 1.0), ("Sep 8", 3.0), ("Sep 15", 2.0)]))
    assert second < third < first  # from the top


def test_median_and_target_are_lines_that_say_what_they_are() -> None:
    said = words(line_chart("Talk", [("Sep 1", 31.0), ("Sep 8", 40.5)], median=35.75, target=50, unit="%"))
    assert {"median 35.75", "target 50", "%", "Sep 1", "Sep 8"} <= set(said)


def test_a_chart_is_named_and_told_value_by_value() -> None:
    drawn = read(line_chart("Talk <b>", [("Sep 1", 31.0), ("Sep 8", 40.5)]))
    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{SVG}title") == "Talk <b>"
    assert drawn.findtext(f"{SVG}desc") == "Sep 1: 31; Sep 8: 40.5"


def test_below_a_long_line_the_first_and_the_last_day_stand_and_few_between() -> None:
    said = words(line_chart("Talk", [(f"day {nth}", float(nth)) for nth in range(20)]))
    days = [word for word in said if word.startswith("day")]
    assert (days[0], days[-1]) == ("day 0", "day 19")
    assert len(days) <= 6


@pytest.mark.parametrize(
    ("shown", "anchor"),
    [([30.0, 40.0, 52.0], "start"), ([30.0, 40.0, 45.0], "end"), ([52.0, 40.0, 52.0], "end")],
)
def test_the_name_of_a_line_hides_no_value_if_one_end_is_free(shown: list[float], anchor: str) -> None:
    chart = line_chart("Talk", [(f"Sep {day}", value) for day, value in enumerate(shown, 1)], target=50)
    names = [text for text in read(chart).iter(f"{SVG}text") if text.text == "target 50"]
    assert {text.get("text-anchor") for text in names} == {anchor}


@given(st.lists(values, min_size=1, max_size=30), st.none() | values)
def test_whatever_the_values_everything_is_drawn_within_the_chart(
    given_values: list[float], target: float | None
) -> None:
    chart = line_chart(
        "x", [("Sep 1", value) for value in given_values], median=given_values[0], target=target
    )
    for at in re.findall(r' (?:cy|y|y1|y2)="([^"]+)"', chart):
        assert 0 <= float(at) <= HEIGHT
    for at in re.findall(r' (?:cx|x|x1|x2)="([^"]+)"', chart):
        assert 0 <= float(at) <= WIDTH


@given(st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=20), st.floats(0, 1e6))
def test_bars_are_as_long_as_their_values_and_never_longer_than_there_is_room(
    lengths: list[float | None], most: float
) -> None:
    drawn = read(bar_chart("x", [("name", value, "words") for value in lengths], most=most))
    bars = [float(bar.get("width", "nan")) for bar in drawn.iter(f"{SVG}rect")]
    assert len(bars) == sum(value is not None for value in lengths)
    assert all(0 <= bar <= WIDTH for bar in bars)


def test_nothing_to_show_is_told_in_words_and_is_no_bar() -> None:
    chart = bar_chart("Feedback", [("Walk", None, "too few answers"), ("Talk", 0.0, "0.0")], most=5)
    assert len(list(read(chart).iter(f"{SVG}rect"))) == 1
    assert "too few answers" in words(chart)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_not_drawn(value: float) -> None:
    with pytest.raises(InvalidObject):
        line_chart("x", [("a", value)])
    with pytest.raises(InvalidObject):
        bar_chart("x", [("a", value, "")], most=5)


def test_a_chart_of_nothing_is_a_mistake() -> None:
    with pytest.raises(InvalidObject):
        line_chart("x", [])
    with pytest.raises(InvalidObject):
        bar_chart("x", [], most=5)
