"""What the page says was entered, as the forms of the sandbox understand it."""

from collections.abc import Mapping

from sandbox.block_kit import check_blocks
from sandbox.controls import Control
from sandbox.forms import KINDS, CannotEnter, Directory, enter
from sandbox.model import Json
from sandbox.people.pointing import face_details

_OPTION_KEYS = ("selected_option", "selected_options")
_LATEST = 9_999_999_999  # Slack's date and time picker knows ten digits


def clicked(control: Control, entered: object) -> Json:
    """What an app is told of a click on something that holds no value: a button or an overflow menu.

    Of a feedback pair `entered` is the value of the face that was clicked, of a menu that of the entry.
    """
    if control.kind == "overflow":
        return {"selected_option": _option(control, entered, {})}
    if control.kind != "feedback_buttons":
        return face_details(control.element)
    for face in (control.element["positive_button"], control.element["negative_button"]):
        if face.get("value") == entered:
            return face_details(face)
    raise CannotEnter("Click one of the two buttons.")


def entered_payload(
    control: Control, entered: object, offered: Mapping[str, Json], directory: Directory
) -> Json:
    """What `state.values` says of an element after something was entered; `None` empties it.

    Options are meant by their values; `offered` are those the app has looked up, by value. Raises
    `CannotEnter` for what Slack's client would not let anybody enter.
    """
    if not KINDS[control.kind].many or entered is None:
        return enter(control.element, _one(control, entered, offered), directory)
    if not isinstance(entered, list):
        raise CannotEnter("Several values come as a list.")
    several = [_one(control, one, offered) for one in entered]
    return enter(control.element, several, directory)


def _one(control: Control, entered: object, offered: Mapping[str, Json]) -> object:
    if entered is None:
        return None
    if KINDS[control.kind].key in _OPTION_KEYS:
        return _option(control, entered, offered)
    match control.kind:
        case "datetimepicker":
            return _moment(entered)
        case "rich_text_input" if isinstance(entered, dict):
            return _rich_text(entered)
    if not isinstance(entered, str):
        raise CannotEnter("This field takes a text.")
    return entered


def _option(control: Control, entered: object, offered: Mapping[str, Json]) -> Json:
    value = entered.get("value") if isinstance(entered, dict) else entered
    for option in control.options:
        if option.get("value") == value:
            return option
    if isinstance(value, str) and value in offered:
        return offered[value]
    raise CannotEnter("This is not among the options any more.")


def _moment(entered: object) -> int:
    if not isinstance(entered, int) or isinstance(entered, bool) or not 0 <= entered <= _LATEST:
        raise CannotEnter("A date and time picker takes a moment in Unix seconds.")
    return entered


def _rich_text(entered: Json) -> Json:
    if entered.get("type") != "rich_text" or check_blocks([entered], "message"):
        raise CannotEnter("This is no rich text.")
    return entered
