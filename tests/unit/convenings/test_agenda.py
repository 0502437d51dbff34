from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.convenings.agenda import agenda_text, check_fits, parse_agenda
from community.convenings.views import AgendaItem
from community.errors import InvalidInput

DATA_WALK = (AgendaItem("Data walk", 20),)


@pytest.mark.parametrize(
    "line",
    [
        "Data walk, 20",
        "Data walk 20 min",
        "20 min Data walk",
        "Data walk - 20m",
        "Data walk (20 minutes)",
        "Data walk: 20",
        "20: Data walk",
        "20' Data walk",
        "• Data walk | 20 mins",
        "1. Data walk, 20",
        "- 20 min - Data walk",
    ],
)
def test_a_line_is_read_however_people_write_it(line: str) -> None:
    assert parse_agenda(line) == DATA_WALK


def test_hours_are_minutes() -> None:
    assert parse_agenda("Work together, 1h15\nBreak 1 hour\n1 h 5 min Closing") == (
        AgendaItem("Work together", 75),
        AgendaItem("Break", 60),
        AgendaItem("Closing", 65),
    )


def test_numbers_in_a_topic_are_not_its_minutes() -> None:
    assert parse_agenda("Grade 5 unit 2, 15") == (AgendaItem("Grade 5 unit 2", 15),)
    assert parse_agenda("Results, questions 1-3, 20") == (AgendaItem("Results, questions 1-3", 20),)


def test_empty_lines_count_for_nothing() -> None:
    assert parse_agenda("\n\n Data walk, 20 \r\n\n") == DATA_WALK
    assert parse_agenda("") == ()


@pytest.mark.parametrize("line", ["Data walk", "Grade 5", "20", "20 min", "Data walk, soon", ","])
def test_a_line_without_minutes_or_topic_is_quoted(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_agenda(f"Welcome, 5\n{line}")
    assert f"“{line}”" in refused.value.problems["agenda"]


def test_no_time_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput, match="takes no time"):
        parse_agenda("Data walk, 0")


def test_an_agenda_longer_than_the_session_is_refused() -> None:
    agenda = (AgendaItem("Data walk", 50), AgendaItem("Reflection", 30))
    check_fits(agenda, 80)
    with pytest.raises(InvalidInput, match="takes 80 minutes, the session only 75"):
        check_fits(agenda, 75)


@given(st.text())
def test_any_text_is_an_agenda_or_a_problem_beside_it(text: str) -> None:
    problems = {}
    try:
        parse_agenda(text)
    except InvalidInput as refused:
        problems = refused.problems
    assert set(problems) <= {"agenda"}


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Za-z][A-Za-z0-9 ]{0,30}[A-Za-z]", fullmatch=True), st.integers(1, 1440)),
        max_size=5,
    )
)
def test_an_agenda_shown_in_the_form_is_read_back_the_same(items: list[tuple[str, int]]) -> None:
    agenda = tuple(AgendaItem(topic, minutes) for topic, minutes in items)
    assert parse_agenda(agenda_text(agenda)) == agenda
