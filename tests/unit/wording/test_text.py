"""Escaping, plain text and cutting."""

import pytest
from markupsafe import Markup

from message_templates.text import cut_mrkdwn, cut_plain, fits, one_line, tidy, to_mrkdwn, to_plain


def test_typed_text_is_escaped_for_mrkdwn() -> None:
    assert to_mrkdwn("a & b <!channel> > c") == "a &amp; b &lt;!channel&gt; &gt; c"


def test_markup_is_left_as_it_stands() -> None:
    assert to_mrkdwn(Markup("<@U1> &amp; co")) == "<@U1> &amp; co"


def test_quotes_escaped_for_html_become_quotes_again() -> None:
    assert to_mrkdwn(Markup.escape("""it's "fine" & <ok>""")) == """it's "fine" &amp; &lt;ok&gt;"""


def test_somebody_who_types_an_html_escape_sees_it_as_typed() -> None:
    assert to_plain(Markup.escape("&#39; and &amp;")) == "&#39; and &amp;"


def test_plain_text_of_typed_text_is_what_was_typed() -> None:
    assert to_plain("a & b <!channel> <@U1>") == "a & b <!channel> <@U1>"


@pytest.mark.parametrize(
    ("mrkdwn", "readable"),
    [
        ("<!date^1^{time}|3:30 PM PST>", "3:30 PM PST"),
        ("<https://a.b/?q=1&amp;r=2|Join &amp; see>", "Join & see"),
        ("<https://a.b/>", "https://a.b/"),
        ("<#C1|math-plc>", "math-plc"),
        ("a &lt; b", "a < b"),
    ],
)
def test_plain_text_of_markup_keeps_the_readable_part(mrkdwn: str, readable: str) -> None:
    assert to_plain(Markup(mrkdwn)) == readable  # noqa: S704 - ready mrkdwn is what is tested


def test_characters_that_break_json_or_turn_text_around_are_dropped() -> None:
    assert tidy("a\x00b\ud800c\u202ed\u2066e\r\nf\rg\th") == "abcde\nf\ng\th"


def test_right_to_left_letters_and_joined_emoji_are_kept() -> None:
    kept = "שלום مرحبا 👩‍👩‍👧 \u200fא"
    assert tidy(kept) == kept


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\n b\t c ") == "a b c"


def test_what_fits_is_not_cut() -> None:
    assert cut_plain("x" * 75, 75) == "x" * 75


def test_a_cut_is_made_after_a_word() -> None:
    assert cut_plain("alpha beta gamma", 12) == "alpha beta…"


def test_a_long_word_is_cut_within() -> None:
    assert cut_plain("x" * 30, 10) == "x" * 9 + "…"


def test_an_emoji_counts_twice_as_in_utf_16() -> None:
    assert fits("🎉" * 5, 10)
    assert not fits("🎉" * 6, 10)
    assert cut_plain("🎉" * 6, 10) == "🎉" * 4 + "…"


@pytest.mark.parametrize("whole", ["👩🏽", "é", "👩\u200d🏫"])
def test_a_cut_never_parts_what_is_one_character_to_people(whole: str) -> None:
    text = "aaaa" + whole * 6
    for limit in range(8, 16):
        kept = cut_plain(text, limit).removesuffix("…")
        assert kept.removeprefix("aaaa").replace(whole, "") == ""


@pytest.mark.parametrize("limit", range(3, 12))
def test_a_cut_never_parts_an_escape(limit: int) -> None:
    assert cut_mrkdwn("ab&amp;&lt;&gt;cd", limit) in {"ab&amp;&lt;…", "ab&amp;…", "ab…"}


@pytest.mark.parametrize("limit", range(3, 20))
def test_a_cut_never_parts_a_token(limit: int) -> None:
    assert cut_mrkdwn("hi <@U12345678> and more", limit) in {"hi…", "hi <@U12345678>…"}
