"""What may tell who a student is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.problems.identifying import identifying_details


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Write to maria.lopez@school.example.org", "e-mail"),
        ("Her mother is at 555-123-4567", "phone"),
        ("Call (555) 123-4567 after two", "phone"),
        ("Erreichbar unter +49 30 1234567", "phone"),
        ("student ID 204455 was absent", "number"),
        ("Student number: A-20445", "number"),
        ("her SSN is 123-45-6789", "number"),
        ("a boy born on 4 May 2014", "birth"),
        ("DOB: 5/4/14", "birth"),
        ("my student Maria Lopez never speaks", "name"),
        ("a boy named Jamal left", "name"),
        ("One girl, Aïcha, draws all day", "name"),
        ("My students Max and Moritz", "name"),
        ("the student Maria's notebook", "name"),
        ("a child called Łukasz", "name"),
    ],
)
def test_details_that_may_tell_are_found(text: str, what: str) -> None:
    found = identifying_details(text)
    assert found is not None
    assert what in found
    assert "Say “a student”" in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 of 27 students speak in a lesson",
        "A student looks down when I ask",
        "Students Who Talk Rarely",
        "My students ELL and IEP plans differ",
        "On Monday 2026-09-14 at 10:30, 12 of 24 came",
        "1,234 of 5,678 exit tickets; 45-50 % pass",
        "student Growth is flat; students English level 3",
        "Standard 7.RP.A.3 of grade 7",
        "pages 100-120, room 204, period 4",
        "students in grades 6, 7 and 8",
    ],
)
def test_ordinary_evidence_is_left_alone(text: str) -> None:
    assert identifying_details(text) is None


def test_what_was_found_is_quoted_in_brief() -> None:
    found = identifying_details("student Mar" + "a" * 500)
    assert found is not None
    assert len(found) < 140


@given(st.text(max_size=400))
def test_any_text_can_be_looked_at(text: str) -> None:
    identifying_details(text)
