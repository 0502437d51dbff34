from __future__ import annotations

import json

from community.convenings.changes import changes_since, has_moved, known
from community.convenings.views import Change
from tests.support.convenings import a_convening, utc, wall


def test_what_a_person_knows_survives_being_stored() -> None:
    convening = a_convening()
    assert changes_since(json.loads(json.dumps(known(convening))), convening) == ()


def test_each_thing_that_changed_is_said_with_what_it_was() -> None:
    before = known(a_convening())
    after = a_convening(
        wall(2026, 12, 4, 16), title="Walk", minutes=60, mode="hybrid", place="Room 4", link=""
    )
    assert changes_since(before, after) == (
        Change("title", "SEL data walk", "Walk"),
        Change(
            "when",
            "Thursday 3 December 2026, 3:30 pm (America/Los_Angeles)",
            "Friday 4 December 2026, 4:00 pm (America/Los_Angeles)",
            was_at=utc(2026, 12, 3, 23, 30),
        ),
        Change("length", "75 min", "60 min"),
        Change("mode", "online", "in person and online"),
        Change("where", "", "Room 4"),
        Change("link", "https://meet.example.org/abc", ""),
    )
    assert has_moved(before, after)


def test_agenda_and_objectives_are_no_news() -> None:
    before = a_convening()
    after = a_convening(agenda=(), objectives="", spotlight="Room 4's wall", note_taker="UBEN")
    assert changes_since(known(before), after) == ()
    assert not has_moved(known(before), after)
