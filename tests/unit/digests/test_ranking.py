"""What leads a digest: by points, with many voices; each learning once, and again only if it gained."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from community.digests.ranking import (
    MOST_BRIGHT,
    MOST_FAILED,
    MOST_LEADING,
    TOLD_AGAIN_FROM,
    Arranged,
    Candidate,
    arrange,
    points,
)
from community.ids import LearningId, UserId

FRIDAY = date(2026, 9, 11)
ADA, BEN = UserId("UADA"), UserId("UBEN")


def a_candidate(name: str, **changes: Any) -> Candidate:
    """A challenge somebody shared today, that nobody has endorsed."""
    usual: dict[str, Any] = {"kind": "challenge", "voice": None, "source": "", "shared_on": FRIDAY}
    return Candidate(LearningId(name), **usual | changes)


def arranged(*candidates: Candidate, **choices: Any) -> Arranged:
    return arrange(candidates, FRIDAY, **choices)


def ids(*names: str) -> tuple[LearningId, ...]:
    return tuple(LearningId(name) for name in names)


def test_the_example_in_the_documentation_holds() -> None:
    tuesday, thursday = FRIDAY - timedelta(days=3), FRIDAY - timedelta(days=1)
    meeting = {"source": "convening:1", "shared_on": tuesday}
    told = arranged(
        a_candidate("A", kind="strategy", voice=ADA, endorsements=1, **meeting),
        a_candidate("B", kind="challenge", voice=ADA, endorsements=1, **meeting),
        a_candidate("C", kind="success", voice=BEN, source="cycle:1", shared_on=thursday),
        a_candidate("D", kind="strategy", **meeting),
    )
    assert told == Arranged(leading=ids("C", "A", "B", "D"))


def test_the_more_people_found_it_useful_the_earlier_it_comes() -> None:
    told = arranged(a_candidate("one", endorsements=1), a_candidate("seven", kind="question", endorsements=7))
    assert told.leading == ids("seven", "one")


def test_eight_endorsements_are_as_good_as_eighty_so_that_one_hit_does_not_drown_all() -> None:
    assert points(a_candidate("a", endorsements=8), FRIDAY) == points(
        a_candidate("b", endorsements=80), FRIDAY
    )


def test_what_several_people_said_counts_for_more() -> None:
    assert arranged(a_candidate("once"), a_candidate("thrice", also_said=2)).leading[0] == "thrice"


def test_the_newer_of_two_comes_first() -> None:
    old = a_candidate("a", shared_on=FRIDAY - timedelta(days=1))
    assert arranged(old, a_candidate("b", kind="question")).leading == ids("b", "a")


def test_after_a_week_nothing_is_new() -> None:
    days = [points(a_candidate("a", shared_on=FRIDAY - timedelta(days=age)), FRIDAY) for age in range(9)]
    assert days == [4, 4, 3, 3, 2, 2, 1, 1, 0]


def test_one_voice_does_not_lead_twice_while_others_have_something_to_say() -> None:
    told = arranged(
        a_candidate("a1", kind="question", voice=ADA, endorsements=4),
        a_candidate("a2", kind="resource", voice=ADA, endorsements=4),
        a_candidate("b1", kind="challenge", voice=BEN, endorsements=2),
    )
    assert told.leading == ids("a1", "b1", "a2")


def test_one_convening_does_not_fill_the_digest() -> None:
    told = arranged(
        a_candidate("m1", kind="question", source="convening:1", endorsements=3),
        a_candidate("m2", kind="resource", source="convening:1", endorsements=3),
        a_candidate("c1", kind="challenge", source="cycle:1", endorsements=2),
    )
    assert told.leading == ids("m1", "c1", "m2")


def test_kinds_are_mixed() -> None:
    told = arranged(
        a_candidate("q1", kind="question", endorsements=3),
        a_candidate("q2", kind="question", endorsements=3),
        a_candidate("r1", kind="resource", endorsements=2),
    )
    assert told.leading == ids("q1", "r1", "q2")


def test_bright_spots_are_the_most_endorsed_strong_examples_of_different_people() -> None:
    told = arranged(
        a_candidate("a1", kind="success", voice=ADA, endorsements=9),
        a_candidate("a2", kind="strategy", voice=ADA, endorsements=8),
        a_candidate("b1", kind="strategy", voice=BEN, endorsements=2),
        a_candidate("c1", kind="success", endorsements=1),
        a_candidate("q1", kind="question", endorsements=20),
    )
    assert told.bright_spots == ids("a1", "b1")
    assert set(told.leading) == {"a2", "c1", "q1"}


def test_what_did_not_work_has_its_own_place() -> None:
    failures = [a_candidate(f"f{n}", kind="did_not_work", endorsements=n) for n in range(MOST_FAILED + 1)]
    told = arranged(*failures, a_candidate("q"))
    assert told.did_not_work == ids("f2", "f1")
    assert set(told.leading) == {"q", "f0"}


def test_the_rest_is_told_under_more_longest_waiting_first() -> None:
    waiting = [
        a_candidate(f"{n}", shared_on=FRIDAY - timedelta(days=n), endorsements=10 - n) for n in range(9)
    ]
    told = arranged(*waiting)
    assert len(told.leading) == MOST_LEADING
    assert told.more == ids("8", "7", "6", "5")


def test_what_was_told_comes_again_only_if_three_more_found_it_useful_since() -> None:
    told = arranged(
        a_candidate("two", was_told=True, endorsements=9, gained=TOLD_AGAIN_FROM - 1),
        a_candidate("three", was_told=True, endorsements=9, gained=TOLD_AGAIN_FROM),
    )
    assert told == Arranged(leading=ids("three"))


def test_what_comes_again_is_never_under_more() -> None:
    new = [a_candidate(f"{n}", endorsements=8) for n in range(9)]
    again = a_candidate("again", was_told=True, endorsements=3, gained=3)
    assert "again" not in arranged(again, *new).more


def test_what_a_facilitator_put_first_leads_in_that_order() -> None:
    told = arranged(
        a_candidate("liked", endorsements=8),
        a_candidate("bright", kind="success", endorsements=8),
        a_candidate("quiet", kind="question"),
        first=ids("quiet", "bright", "gone"),
    )
    assert told == Arranged(leading=ids("quiet", "bright", "liked"))


def test_what_a_facilitator_dropped_is_told_under_more() -> None:
    told = arranged(
        a_candidate("a", kind="success", endorsements=8),
        a_candidate("b", kind="did_not_work"),
        a_candidate("c"),
        first=ids("a"),
        dropped=ids("a", "b", "gone"),
    )
    assert told == Arranged(leading=ids("c"), more=ids("a", "b"))


def test_at_most_five_lead_however_many_are_put_first() -> None:
    names = [f"{n}" for n in range(9)]
    told = arranged(*(a_candidate(name) for name in names), first=ids(*names))
    assert (told.leading, told.more) == (ids(*names[:5]), ids(*names[5:]))


candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(0, 999).map(lambda n: LearningId(f"{n:03}")),
        kind=st.sampled_from(["success", "strategy", "did_not_work", "challenge", "question", "resource"]),
        voice=st.sampled_from([None, ADA, BEN]),
        source=st.sampled_from(["", "convening:1", "cycle:1"]),
        shared_on=st.dates(FRIDAY - timedelta(days=30), FRIDAY + timedelta(days=1)),
        endorsements=st.integers(0, 12),
        also_said=st.integers(0, 6),
        was_told=st.booleans(),
        gained=st.integers(0, 5),
    ),
    max_size=30,
    unique_by=lambda each: each.id,
)


@given(candidates, st.data())
def test_each_learning_stands_in_one_place_and_none_is_forgotten(
    found: list[Candidate], data: st.DataObject
) -> None:
    names = [each.id for each in found]
    some = st.lists(st.sampled_from(names), max_size=8) if names else st.just([])
    told = arrange(found, FRIDAY, first=data.draw(some), dropped=data.draw(some))
    shown = [*told.leading, *told.bright_spots, *told.did_not_work]
    everywhere = [*shown, *told.more]
    new = {each.id for each in found if not each.was_told}
    assert len(everywhere) == len(set(everywhere))
    assert new <= set(everywhere)
    assert set(told.more) <= new
    again = {each.id for each in found if each.was_told and each.gained >= TOLD_AGAIN_FROM}
    assert set(everywhere) - new <= again
    assert len(told.leading) <= MOST_LEADING
    assert len(told.bright_spots) <= MOST_BRIGHT
    assert len(told.did_not_work) <= MOST_FAILED


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_in_which_learnings_are_found_does_not_matter(found: list[Candidate], chance: Any) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert arrange(found, FRIDAY) == arrange(shuffled, FRIDAY)
