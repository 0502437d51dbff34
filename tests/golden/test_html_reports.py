"""The pages of reports, as a browser would get them: against golden files, and taken apart.

`pytest tests/golden/test_html_reports.py --rewrite-goldens` writes the files anew; open them in a browser.
"""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bot.preview.case import with_typed
from bot.preview.hostile import HOSTILE
from bot.preview.pages import PAGES, REPORTS, Page, page_of
from bot.preview.samples_reports import (
    NAMES,
    a_council_page,
    a_report,
)
from message_templates.renderer import Renderer
from tests.support.typed_text import typed_text

GOLDEN = Path(__file__).parent
OWN = ("period", "annual", "council", "bare")
VOID = {"meta", "br", "line", "circle", "rect", "polyline"}
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "h1", "h2"),
    *("h3", "p", "br", "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "figure"),
    *("figcaption", "svg", "desc", "g", "line", "circle", "rect", "polyline", "text", "bdi", "strong"),
    *("em", "code"),
}
ATTRIBUTES = {
    *(
        "lang",
        "dir",
        "class",
        "scope",
        "charset",
        "name",
        "content",
        "http-equiv",
        "xmlns",
        "role",
        "viewbox",
    ),
    *("width", "height", "font-family", "font-size", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r"),
    *("points", "fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "direction"),
    "unicode-bidi",
}


class Parsed(HTMLParser):
    """What is in a page, and whether its tags are opened and closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.charts: list[str] = []  # what each is called
        self.headings: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong += [f"<{tag}>"] if tag not in KNOWN else []
        self.wrong += [f"<{tag} {name}>" for name, _ in attrs if name not in ATTRIBUTES]
        if re.fullmatch("h[123]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)
        if self.open[-2:] == ["svg", "title"]:
            self.charts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def assert_sound(html: str) -> Parsed:
    page = Parsed(html)
    assert page.wrong == []
    assert page.open == []
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    return page


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_what_its_golden_file_holds(page: Page, renderer: Renderer, *, rewrites: bool) -> None:
    given, file = page.render(renderer), page.golden_in(GOLDEN)
    if rewrites:
        file.write_text(given, encoding="utf-8")
    assert given == file.read_text(encoding="utf-8"), "rewrite the goldens, then look at the page"


def test_every_golden_page_has_its_report() -> None:
    assert set((GOLDEN / "reports").glob("*.html")) == {page.golden_in(GOLDEN) for page in PAGES}


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_is_whole_and_holds_nothing_but_plain_markup(name: str, renderer: Renderer) -> None:
    html = page_of(renderer, REPORTS[name])
    assert html.lstrip().startswith("<!doctype html>")
    assert '<html lang="en">' in html
    assert_sound(html)


@pytest.mark.parametrize("name", REPORTS)
def test_a_page_asks_for_nothing_from_outside(name: str, renderer: Renderer) -> None:
    html = page_of(renderer, REPORTS[name])
    assert "default-src 'none'" in html
    style = html.split("<style>")[1].split("</style>")[0]
    assert not re.search(r"url\(|@import|expression", style)
    for chunk in re.findall(r"<[^>]*>", html.replace(style, "")):
        assert not re.search(r"\b(src|href|on\w+|srcset|action)\s*=", chunk), chunk


@pytest.mark.parametrize("name", ["period", "annual", "council"])
def test_every_chart_says_in_words_what_it_shows(name: str, renderer: Renderer) -> None:
    html = page_of(renderer, REPORTS[name])
    page = Parsed(html)
    assert html.count("<svg") == len(page.charts) == html.count("<desc>") == html.count("<figcaption")
    assert html.count('role="img"') == len(page.charts)
    assert all(page.charts)


def test_people_are_named_and_nowhere_mentioned(renderer: Renderer) -> None:
    html = page_of(renderer, a_report())
    assert "Chi Nguyen" in html
    assert not any(user_id in html for user_id, _ in NAMES)
    assert "&lt;@" not in html


def test_a_council_reads_no_name_of_another_team(renderer: Renderer) -> None:
    others = a_council_page(names=())
    assert "a member of the community" in page_of(renderer, others)


def test_figures_of_feedback_are_withheld_in_words(renderer: Renderer) -> None:
    text = Parsed(page_of(renderer, a_report())).text
    assert "fewer than five answers" in text
    assert "answers are still coming in" in text


@pytest.mark.parametrize("name", OWN)
def test_the_known_nuisances_stay_words(name: str, renderer: Renderer) -> None:
    plain = re.findall(r"<(\w+)", page_of(renderer, REPORTS[name]))
    for text in HOSTILE.values():
        hostile = with_typed(REPORTS[name], text)
        hostile = replace(hostile, names=tuple((person, text) for person, _ in hostile.names))
        html = page_of(renderer, hostile)
        assert_sound(html)
        html.encode("utf-8")
        assert set(re.findall(r"<(\w+)", html)) <= {*plain, "p", "br"}
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", html)


def test_whatever_is_typed_stays_words(renderer: Renderer) -> None:
    @settings(max_examples=15, deadline=None)
    @given(text=typed_text)
    def whatever(text: str) -> None:
        assert_sound(page_of(renderer, with_typed(a_report(), text)))

    whatever()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, by WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_words_can_be_read_on_white(renderer: Renderer) -> None:
    html = page_of(renderer, a_report())
    colours: set[Any] = set(re.findall(r"(?<!-)color: (#[0-9a-f]{6})", html))
    colours |= set(re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', html))
    assert len(colours) >= 3
    assert min(contrast(colour, "#ffffff") for colour in colours) >= 4.5
