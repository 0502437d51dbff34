from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.convenings.prefill import prefill
from community.convenings.views import Prefill
from tests.support.convenings import ZONE, utc

NOW = utc(2026, 11, 23, 17)  # Monday morning in Los Angeles
DAY = date(2026, 12, 3)


def read(text: str) -> Prefill:
    return prefill(text, zone=ZONE, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Thu 3 Dec 3:30pm 75m SEL data walk",
        "SEL data walk Thursday, 3 December 15:30 75 min",
        "SEL data walk on Dec 3rd at 3:30 pm for 1h15",
        "2026-12-03 15:30 SEL data walk 1h15m",
        "3:30PM SEL 3 dec 2026 data walk 75 minutes",
    ],
)
def test_day_time_length_and_title_are_read_in_any_order(text: str) -> None:
    assert read(text) == Prefill("SEL data walk", DAY, time(15, 30), 75)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow noon 1h Lunch", Prefill("Lunch", date(2026, 11, 24), time(12), 60)),
        ("today 15:30", Prefill("", date(2026, 11, 23), time(15, 30))),
        ("Talk Dec 3 at 3.30 pm for an hour", Prefill("Talk", DAY, time(15, 30), 60)),
        ("Talk at 4 pm", Prefill("Talk", None, time(16))),
        ("Use an hour well", Prefill("Use an hour well")),
        ("12am Vigil 2 hours", Prefill("Vigil", None, time(0), 120)),
        ("09:00 Start", Prefill("Start", None, time(9))),
        ("", Prefill()),
        ("Unit 2.5 review of grade 5", Prefill("Unit 2.5 review of grade 5")),
        ("March to the top", Prefill("March to the top")),
    ],
)
def test_small_forms(text: str, expected: Prefill) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3/12 Data walk", "it could be 12 March or 3 December"),
        ("Fri 3 Dec Data walk", "Thursday 3 December 2026 is not a Friday"),
        ("2026-01-05 Data walk", "Monday 5 January 2026 is past"),
        ("31 Nov Data walk", "there is no such day"),
        ("3:30 Data walk", "write 3:30am or 3:30pm"),
        ("at 4 Data walk", "“at 4” was not read: write 4am or 4pm"),
        ("25:00 Data walk", "there is no such time"),
        ("13pm Data walk", "there is no such time"),
        ("3000m Data walk", "a session lasts from a minute to a day"),
        ("1.5h Data walk", "was not read"),
        ("3:30-4:45pm Data walk", "was not read"),
        ("midnight Data walk", "was not read"),
    ],
)
def test_what_is_unsure_stays_in_the_title_and_is_said(text: str, said: str) -> None:
    found = read(text)
    assert found.title == text
    assert (found.starts_on, found.starts_time, found.minutes) == (None, None, None)
    assert len(found.unread) == 1
    assert said in found.unread[0]
    assert text.removesuffix(" Data walk") in found.unread[0]


def test_a_second_day_or_time_is_said() -> None:
    found = read("3 Dec 4 Dec 3pm 4pm Data walk")
    assert (found.starts_on, found.starts_time, found.title) == (DAY, time(15), "4 Dec 4pm Data walk")
    assert found.unread == (
        "“4 Dec” was not read: there is a day already.",
        "“4pm” was not read: there is a time already.",
    )


def test_a_weekday_alone_is_the_coming_one_and_is_said() -> None:
    found = read("Mon 3pm Data walk")
    assert found.starts_on == date(2026, 11, 30)
    assert found.unread == ("“Mon” was read as Monday 30 November 2026.",)


def test_a_day_past_this_year_is_next_years_and_is_said() -> None:
    found = read("3 Sep Kick-off")
    assert found.starts_on == date(2027, 9, 3)
    assert found.unread == ("“3 Sep” was read as Friday 3 September 2027, as this year’s is past.",)


words = st.sampled_from(
    ["Thu", "3", "Dec", "3:30pm", "75m", "1h15", "12/3", "2026-12-03", "noon", "at", "on", "for", "SEL",
     "walk", "min", "pm", "31", "Feb", "2026", "tomorrow", "٣", "²", "🎉", "<!channel>"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(words).map(" ".join)))
@example("29 Feb")
@example("0000-00-00")
@example("²:30pm ٣ Dec")
def test_any_text_is_read_without_an_error_and_no_word_is_lost(text: str) -> None:
    found = read(text)
    kept = found.title.split()
    remaining = iter(text.split())
    assert all(word in remaining for word in kept)  # in their order
    taken = len(text.split()) - len(kept)
    is_anything_read = any(part is not None for part in (found.starts_on, found.starts_time, found.minutes))
    assert taken <= 4 + 3 + 3
    assert is_anything_read or taken == 0
