"""From a template to what Slack takes, and what is said of a template that is wrong."""

import pytest

from message_templates.errors import RenderError
from tests.unit.wording.conftest import Writer

FORM = """
{% set title = "Schedule a convening" %}
{% set submit = "Schedule it, whatever it may be" %}
{% set close = "Not now" %}
{% set callback_id = forms.SCHEDULE %}
{% set notify_on_close = true %}
{{ input("title", "Title", text_input(longest=150, initial=typed)) }}
"""


def test_a_message_has_its_text_and_its_blocks(renderer_of: Writer) -> None:
    source = """
{% set text %}Convening:
   {{ title }}{% endset %}
{{ header(title) }}
{% for line in lines %}
{% call section() %}*{{ line }}*{% endcall %}
{% endfor %}
"""
    message = renderer_of(note=source).message("area/note", title="Q & A", lines=["one", "<two>"])
    assert message.text == "Convening: Q &amp; A"
    assert [block["text"]["text"] for block in message.blocks] == ["Q & A", "*one*", "*&lt;two&gt;*"]


def test_a_modal_is_complete(renderer_of: Writer) -> None:
    view = renderer_of(form=FORM).modal("area/form", ref_text='{"v":1}', typed="x")
    blocks = view.pop("blocks")
    assert blocks[0]["element"]["initial_value"] == "x"
    assert view == {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Schedule a convening", "emoji": True},
        "submit": {"type": "plain_text", "text": "Schedule it, whatever…", "emoji": True},
        "close": {"type": "plain_text", "text": "Not now", "emoji": True},
        "callback_id": "convenings.schedule",
        "notify_on_close": True,
        "private_metadata": '{"v":1}',
    }


def test_a_home_is_a_view_of_its_own_type(renderer_of: Writer) -> None:
    assert renderer_of(home="{{ divider() }}").home("area/home") == {
        "type": "home",
        "blocks": [{"type": "divider"}],
    }


def test_a_sentence_is_mrkdwn_or_plain(renderer_of: Writer) -> None:
    renderer = renderer_of(said="  Only {{ who }} & facilitators <here>.  \n")
    assert renderer.text("area/said", who="A & B") == "Only A &amp; B & facilitators <here>."
    assert renderer.text("area/said", plain=True, who="A & B") == "Only A & B & facilitators here."


def test_buttons_carry_the_ids_of_the_program(renderer_of: Writer) -> None:
    source = """
{% set text = "x" %}
{% call buttons() %}
{{ button("Yes", actions.RSVP_GOING, ref(convening=42)) }}
{{ button("No", actions.RSVP_DECLINED, ref(convening=42)) }}
{% endcall %}
"""
    (row,) = renderer_of(asked=source).message("area/asked").blocks
    assert [(button["action_id"], button["value"]) for button in row["elements"]] == [
        ("convenings.rsvp.going", '{"v":1,"convening":42}'),
        ("convenings.rsvp.declined", '{"v":1,"convening":42}'),
    ]


def test_the_templates_there_are_leave_out_the_parts(renderer_of: Writer) -> None:
    assert renderer_of(b="", a="", _part="").names() == ["area/a", "area/b"]


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ("{% set text = 'x' %}\n\n{{ section(missing) }}", "line 3", "'missing' is undefined"),
        ("{% set text = 'x' %}\n\nhello\n{{ divider() }}", "line 3", "text outside of any block"),
        ("{% set text = 'x' %}\n{{ divider() }}\n\n{{ title }}", "line 4", "text outside of any block"),
        ("{% set text = 'x' %}\n{{ button('x', 'x', 'v' * 3000) }}", "line 2", "a button's value has 3000"),
        (
            "{% set text = 'x' %}\n{% call section() %}\n{{ nobody }}{% endcall %}",
            "line 3",
            "None has no words",
        ),
        ("{{ divider() }}\n{% if %}", "line 2", "Expected an expression"),
        ("{{ divider() }}", "area/bad", "does not {% set text %}"),
        ("{% set text = 'x' %}", "area/bad", "0 blocks"),
        ("{% set text = 'x' %}{% for n in range(51) %}{{ divider() }}{% endfor %}", "area/bad", "51 blocks"),
        ("{% set text = 'x' %}{{ section('a', block_id='a') * 2 }}", "area/bad", "same block_id"),
    ],
)
def test_a_mistake_is_told_with_template_and_line(
    renderer_of: Writer, source: str, place: str, reason: str
) -> None:
    with pytest.raises(RenderError) as caught:
        renderer_of(bad=source).message("area/bad", title="typed", nobody=None)
    assert caught.value.template == "area/bad"
    assert place in str(caught.value)
    assert reason in caught.value.reason


def test_a_mistake_in_a_shared_part_is_told_where_it_is(renderer_of: Writer) -> None:
    renderer = renderer_of(
        _part="{% macro p() %}\n{{ divider(1) }}{% endmacro %}",
        uses='{% from "area/_part.j2" import p %}{% set text = "x" %}{{ p() }}',
    )
    with pytest.raises(RenderError, match="area/_part, line 2"):
        renderer.message("area/uses")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (FORM.replace("{% set title", "{% set other"), "does not {% set title %}"),
        (FORM.replace("{% set submit", "{% set other"), "a form needs {% set submit %}"),
        ("{% set title = 'x' %}" + "{{ divider() }}" * 101, "101 blocks"),
        (
            "{% set title = 'x' %}{% for n in range(90) %}{{ section('x' * 2900) }}{% endfor %}",
            "bytes, Slack takes",
        ),
    ],
)
def test_a_view_slack_would_refuse_is_told(renderer_of: Writer, source: str, reason: str) -> None:
    with pytest.raises(RenderError) as caught:
        renderer_of(form=source).modal("area/form", typed="x")
    assert reason in caught.value.reason


def test_metadata_is_never_cut(renderer_of: Writer) -> None:
    with pytest.raises(RenderError, match="private_metadata has 3001"):
        renderer_of(form=FORM).modal("area/form", typed="x", ref_text="x" * 3001)


def test_an_unknown_template_is_named(renderer_of: Writer) -> None:
    with pytest.raises(RenderError, match="area/none"):
        renderer_of().message("area/none")


CHART = """{{ line_chart("x", [("y", [1])], ["z"]) }}"""
WIDE = """
{% call data_table("x") %}
{% for n in range(101) %}
{% call row() %}{{ cell("w" * 60) }}{{ cell("w" * 60) }}{% endcall %}
{% endfor %}
{% endcall %}
"""


def test_a_message_takes_two_charts_and_no_more(renderer_of: Writer) -> None:
    renderer = renderer_of(two="{% set text = 'x' %}" + CHART * 2, three="{% set text = 'x' %}" + CHART * 3)
    assert len(renderer.message("area/two").blocks) == 2
    with pytest.raises(RenderError, match="3 charts, Slack takes 2"):
        renderer.message("area/three")


def test_tables_that_hold_more_than_slack_takes_are_refused(renderer_of: Writer) -> None:
    renderer = renderer_of(wide="{% set text = 'x' %}" + WIDE)
    with pytest.raises(RenderError, match="12120 characters in tables, Slack takes 10000"):
        renderer.message("area/wide")


def test_charts_stand_in_messages_only(renderer_of: Writer) -> None:
    renderer = renderer_of(view="{% set title = 'x' %}" + CHART)
    for surface in (renderer.modal, renderer.home):
        with pytest.raises(RenderError, match="in messages only"):
            surface("area/view")
