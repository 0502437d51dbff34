from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from community.convenings.calendar import LONGEST_URL, file_name, google_url, ics, outlook_url, uid_of
from community.convenings.views import Convening
from tests.support.convenings import a_convening, utc, wall

NOW = utc(2026, 11, 19, 17)
HOSTILE = 'Ünïts; 1, 2\\n\r\nBEGIN:VEVENT\nSUMMARY:x "quoted" <!channel> 🎉 \u202eabc'


def read(convening: Convening) -> tuple[Any, Any]:
    """Calendar and entry, read back; `Any`, as icalendar types each value as one of all there are."""
    calendar = Calendar.from_ical(ics(convening, now=NOW).decode())
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return calendar, event


def test_the_entry_is_read_back_as_it_is() -> None:
    convening = a_convening(sequence=3)
    calendar, event = read(convening)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert event["UID"] == "convening-42@t1.convener"
    assert event["SEQUENCE"] == 3
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].params["TZID"] == "America/Los_Angeles"
    assert event["DTSTART"].dt.replace(tzinfo=None) == convening.starts_local
    assert event["DTSTART"].dt == convening.starts_at
    assert event["DTEND"].dt == convening.ends_at
    assert event["DTSTAMP"].dt == NOW
    assert event["SUMMARY"] == "SEL data walk"
    assert "Data walk (45 min)" in event["DESCRIPTION"]
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event


def test_the_zone_is_described_with_its_clock_changes() -> None:
    calendar, _ = read(a_convening())
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "America/Los_Angeles"
    offsets = {str(part["TZOFFSETTO"].to_ical()) for part in zone.subcomponents}
    assert offsets == {"-0800", "-0700"}


def test_a_cancelled_session_cancels_the_same_entry() -> None:
    before, after = a_convening(), a_convening(is_cancelled=True, sequence=1)
    calendar, event = read(after)
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["UID"] == uid_of(before)
    assert event["SEQUENCE"] == 1


def test_the_file_name_carries_the_sequence() -> None:
    assert file_name(a_convening(sequence=2)) == "convening-42-2.ics"


def test_a_session_over_midnight_ends_on_the_next_day() -> None:
    _, event = read(a_convening(wall(2026, 12, 3, 23, 30), minutes=90))
    assert event["DTEND"].dt.replace(tzinfo=None) == wall(2026, 12, 4, 1)


def test_an_end_whose_time_comes_twice_is_unmistakable() -> None:
    convening = a_convening(wall(2026, 11, 1, 0, 30), minutes=120)
    _, event = read(convening)
    assert event["DTEND"].dt == convening.ends_at == utc(2026, 11, 1, 9, 30)


def test_hostile_text_stays_text() -> None:
    calendar, event = read(a_convening(title=HOSTILE, place=HOSTILE, objectives=HOSTILE))
    assert len(calendar.walk("VEVENT")) == 1
    assert str(event["SUMMARY"]) == HOSTILE.replace("\r\n", "\n").replace("\\n\n", "\\n\n")


@given(st.text(max_size=200), st.text(max_size=300), st.datetimes(wall(2026, 1, 1), wall(2027, 12, 31)))
def test_any_title_and_place_make_a_readable_file(title: str, place: str, starts: datetime) -> None:
    convening = a_convening(starts.replace(second=0, microsecond=0), title=title, place=place)
    _, event = read(convening)
    assert event["DTSTART"].dt - convening.starts_at in (timedelta(), timedelta(hours=-1), timedelta(hours=1))


@given(st.text(max_size=150), st.text(max_size=300), st.text(max_size=2000))
def test_links_for_web_calendars_fit_a_button(title: str, place: str, objectives: str) -> None:
    convening = a_convening(title=title, place=place, objectives=objectives)
    for url in (google_url(convening), outlook_url(convening)):
        assert len(url) <= LONGEST_URL
        assert url.isascii()
        assert urlsplit(url).scheme == "https"


def test_links_carry_title_and_times() -> None:
    google = parse_qs(urlsplit(google_url(a_convening())).query)
    assert google["text"] == ["SEL data walk"]
    assert google["dates"] == ["20261203T233000Z/20261204T004500Z"]
    assert google["ctz"] == ["America/Los_Angeles"]
    outlook = parse_qs(urlsplit(outlook_url(a_convening())).query)
    assert outlook["subject"] == ["SEL data walk"]
    assert (outlook["startdt"], outlook["enddt"]) == (["2026-12-03T23:30:00Z"], ["2026-12-04T00:45:00Z"])
