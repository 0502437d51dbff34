"""What templates write after a bar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from markupsafe import Markup

from message_templates import filters
from message_templates.errors import InvalidObject, RenderError
from message_templates.filters import (
    bar,
    bold,
    duration,
    joined,
    link,
    number,
    percent,
    plural,
    quote,
    quotes,
    short_day,
    sparkline,
)
from message_templates.text import to_mrkdwn
from tests.unit.wording.conftest import Writer

AT = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)


def test_a_date_is_a_token_with_the_communitys_time_as_fallback(renderer_of: Writer) -> None:
    said = renderer_of(when="{{ at | slack_date }}").text("area/when", at=AT, zone="America/Los_Angeles")
    assert said == (
        f"<!date^{int(AT.timestamp())}^{{date_long_pretty}} at {{time}}"
        "|Thursday, December 3, 2026 at 3:30 PM PST>"
    )


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("full", "Friday, December 4, 2026 at 5:00 AM UTC+0530"),
        ("short", "Friday, December 4, 2026 at 5:00 AM UTC+0530"),
        ("date", "Friday, December 4, 2026"),
        ("time", "5:00 AM UTC+0530"),
    ],
)
def test_each_form_has_its_fallback_in_the_zone_given(renderer_of: Writer, form: str, shown: str) -> None:
    renderer = renderer_of(when="{{ at | slack_date(form, zone='Asia/Colombo') }}")
    assert renderer.text("area/when", plain=True, at=AT, form=form) == shown


def test_a_naive_time_is_refused(renderer_of: Writer) -> None:
    with pytest.raises(RenderError, match="needs an instant with a zone"):
        renderer_of(when="{{ at | slack_date }}").text("area/when", at=datetime(2026, 12, 3))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("at", "shown"),
    [(time(0, 0), "12:00 AM"), (time(12, 0), "12:00 PM"), (time(15, 5), "3:05 PM"), (time(9), "9:00 AM")],
)
def test_the_wall_clock_has_twelve_hours(at: time, shown: str) -> None:
    assert filters.wall_time(at) == shown


def test_days_are_named_in_english() -> None:
    assert filters.wall_date(date(2026, 2, 1)) == "Sunday, February 1, 2026"
    assert filters.wall_day(date(2026, 2, 1)) == "Sun, Feb 1"
    assert filters.weekday(0) == "Monday"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (75, "1 hour 15 minutes"),
        (60, "1 hour"),
        (1, "1 minute"),
        (0, "0 minutes"),
        (timedelta(days=2, minutes=30), "2 days 30 minutes"),
    ],
)
def test_durations_are_in_words(length: timedelta | int, shown: str) -> None:
    assert duration(length) == shown


def test_one_is_singular_and_the_rest_plural() -> None:
    assert [plural(n, "reply", "replies") for n in (0, 1, 1200)] == ["0 replies", "1 reply", "1,200 replies"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ""),
        (["Ada"], "Ada"),
        (["Ada", "Ben"], "Ada and Ben"),
        (["Ada", "Ben", "Cy"], "Ada, Ben and Cy"),
        (["Ada", "Ben", "Cy", "Di", "Ed"], "Ada, Ben, Cy and 2 more"),
    ],
)
def test_names_are_joined_and_the_rest_counted(names: list[str], shown: str) -> None:
    assert joined(names, 3) == shown


def test_joined_names_are_escaped_and_mentions_are_not() -> None:
    assert joined(["<Ada>", filters.mention("U1")]) == "&lt;Ada&gt; and <@U1>"


@pytest.mark.parametrize("value", ["", "!channel", "U1|x", "U1> <!here", "u1", "C1"])
def test_only_a_users_id_can_be_mentioned(value: str) -> None:
    with pytest.raises(InvalidObject):
        filters.mention(value)


def test_a_link_cannot_be_broken_out_of() -> None:
    made = link("https://a.b/x y?q=1&r=%20|<!channel>", "see <!channel> | now\nhere")
    assert made == "<https://a.b/x%20y?q=1&amp;r=%20%7C%3C!channel%3E|see &lt;!channel&gt; ¦ now here>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "!channel", "@U1", "file:///etc/passwd", ""])
def test_what_is_no_web_page_does_not_become_a_link(url: str) -> None:
    assert link(url, "the room") == "the room"


def test_addresses_in_typed_text_can_be_clicked_and_nothing_else() -> None:
    typed = "see https://a.b/c?d=1&e=<2>, then <!channel> & (http://x.org)."
    assert filters.with_links(typed) == (
        "see <https://a.b/c?d=1&amp;e=>&lt;2&gt;, then &lt;!channel&gt; &amp; (<http://x.org>)."
    )


def test_a_quote_reaches_over_all_lines() -> None:
    assert quote("one\n\n<two>") == "> one\n> \n> &lt;two&gt;"


def test_a_long_text_is_quoted_in_parts_and_nothing_of_it_is_left_out() -> None:
    assert quotes("one two\n\n<three>", most=17) == ["> one two", "> &lt;three&gt;"]
    assert quotes("a short one") == ["> a short one"]
    assert quotes(" \n") == []


def test_no_part_of_a_quote_is_cut_within_an_escape_or_ends_in_empty_lines() -> None:
    assert quotes("&&&&&", most=14) == ["> &amp;&amp;", "> &amp;&amp;", "> &amp;"]
    assert quotes("one" + "\n" * 40 + "two", most=20) == ["> one", "> two"]


def test_bold_stays_on_one_line_and_out_of_the_way_of_asterisks() -> None:
    assert [bold("a\nb"), bold("a*b"), bold("")] == ["*a b*", "a*b", ""]


def test_shares_and_bars() -> None:
    assert [percent(4, 5), percent(0.8), percent(0, 0)] == ["80 %", "80 %", "–"]
    assert [bar(5), bar(0), bar(2.5), bar(9), bar(1, 0)] == [
        "▰" * 10,
        "▱" * 10,
        "▰" * 5 + "▱" * 5,
        "▰" * 10,
        "▱" * 10,
    ]


def test_cut_works_on_typed_text_and_on_markup() -> None:
    assert filters.cut("alpha beta gamma", 12) == "alpha beta…"
    assert filters.cut(Markup("<@U1> &amp; somebody"), 12) == "<@U1> &amp;…"


def test_nothing_is_escaped_twice_on_its_way_through_several_filters(renderer_of: Writer) -> None:
    renderer = renderer_of(said="{% set a %}{{ x | cut(50) }}{% endset %}{{ a | line | quote }}{{ a ~ x }}")
    assert renderer.text("area/said", x='"it\'s" & <b>') == (
        '> "it\'s" &amp; &lt;b&gt;"it\'s" &amp; &lt;b&gt;"it\'s" &amp; &lt;b&gt;'
    )


def test_jinjas_filters_that_know_html_are_not_to_be_had(renderer_of: Writer) -> None:
    for name in ("safe", "escape", "urlize", "tojson", "replace", "join"):
        with pytest.raises(RenderError, match="line 1: No filter named"):
            renderer_of(said=f"{{{{ x | {name} }}}}").text("area/said", x="x")


def test_html_quotes_cannot_come_in_with_a_concatenation() -> None:
    assert to_mrkdwn(Markup("<@U1>") + "'s") == "<@U1>'s"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12.5, "12.5"), (12.0, "12"), (1200, "1200"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (1e-6, "0.000001")],
)
def test_a_measured_value_is_as_short_as_it_is_true(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_has_no_words(value: float) -> None:
    with pytest.raises(InvalidObject):
        number(value)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], ""),
        ([3], "▄"),
        ([3, 3], "▄▄"),
        ([0, 3.5, 7], "▁▅█"),
        ([7, 0], "█▁"),
        ([-1.7e308, 1.7e308], "▁█"),
        ([0, 5e-324], "▄▄"),
    ],
)
def test_values_are_a_row_of_bars(values: list[float], shown: str) -> None:
    assert sparkline(values) == shown


def test_a_day_under_a_chart_is_short() -> None:
    assert short_day(date(2026, 12, 3)) == "Dec 3"
