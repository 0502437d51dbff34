"""What is typed about learnings: tags, searches, emoji. Nothing typed is an error where one searches."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.communities.emoji import read_emoji
from community.learnings.searching import read_search, search_text
from community.learnings.views import KINDS, Search
from community.learnings.words import read_tags, tags_of, terms_of
from storage.folding import folded, folded_words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "search"),
    [
        ("", Search()),
        ("exit tickets", Search("exit tickets")),
        (
            "d\u0131d not work",
            Search("d\u0131d not work"),
        ),  # i without its dot: like i, but for the regex alone
        ("exit tick did not work", Search("exit tick", "did_not_work")),
        ("exit Successes tickets", Search("exit tickets", "success")),
        ('"did not work" tickets', Search('"did not work" tickets')),
        ("kind:any question", Search("question")),
        ("kind:challenge question", Search("question", "challenge")),
        ("kind:nonsense", Search("kind:nonsense")),
        ("#Grade-4 talk", Search("talk", tag="Grade-4")),
        ("talk # 4", Search("talk # 4")),
        ("since 3 Oct", Search(since=date(2026, 10, 3))),
        ("talk since October 3 success", Search("talk", "success", since=date(2026, 10, 3))),
        ("since 24 November", Search(since=date(2025, 11, 24))),
        ("Since: Sept 1, 2024", Search(since=date(2024, 9, 1))),
        ("since 2026-09-01", Search(since=date(2026, 9, 1))),
        ("since 2026-13-45", Search("since 2026-13-45")),
        ("since 31 Feb", Search("since 31 Feb")),
        ("since when", Search("since when")),
        ("since 29 Feb", Search(since=date(2024, 2, 29))),
        ("since Oct 3rd", Search(since=date(2026, 10, 3))),
        ("since September talk", Search("talk", since=date(2026, 9, 1))),
        ("since Sep 2025 talk", Search("talk", since=date(2025, 9, 1))),
        ("talk since yesterday", Search("talk", since=TODAY - timedelta(days=1))),
        ("since last month talk #Grade-4", Search("talk", tag="Grade-4", since=date(2026, 10, 1))),
        ("since last 2 weeks", Search(since=TODAY - timedelta(days=13))),
        ("talk since 10/3", Search("talk since 10/3")),
        ("since we talk since 3 Oct", Search("since we talk", since=date(2026, 10, 3))),
        ("since", Search("since")),
    ],
)
def test_a_search_is_read_from_words(typed: str, search: Search) -> None:
    assert read_search(typed, TODAY) == search


words = st.text(max_size=30)
searches = st.builds(
    Search,
    words=st.lists(
        st.sampled_from(["exit", "success", "did not work", '"quoted words"', "tick*"]), max_size=4
    ).map(" ".join),
    kind=st.sampled_from(["", *KINDS]),
    tag=st.sampled_from(["", "talk", "Grade-4"]),
    since=st.none() | st.dates(date(2000, 1, 1), TODAY),
)


@given(searches)
def test_what_buttons_carry_is_read_as_the_same_search(search: Search) -> None:
    assert read_search(search_text(search), TODAY) == search


@given(words)
def test_whatever_is_typed_is_read_and_looked_for(typed: str) -> None:
    search = read_search(typed, TODAY)
    assert all(word.isalnum() for word in terms_of(search.words).words)
    again = read_search(search_text(search), TODAY)
    assert terms_of(again.words) == terms_of(search.words)


@given(words)
def test_folding_twice_is_folding_once(typed: str) -> None:
    assert folded(folded(typed)) == folded(typed)
    assert all(word and not word.isspace() for word in folded_words(typed))


def test_tags_are_kept_once_as_first_typed() -> None:
    assert read_tags(" #Grade 4, grade  4; Élan,elan,,…") == ("Grade 4", "Élan")


def test_what_a_form_asked_in_other_words_becomes_tags_unless_too_long() -> None:
    assert tags_of("Exit tickets", "", "x" * 41, "Grade 4, readers") == ("Exit tickets", "Grade 4", "readers")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (":bulb:", "bulb"),
        (" BULB ", "bulb"),
        ("💡", "bulb"),
        ("❤️", "heart"),
        (":+1::skin-tone-4:", "+1"),
        (":e-mail:", "e-mail"),
        (":思いつき:", "思いつき"),
        ("", ""),
        ("   ", ""),
        (":bulb", None),
        ("two words", None),
        (":bulb: :tada:", None),
        ("🦆", None),
        ("<!channel>", None),
        ("x" * 101, None),
    ],
)
def test_an_emoji_is_read_by_name_or_sign(typed: str, name: str | None) -> None:
    assert read_emoji(typed) == name
