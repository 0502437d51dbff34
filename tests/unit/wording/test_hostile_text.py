"""Whatever people type: nobody is pinged, JSON is valid, limits hold, nothing is lost before the cut."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bot.preview.hostile import HOSTILE
from message_templates.filters import quotes
from message_templates.renderer import Message, Renderer
from message_templates.text import ELLIPSIS, NOTHING, cut_mrkdwn, cut_plain, escape, fits, one_line, tidy
from sandbox.block_kit import check_blocks, check_view
from tests.support.slack_text import is_well_escaped, pings, shown, shown_mrkdwn, text_objects
from tests.support.typed_text import typed_text

patient = settings(deadline=None)  # a busy machine is no failure

EVERYTHING = """
{% set text %}News: {{ typed }} from {{ "U1" | mention }}{% endset %}
{{ header(typed) }}
{% call section(accessory=button(typed, "a.b.c", 42, accessibility_label=typed)) %}{{ typed }}{% endcall %}
{% call section() %}{{ typed | quote }}{% endcall %}
{% call section() %}{{ typed | bold }} {{ typed | cut(40) }} {{ typed ~ "!" }}{% endcall %}
{% call section() %}{{ typed | link(typed) }} {{ ("https://a.b/" ~ typed) | link(typed) }}{% endcall %}
{% call section() %}{{ typed | with_links }} {{ [typed, typed] | joined }}{% endcall %}
{% call fields() %}{% call field() %}{{ typed }}{% endcall %}{{ field(typed) }}{% endcall %}
{% call context() %}{{ typed }}{% endcall %}
{% call buttons() %}
{{ button(typed, "x.y.z", 1, confirm=confirm(typed, typed, typed, typed)) }}
{{ overflow("m", [option(typed, 1, description=typed)]) }}
{{ static_select("s", [option(typed, 1)], placeholder=typed, initial=1) }}
{% endcall %}
"""
FORM = """
{% set title = typed %}
{% set submit = typed %}
{% set close = typed %}
{% set callback_id = "x" %}
{{ input("title", typed, text_input(initial=typed, longest=150, placeholder=typed), hint=typed) }}
{{ input("choice", typed, checkboxes(options=[option(typed, "1", description=typed)])) }}
"""


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    folder: Path = tmp_path_factory.mktemp("templates")
    for name, source in {"everything": EVERYTHING, "form": FORM, "said": "{{ typed }}"}.items():
        (folder / f"{name}.j2").write_text(source, encoding="utf-8")
    return Renderer(folder)


def as_sent(value: Any) -> Any:
    """What arrives at Slack: strict UTF-8 JSON, there and back."""
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8"))


@patient
@given(typed=typed_text)
def test_a_message_of_typed_words_pings_nobody_and_is_taken(renderer: Renderer, typed: str) -> None:
    message = renderer.message("everything", typed=typed)
    blocks = as_sent(message.blocks)
    assert check_blocks(blocks, "message") == []
    assert pings(message.text) <= {"@U1"}
    assert is_well_escaped(message.text)
    assert len(message.text) <= 4_000
    assert [
        found for found in text_objects(blocks) if found["type"] == "mrkdwn" and pings(found["text"])
    ] == []


@patient
@given(typed=typed_text)
def test_mrkdwn_holds_no_half_escapes_and_asks_slack_to_find_nothing(renderer: Renderer, typed: str) -> None:
    for found in text_objects(renderer.message("everything", typed=typed).blocks):
        if found["type"] == "mrkdwn":
            assert is_well_escaped(found["text"])
            assert found["verbatim"] is True


@patient
@example(typed="\x1f")  # nothing is left of it once it is tidied
@given(typed=typed_text)
def test_a_form_of_typed_words_is_taken(renderer: Renderer, typed: str) -> None:
    assert check_view(as_sent(renderer.modal("form", typed=typed))) == []


@patient
@given(typed=typed_text)
def test_a_sentence_of_typed_words_is_harmless(renderer: Renderer, typed: str) -> None:
    assert pings(renderer.text("said", typed=typed)) == set()
    assert len(renderer.text("said", typed=typed, plain=True)) <= 3_000


def first_objects(message: Message) -> tuple[str, str]:
    """What people see of the header, which is plain, and of the section below it, which is mrkdwn."""
    return shown(message.blocks[0]["text"]), shown(message.blocks[1]["text"])


@patient
@given(typed=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=70))
def test_short_words_are_seen_whole_in_plain_text_and_in_mrkdwn(renderer: Renderer, typed: str) -> None:
    header, section = first_objects(renderer.message("everything", typed=typed))
    assert header == (one_line(typed) or NOTHING)
    assert section == (typed.strip() or NOTHING)


@patient
@given(typed=typed_text)
def test_what_is_seen_is_the_beginning_of_what_was_typed(renderer: Renderer, typed: str) -> None:
    header, section = first_objects(renderer.message("everything", typed=typed))
    if tidy(typed).strip():
        assert one_line(tidy(typed)).startswith(header.removesuffix(ELLIPSIS))
        assert tidy(typed).strip().startswith(section.removesuffix(ELLIPSIS))


@patient
@given(typed=typed_text, limit=st.integers(1, 200))
def test_a_cut_keeps_to_its_limit_and_to_the_beginning(typed: str, limit: int) -> None:
    text = tidy(typed)
    for cut in (cut_plain(text, limit), shown_mrkdwn(cut_mrkdwn(escape(text), limit))):
        assert len(cut.encode("utf-16-le")) // 2 <= limit
        assert text.startswith(cut.removesuffix(ELLIPSIS))


@patient
@given(typed=typed_text, limit=st.integers(20, 400))
def test_quoted_in_parts_each_keeps_to_its_limit_and_together_they_say_all(typed: str, limit: int) -> None:
    parts = quotes(typed, limit)
    assert all(fits(part, limit) and is_well_escaped(part) for part in parts)
    assert all(line.startswith(">") for part in parts for line in part.split("\n"))
    words = "".join(line.removeprefix(">") for part in parts for line in part.split("\n"))
    assert "".join(shown_mrkdwn(words).split()) == "".join(tidy(typed).split())


@patient
@given(typed=typed_text)
def test_nothing_is_cut_that_fits(typed: str) -> None:
    assert cut_plain(typed, 40_000) == typed
    assert cut_mrkdwn(escape(typed), 80_000) == escape(typed)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_the_known_nuisances_pass_through_every_filter(renderer: Renderer, name: str) -> None:
    blocks = renderer.message("everything", typed=Markup.escape(HOSTILE[name])).blocks
    assert check_blocks(as_sent(blocks), "message") == []
    assert not [found for found in text_objects(blocks) if found["type"] == "mrkdwn" and pings(found["text"])]
