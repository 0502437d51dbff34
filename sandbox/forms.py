"""Forms as Slack's client handles them: what is in each field, what it lets a person enter, what it sends."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from sandbox.controls import all_options, elements_in
from sandbox.model import File, Json
from sandbox.reading import Reader

_State = dict[str, dict[str, Json]]

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_URL = re.compile(r"https?://[^\s/]+\S*\Z")


class CannotEnter(Exception):
    """Slack's client would not let a person enter this value; the message says what it would."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one type of element keeps its value: under which key, from which initial field, empty how."""

    key: str
    initial: str
    many: bool = False

    def empty(self) -> object:
        return [] if self.many else None


_TEXT = Kind("value", "initial_value")
_ONE = Kind("selected_option", "initial_option")
_MANY = Kind("selected_options", "initial_options", many=True)
KINDS: Mapping[str, Kind] = {
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "static_select": _ONE,
    "external_select": _ONE,
    "radio_buttons": _ONE,
    "multi_static_select": _MANY,
    "multi_external_select": _MANY,
    "checkboxes": _MANY,
    "users_select": Kind("selected_user", "initial_user"),
    "multi_users_select": Kind("selected_users", "initial_users", many=True),
    "channels_select": Kind("selected_channel", "initial_channel"),
    "multi_channels_select": Kind("selected_channels", "initial_channels", many=True),
    "conversations_select": Kind("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", many=True),
    "datepicker": Kind("selected_date", "initial_date"),
    "timepicker": Kind("selected_time", "initial_time"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time"),
    "rich_text_input": Kind("rich_text_value", "initial_value"),
    "file_input": Kind("files", "", many=True),
}
"""The elements that hold a value. Buttons and overflow menus hold none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form. `payload` is what it holds now, as `state.values` spells it."""

    label: str
    hint: str
    block_id: str
    action_id: str
    optional: bool
    element: Json
    payload: Json

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def value(self) -> object:
        """What is in the field: a string, a date, an option object, a list of ids; `None` or [] if empty."""
        return self.payload.get(KINDS[self.kind].key)

    @property
    def option_texts(self) -> list[str]:
        """The texts of the options to choose from, as the app wrote them."""
        return [str(option["text"]["text"]) for option in all_options(self.element)]

    @property
    def chosen(self) -> list[str]:
        """The texts of the options chosen now."""
        value = self.value
        options = value if isinstance(value, list) else [value]
        return [str(option["text"]["text"]) for option in options if isinstance(option, dict)]

    def is_called(self, name: str) -> bool:
        """Whether `name` is the field's label, or one of its ids."""
        wanted = name.casefold().strip()
        return wanted in (self.label.casefold(), self.block_id.casefold(), self.action_id.casefold())


def payload_of(element: Json, value: object) -> Json:
    """What `state.values` says of an element that holds `value`."""
    payload: Json = {"type": element["type"], KINDS[element["type"]].key: value}
    if element["type"] == "timepicker" and "timezone" in element:
        payload["timezone"] = element["timezone"]
    return payload


def initial_state(blocks: Iterable[Json], current_conversation: str | None = None) -> _State:
    """`state.values` before anybody touched anything. Elements without ids are left out."""
    state: _State = {}
    for block in blocks:
        for owner, element in elements_in(block):
            if element.get("type") in KINDS and "block_id" in owner and "action_id" in element:
                value = _initial_value(element, current_conversation)
                state.setdefault(owner["block_id"], {})[element["action_id"]] = payload_of(element, value)
    return state


def _initial_value(element: Json, current_conversation: str | None) -> object:
    kind = KINDS[element["type"]]
    if kind.initial in element:
        return element[kind.initial]
    if element.get("default_to_current_conversation") and current_conversation is not None:
        return [current_conversation] if kind.many else current_conversation
    return kind.empty()


def overlaid(first: _State, then: _State) -> _State:
    """`first`, with what `then` holds for the same elements; values of elements that are gone go too."""

    def kept(block_id: str, action_id: str, payload: Json) -> Json:
        held = then.get(block_id, {}).get(action_id)
        return held if held is not None and held["type"] == payload["type"] else payload

    return {
        block_id: {action_id: kept(block_id, action_id, payload) for action_id, payload in held.items()}
        for block_id, held in first.items()
    }


def fields_of(blocks: Iterable[Json], state: _State, reader: Reader) -> list[Field]:
    """The inputs of a form in reading order, each with what it holds in `state`."""
    return [
        Field(
            label=reader.text_object(block.get("label")),
            hint=reader.text_object(block.get("hint")),
            block_id=block["block_id"],
            action_id=block["element"]["action_id"],
            optional=bool(block.get("optional")),
            element=block["element"],
            payload=state[block["block_id"]][block["element"]["action_id"]],
        )
        for block in blocks
        if block.get("type") == "input"
    ]


# --- entering


@dataclass(frozen=True, slots=True)
class Directory:
    """How a form finds what a person means: ids of people and channels, and the person's own clock.

    `channel_id` is given the element too, for its filter. Each raises `CannotEnter` for what is not offered.
    """

    user_id: Callable[[object], str]
    channel_id: Callable[[Json, object], str]
    local_to_unix: Callable[[datetime], int]


def enter(element: Json, value: object, directory: Directory) -> Json:
    """The payload of `element` after a person entered `value`; `None` empties it.

    Texts take anything printable, dates a `date` or ISO text, times a `time` or `HH:mm`, date-times a
    `datetime` (a naive one is the person's own), menus the text or value of an option (or the option
    itself), people and channels whatever the directory knows, and multiple choices a list of these.
    Raises `CannotEnter` when the client would refuse.
    """
    kind = KINDS[element["type"]]
    if value is None:
        return payload_of(element, kind.empty())
    if not kind.many:
        return payload_of(element, _converted(element, value, directory))
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    entered = [_converted(element, one, directory) for one in several]
    most = element.get("max_selected_items") or element.get("max_files")
    if most is not None and len(entered) > most:
        raise CannotEnter(f"No more than {most} can be chosen here.")
    return payload_of(element, entered)


def _converted(element: Json, value: object, directory: Directory) -> object:
    kind: str = element["type"]
    if kind in _FROM_TEXT:
        return _FROM_TEXT[kind](element, value)
    if kind.removeprefix("multi_") == "users_select":
        return directory.user_id(value)
    if kind.removeprefix("multi_") in ("channels_select", "conversations_select"):
        return directory.channel_id(element, value)
    if kind == "datetimepicker":
        return directory.local_to_unix(value) if isinstance(value, datetime) else _whole(value)
    return _option(element, value)


def _typed(element: Json, value: object) -> str:
    text = str(value)
    return text if element.get("multiline") else text.replace("\n", " ")


def _date(element: Json, value: object) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).strftime("%Y-%m-%d")
    except ValueError:
        raise CannotEnter(f"A date picker offers days that exist, and {value!r} is none.") from None


def _time(element: Json, value: object) -> str:
    try:
        return (value if isinstance(value, time) else time.fromisoformat(str(value))).strftime("%H:%M")
    except ValueError:
        raise CannotEnter(f"A time picker offers times of the day, and {value!r} is none.") from None


def _rich_text(element: Json, value: object) -> Json:
    if isinstance(value, dict):
        return value
    text = {"type": "text", "text": str(value)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [text]}]}


def _file(element: Json, value: object) -> Json:
    if not isinstance(value, File):
        raise CannotEnter("A file input takes a file of this workspace.")
    allowed = element.get("filetypes")
    extension = value.name.rpartition(".")[2].lower()
    if allowed and extension not in allowed:
        raise CannotEnter(f"Files of type {extension} cannot be chosen here, only {', '.join(allowed)}.")
    return {"id": value.id, "name": value.name, "title": value.title, "mimetype": value.mimetype}


_FROM_TEXT: Mapping[str, Callable[[Json, object], object]] = {
    "plain_text_input": _typed,
    "number_input": _typed,
    "email_text_input": _typed,
    "url_text_input": _typed,
    "datepicker": _date,
    "timepicker": _time,
    "rich_text_input": _rich_text,
    "file_input": _file,
}


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise CannotEnter(f"A date and time picker takes a moment, not {value!r}.")
    return value


def _option(element: Json, value: object) -> Json:
    for option in all_options(element):
        if value in (option, option["value"], option["text"]["text"]):
            return option
    if element["type"].removeprefix("multi_") == "external_select" and isinstance(value, dict):
        return value  # offered by the app a moment ago
    offered = ", ".join(str(option["text"]["text"]) for option in all_options(element))
    raise CannotEnter(f"There is no option {value!r} here, only: {offered or 'none at all'}.")


# --- checking, before anything is sent


def form_errors(fields: Iterable[Field]) -> dict[str, str]:
    """What Slack's client complains of when the form is submitted, by block id."""
    complaints = {field.block_id: _complaint(field) for field in fields}
    return {block_id: said for block_id, said in complaints.items() if said is not None}


def _complaint(field: Field) -> str | None:
    if field.value in (None, "", []):
        return None if field.optional else REQUIRED
    check = _CHECKS.get(field.kind)
    return check(field.element, str(field.value)) if check is not None else None


def _check_length(element: Json, text: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(text) > most else None


def _check_number(element: Json, text: str) -> str | None:
    number = _decimal(text)
    if number is None:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = _decimal(element.get("min_value")), _decimal(element.get("max_value"))
    if least is not None and number < least:
        return f"Please enter a number of at least {least}."
    return f"Please enter a number of at most {most}." if most is not None and number > most else None


def _decimal(text: object) -> Decimal | None:
    try:
        number = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _check_email(element: Json, text: str) -> str | None:
    return None if _EMAIL.match(text) else "Please enter a valid email address."


def _check_url(element: Json, text: str) -> str | None:
    return None if _URL.match(text) else "Please enter a valid URL."


_CHECKS: Mapping[str, Callable[[Json, str], str | None]] = {
    "plain_text_input": _check_length,
    "number_input": _check_number,
    "email_text_input": _check_email,
    "url_text_input": _check_url,
}
