"""What people see of a workspace, and what their client lets them enter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.composing import composed, escape
from sandbox.forms import REQUIRED, CannotEnter, Directory, enter, fields_of, form_errors, initial_state
from sandbox.reading import Reader
from sandbox.screens import NotOnScreen, Screen
from sandbox.workspace import Content, Workspace

Json = dict[str, Any]
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FIVE_PM_UTC = int(datetime(2026, 12, 3, 17, 5, tzinfo=UTC).timestamp())


@dataclass
class StoppedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str = "go", **more: object) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def asked(label: str, element: Json, **more: object) -> Json:
    return {
        "type": "input",
        "block_id": label.lower(),
        "label": plain(label),
        "element": {"action_id": "v", **element},
        **more,
    }


MANIFEST: Json = {
    "display_information": {"name": "Testbot"},
    "features": {"app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}},
}


@dataclass
class School:
    """A workspace with Ada in New York, Ben in Los Angeles, a bot, and a channel all three are in."""

    workspace: Workspace

    def __post_init__(self) -> None:
        self.ada = self.workspace.add_person("Ada Osei", tz="America/New_York")
        self.ben = self.workspace.add_person("Ben Ruiz", tz="America/Los_Angeles")
        self.app = self.workspace.install_app(MANIFEST)
        members = [self.ada.id, self.ben.id, self.app.bot_user_id]
        self.channel = self.workspace.add_channel("math-plc", members=members)

    def says(self, *blocks: Json, text: str = "fallback") -> None:
        content = Content(text, blocks=list(blocks) or None)
        self.workspace.add_message(self.channel, self.app.bot_user_id, content, app=self.app)

    def screen(self) -> Screen:
        return Screen(self.workspace, self.ada)

    def reader(self) -> Reader:
        return Reader(self.workspace, self.ada)


@pytest.fixture
def school() -> School:
    return School(Workspace(StoppedClock()))


READ: list[tuple[str, str]] = [
    ("*When* _soon_ ~never~ `code *kept*`", "When soon never code *kept*"),
    ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
    ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
    ("<@U00000001> and <@UNOBODY>", "@Ada Osei and @UNOBODY"),
    ("<#C00000001|old-name> <#C404|gone>", "#math-plc #gone"),
    ("<!channel> <!here|here> <!subteam^S1|@leads>", "@channel @here @leads"),
    ("<https://a.b/c_d_e|*the* plan>", "*the* plan"),
    ("*<https://a.b|plan>*", "plan"),
    ("<https://a.b>", "https://a.b"),
    (f"<!date^{FIVE_PM_UTC}^{{date_short}} at {{time}}|later>", "Dec 3, 2026 at 12:05 PM"),
    (f"<!date^{FIVE_PM_UTC}^{{date_long}}|later>", "Thursday, December 3rd, 2026"),
    (f"<!date^{FIVE_PM_UTC}^{{date_num}} {{odd}}|later>", "2026-12-03 {odd}"),
    (f"<!date^{int(NOW.timestamp())}^{{date_pretty}} {{time}}|later>", "Today 1:00 PM"),
    (f"<!date^{int(NOW.timestamp()) + 86400}^{{date_short_pretty}}|later>", "Tomorrow"),
    ("<!date^soon^{date}|no such date>", "no such date"),
]


@pytest.mark.parametrize(("markup", "read"), READ)
def test_markup_is_read_the_way_ada_reads_it(school: School, markup: str, read: str) -> None:
    assert school.reader().mrkdwn(markup) == read


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters() | st.sampled_from("<>&*_~`|^!@#{}\x00\n"), max_size=60))
def test_no_markup_makes_the_reader_raise_and_escaped_plain_text_is_read_as_typed(
    school: School, text: str
) -> None:
    reader = school.reader()
    assert isinstance(reader.mrkdwn(text), str)
    assert reader.text_object(plain(escape(text))) == text
    assert isinstance(composed(school.workspace, text), str)


def test_each_person_reads_a_date_in_their_own_zone(school: School) -> None:
    token = f"<!date^{FIVE_PM_UTC}^{{time}}|later>"
    assert Reader(school.workspace, school.ben).mrkdwn(token) == "9:05 AM"


def test_every_block_is_read(school: School) -> None:
    part = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": school.ben.id}]}
    blocks: list[Json] = [
        {"type": "header", "text": plain("Head &amp; shoulders")},
        section("Body", fields=[plain("Left"), plain("Right")], accessory=button("Press")),
        {"type": "context", "elements": [plain("Small"), {"type": "image", "alt_text": "A cat"}]},
        {"type": "actions", "elements": [{"type": "static_select", "placeholder": plain("Pick one")}]},
        asked("Colour", {"type": "radio_buttons", "options": [option("Red", "r")]}, hint=plain("Any")),
        {"type": "rich_text", "elements": [part, {"type": "rich_text_list", "elements": [part]}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 2}]]},
        {
            "type": "container",
            "title": plain("Box"),
            "child_blocks": [{"type": "markdown", "text": "**in**"}],
        },
        {
            "type": "data_visualization",
            "title": "Going",
            "chart": {"type": "pie", "segments": [{"label": "yes", "value": 3}]},
        },
    ]
    assert school.reader().blocks(blocks).splitlines() == [
        *("Head & shoulders", "Body", "Left", "Right", "[Press]", "Small", "A cat", "[Pick one]"),
        *("Colour", "Any", "[Red]", "@Ben Ruiz", "• @Ben Ruiz", "a | 2", "Box", "**in**", "Going", "yes: 3"),
    ]


def test_a_message_shows_its_blocks_and_not_its_fallback(school: School) -> None:
    school.says(section("Convening"), {"type": "actions", "elements": [button("I'll be there")]})
    [shown] = school.screen().messages(school.channel)
    assert shown.text == "Convening\n[I'll be there]"
    assert shown.buttons == ["I'll be there"]
    assert not school.screen().sees("fallback")
    assert shown.author == "Testbot"


def test_a_snapshot_stays_what_it_was_when_the_message_changes(school: School) -> None:
    school.says(section("Old", accessory=button("Old button")))
    [before] = school.screen().messages(school.channel)
    message = school.channel.messages[before.ts]
    new = Content("New", [section("New")])
    school.workspace.change_message(school.channel, message, new, by=school.app.bot_user_id)
    assert (before.text, before.buttons) == ("Old\n[Old button]", ["Old button"])
    assert school.screen().messages(school.channel)[0].text == "New"


def test_only_the_person_meant_sees_an_ephemeral_message(school: School) -> None:
    school.workspace.add_ephemeral(school.channel, school.ada.id, Content("Just for you"), app=school.app)
    assert [shown.text for shown in school.screen().ephemerals()] == ["Just for you"]
    assert school.screen().sees("Just for you")
    assert not Screen(school.workspace, school.ben).sees("Just for you")


def test_nobody_sees_channels_they_are_not_in(school: School) -> None:
    school.workspace.add_channel("secret", members=[school.ben.id])
    with pytest.raises(NotOnScreen, match=r"only in: #math-plc"):
        school.screen().channel("#secret")


def test_direct_messages_from_the_bot_and_threads_are_seen(school: School) -> None:
    direct = school.workspace.direct_channel((school.ada.id, school.app.bot_user_id))
    school.workspace.add_message(direct, school.app.bot_user_id, Content("A reminder"), app=school.app)
    parent = school.workspace.post(school.channel.id, school.ben.id, "Question")
    school.workspace.post(school.channel.id, school.ada.id, "Answer", thread_ts=parent.ts)
    screen = school.screen()
    assert [shown.text for shown in screen.dms()] == ["A reminder"]
    assert [shown.text for shown in screen.thread(school.channel, parent.ts)] == ["Question", "Answer"]
    assert [message.text for message in screen.newest_first(school.channel)] == ["Answer", "Question"]


def test_modals_and_the_home_tab_are_seen(school: School) -> None:
    views = school.workspace.views
    views.publish(school.app, school.ada.id, {"type": "home", "blocks": [section("At home")]})
    form = {"type": "modal", "title": plain("Form"), "submit": plain("Save")}
    views.open(school.app, school.ada.id, {**form, "blocks": [asked("Name", {"type": "plain_text_input"})]})
    screen = school.screen()
    shown, home = screen.modal(), screen.home(school.app)
    assert shown is not None
    assert home is not None
    assert (shown.title, shown.submit, shown.labels, shown.values) == (
        "Form",
        "Save",
        ["Name"],
        {"Name": None},
    )
    assert home.text == "At home"
    assert screen.sees("At home")
    with pytest.raises(NotOnScreen, match="only: Name"):
        shown.field("Surname")


def test_what_was_in_a_field_stays_when_an_update_brings_another_initial_value(school: School) -> None:
    def form(initial: str) -> Json:
        name = asked("Name", {"type": "plain_text_input", "initial_value": initial})
        return {"type": "modal", "title": plain("Form"), "blocks": [name]}

    view = school.workspace.views.open(school.app, school.ada.id, form("first"))
    school.workspace.views.update(view, form("second"))
    shown = school.screen().modal()
    assert shown is not None
    assert shown.values == {"Name": "first"}


# --- forms

RED, BLUE = option("Red", "r"), option("Blue", "b")
EMPTY: list[tuple[Json, Json]] = [
    ({"type": "plain_text_input"}, {"type": "plain_text_input", "value": None}),
    ({"type": "static_select"}, {"type": "static_select", "selected_option": None}),
    ({"type": "multi_static_select"}, {"type": "multi_static_select", "selected_options": []}),
    ({"type": "checkboxes"}, {"type": "checkboxes", "selected_options": []}),
    ({"type": "radio_buttons"}, {"type": "radio_buttons", "selected_option": None}),
    ({"type": "users_select"}, {"type": "users_select", "selected_user": None}),
    ({"type": "multi_users_select"}, {"type": "multi_users_select", "selected_users": []}),
    ({"type": "conversations_select"}, {"type": "conversations_select", "selected_conversation": None}),
    ({"type": "channels_select"}, {"type": "channels_select", "selected_channel": None}),
    ({"type": "datepicker"}, {"type": "datepicker", "selected_date": None}),
    ({"type": "timepicker"}, {"type": "timepicker", "selected_time": None}),
    ({"type": "datetimepicker"}, {"type": "datetimepicker", "selected_date_time": None}),
    ({"type": "rich_text_input"}, {"type": "rich_text_input", "rich_text_value": None}),
    ({"type": "file_input"}, {"type": "file_input", "files": []}),
    (
        {"type": "timepicker", "initial_time": "15:30", "timezone": "UTC"},
        {"type": "timepicker", "selected_time": "15:30", "timezone": "UTC"},
    ),
    (
        {"type": "checkboxes", "options": [RED], "initial_options": [RED]},
        {"type": "checkboxes", "selected_options": [RED]},
    ),
]


@pytest.mark.parametrize(("element", "payload"), EMPTY)
def test_state_values_before_anybody_touched_anything(element: Json, payload: Json) -> None:
    assert initial_state([asked("Field", element)]) == {"field": {"v": payload}}


def test_a_value_goes_when_its_element_is_gone_or_has_become_another(school: School) -> None:
    def form(*blocks: Json) -> Json:
        return {"type": "modal", "title": plain("Form"), "blocks": list(blocks)}

    def text(label: str, initial: str) -> Json:
        return asked(label, {"type": "plain_text_input", "initial_value": initial})

    view = school.workspace.views.open(school.app, school.ada.id, form(text("One", "a"), text("Two", "b")))
    school.workspace.views.update(view, form(asked("Two", {"type": "datepicker"}), text("Three", "c")))
    assert view.state == {
        "two": {"v": {"type": "datepicker", "selected_date": None}},
        "three": {"v": {"type": "plain_text_input", "value": "c"}},
    }


def test_menus_beside_text_and_in_rows_are_part_of_the_state_and_buttons_are_not() -> None:
    menu: Json = {"type": "static_select", "action_id": "m", "options": [RED]}
    blocks = [
        section("Pick", block_id="s", accessory=menu),
        {"type": "actions", "block_id": "a", "elements": [button("Go"), {**menu, "initial_option": RED}]},
    ]
    assert initial_state(blocks) == {
        "s": {"m": {"type": "static_select", "selected_option": None}},
        "a": {"m": {"type": "static_select", "selected_option": RED}},
    }


def _as_it_is(value: object) -> str:
    return str(value)


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


def _channel(element: Json, value: object) -> str:
    return str(value)


DIRECTORY = Directory(user_id=_as_it_is, channel_id=_channel, local_to_unix=_unix)
ENTERED: list[tuple[Json, object, object]] = [
    ({"type": "plain_text_input"}, "two\nlines", "two lines"),
    ({"type": "plain_text_input", "multiline": True}, "two\nlines", "two\nlines"),
    ({"type": "number_input"}, 75, "75"),
    ({"type": "static_select", "options": [RED, BLUE]}, "Blue", BLUE),
    ({"type": "static_select", "option_groups": [{"options": [RED]}, {"options": [BLUE]}]}, "b", BLUE),
    ({"type": "checkboxes", "options": [RED, BLUE]}, ["Red", BLUE], [RED, BLUE]),
    ({"type": "checkboxes", "options": [RED, BLUE]}, None, []),
    ({"type": "multi_users_select"}, "U1", ["U1"]),
    ({"type": "conversations_select"}, "C1", "C1"),
    ({"type": "datepicker"}, date(2026, 12, 3), "2026-12-03"),
    ({"type": "timepicker"}, time(15, 30), "15:30"),
    ({"type": "datetimepicker"}, NOW, int(NOW.timestamp())),
    (
        {"type": "rich_text_input"},
        "hi",
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
        },
    ),
]


@pytest.mark.parametrize(("element", "value", "held"), ENTERED)
def test_what_a_person_enters_is_held_in_the_shape_of_its_element(
    element: Json, value: object, held: object
) -> None:
    payload = enter(element, value, DIRECTORY)
    assert payload.pop("type") == element["type"]
    assert list(payload.values()) == [held]


REFUSED: list[tuple[Json, object, str]] = [
    ({"type": "static_select", "options": [RED]}, "Green", "only: Red"),
    ({"type": "datepicker"}, "2026-02-30", "days that exist"),
    ({"type": "timepicker"}, "25:00", "times of the day"),
    ({"type": "datetimepicker"}, "noon", "takes a moment"),
    ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "No more than 1"),
    ({"type": "file_input"}, "a.pdf", "takes a file"),
]


@pytest.mark.parametrize(("element", "value", "said"), REFUSED)
def test_the_client_refuses_what_cannot_be_picked(element: Json, value: object, said: str) -> None:
    with pytest.raises(CannotEnter, match=said):
        enter(element, value, DIRECTORY)


WHOLE: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
CHECKED: list[tuple[Json, object, str | None]] = [
    ({"type": "plain_text_input"}, None, REQUIRED),
    ({"type": "checkboxes", "options": [RED]}, [], REQUIRED),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "Please enter at least 3 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please enter no more than 3 characters."),
    ({"type": "plain_text_input", "min_length": 3, "max_length": 3}, "abc", None),
    (
        {"type": "plain_text_input", "multiline": True},
        "x" * 3001,
        "Please enter no more than 3000 characters.",
    ),
    (WHOLE, "many", "Please enter a number."),
    (WHOLE, "1.5", "Please enter a whole number."),
    (WHOLE, "0", "Please enter a number of at least 1."),
    (WHOLE, "10", "Please enter a number of at most 9."),
    (WHOLE, "9", None),
    ({"type": "email_text_input"}, "ada", "Please enter a valid email address."),
    ({"type": "email_text_input"}, "ada@maple.example", None),
    ({"type": "url_text_input"}, "maple", "Please enter a valid URL."),
    ({"type": "url_text_input"}, "https://maple.example", None),
]


@pytest.mark.parametrize(("element", "value", "said"), CHECKED)
def test_the_client_checks_a_form_before_it_sends_it(
    school: School, element: Json, value: object, said: str | None
) -> None:
    block = asked("Field", element)
    state = {"field": {"v": enter(block["element"], value, DIRECTORY)}}
    expected = {} if said is None else {"field": said}
    assert form_errors(fields_of([block], state, school.reader())) == expected


def test_an_optional_field_may_stay_empty(school: School) -> None:
    block = asked("Note", {"type": "plain_text_input", "min_length": 3}, optional=True)
    assert form_errors(fields_of([block], initial_state([block]), school.reader())) == {}
