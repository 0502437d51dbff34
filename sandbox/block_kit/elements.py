"""Interactive elements, images, options and confirm dialogs."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from sandbox.block_kit.inspection import Inspection
from sandbox.block_kit.rich_text import RICH_TEXT
from sandbox.block_kit.shapes import (
    ByType,
    Check,
    Json,
    Rule,
    Shape,
    TextObject,
    address,
    anything,
    boolean,
    calendar_date,
    clock_time,
    integer,
    list_of,
    one_of,
    only_one_of,
    plain_text,
    string,
    web_address,
    zone_name,
)

IDENTIFIER = string(255)

CONFIRM = Shape(
    {
        "title": plain_text(100),
        "text": TextObject(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": one_of("primary", "danger"),
    },
    required=("title", "text", "confirm", "deny"),
)

SLACK_FILE = Shape({"id": string(255), "url": web_address}, rules=(only_one_of("id", "url", required=True),))

IMAGE = Shape(
    {"type": anything, "image_url": web_address, "slack_file": SLACK_FILE, "alt_text": string(2000)},
    required=("alt_text",),
    rules=(only_one_of("image_url", "slack_file", required=True),),
)


def _option(text: Check, *, with_url: bool = False) -> Shape:
    fields: dict[str, Check] = {"text": text, "value": string(150), "description": plain_text(75)}
    if with_url:
        fields["url"] = address
    return Shape(fields, required=("text", "value"))


MENU_OPTION = _option(plain_text(75))
CHOICE_OPTION = Shape(
    {"text": TextObject(75), "value": string(150), "description": TextObject(75)}, required=("text", "value")
)
OVERFLOW_OPTION = _option(plain_text(75), with_url=True)


def unique_values(name: str) -> Rule:
    """The options of one menu must differ in value, or a choice could not be told from another."""

    def rule(value: Json, pointer: str, found: Inspection) -> None:
        seen: set[str] = set()
        for index, option in enumerate(_listed(value, name)):
            chosen = option.get("value")
            if isinstance(chosen, str) and chosen in seen:
                found.report(f"{pointer}/{name}/{index}/value", "duplicate option value", type="unique")
            elif isinstance(chosen, str):
                seen.add(chosen)

    return rule


OPTION_GROUP = Shape(
    {"label": plain_text(75), "options": list_of(MENU_OPTION, 1, 100)}, required=("label", "options")
)


def _listed(value: Json, name: str) -> list[Json]:
    entries = value.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def all_options(element: Json) -> list[Json]:
    """Every option of a menu, in groups or not."""
    grouped = [option for group in _listed(element, "option_groups") for option in _listed(group, "options")]
    return _listed(element, "options") + grouped


def _initial_option_exists(element: Json, pointer: str, found: Inspection) -> None:
    if "initial_option" in element and element["initial_option"] not in all_options(element):
        found.report(
            f"{pointer}/initial_option", "must exactly match one of the options", type="initial_option"
        )


def _initial_options_exist(element: Json, pointer: str, found: Inspection) -> None:
    chosen = element.get("initial_options")
    options = all_options(element)
    for index, option in enumerate(chosen if isinstance(chosen, list) else []):
        if option not in options:
            found.report(
                f"{pointer}/initial_options/{index}",
                "must exactly match one of the options",
                type="initial_options",
            )


def _no_more_than_selectable(initial: str) -> Rule:
    def rule(element: Json, pointer: str, found: Inspection) -> None:
        most, chosen = element.get("max_selected_items"), element.get(initial)
        if isinstance(most, int) and isinstance(chosen, list) and len(chosen) > most:
            found.too_many(f"{pointer}/{initial}", most, len(chosen))

    return rule


def focus_on_load(value: object, pointer: str, found: Inspection) -> None:
    """Only one element of a view may ask for the cursor."""
    boolean(value, pointer, found)
    if value is True and found.has_focus:
        found.report(pointer, "focus_on_load can only be set on one element", type="unique")
    found.has_focus = found.has_focus or value is True


_COMMON: Mapping[str, Check] = {"type": anything, "action_id": IDENTIFIER}
_INPUT: Mapping[str, Check] = {**_COMMON, "confirm": CONFIRM, "focus_on_load": focus_on_load}
_MENU: Mapping[str, Check] = {**_INPUT, "placeholder": plain_text(150)}
_TYPED: Mapping[str, Check] = {
    **_COMMON,
    "focus_on_load": focus_on_load,
    "placeholder": plain_text(150),
    "dispatch_action_config": Shape(
        {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
        required=("trigger_actions_on",),
    ),
}
_STATIC_MENU: Mapping[str, Check] = {
    **_MENU,
    "options": list_of(MENU_OPTION, 1, 100),
    "option_groups": list_of(OPTION_GROUP, 1, 100),
}
_STATIC_RULES: tuple[Rule, ...] = (
    only_one_of("options", "option_groups", required=True),
    unique_values("options"),
)
_AT_LEAST_ONE = integer(least=1)
_IDS = list_of(IDENTIFIER, 1)
_FILTER = Shape(
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    }
)
_BUTTON_FACE: Mapping[str, Check] = {
    **_COMMON,
    "text": plain_text(75),
    "style": one_of("primary", "danger"),
    "accessibility_label": string(75),
}


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _number_bounds(element: Json, pointer: str, found: Inspection) -> None:
    for name in ("min_value", "max_value", "initial_value"):
        if isinstance(element.get(name), str):
            _check_number(element, name, pointer, found)
    least, most, first = (_number(element.get(name)) for name in ("min_value", "max_value", "initial_value"))
    if least is not None and most is not None and least > most:
        found.report(f"{pointer}/min_value", "must not be greater than max_value", type="minimum")
    if first is not None and ((least is not None and first < least) or (most is not None and first > most)):
        found.report(f"{pointer}/initial_value", "must be between min_value and max_value", type="range")


def _check_number(element: Json, name: str, pointer: str, found: Inspection) -> None:
    number = _number(element[name])
    if number is None:
        found.report(f"{pointer}/{name}", "must be a number written as a string", type="format")
    elif element.get("is_decimal_allowed") is False and number != number.to_integral_value():
        found.report(f"{pointer}/{name}", "must be a whole number", type="format")


def _text_bounds(element: Json, pointer: str, found: Inspection) -> None:
    least, most, first = (element.get(name) for name in ("min_length", "max_length", "initial_value"))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        found.report(f"{pointer}/min_length", "must not be greater than max_length", type="minimum")
    if isinstance(first, str) and isinstance(most, int) and len(first) > most:
        found.too_long(f"{pointer}/initial_value", most, len(first))


def _line_bounds(element: Json, pointer: str, found: Inspection) -> None:
    least, most = element.get("min_lines"), element.get("max_lines")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        found.report(f"{pointer}/min_lines", "must not be greater than max_lines", type="minimum")


def _multi(
    initial: str, extra: Mapping[str, Check] | None = None, base: Mapping[str, Check] = _MENU
) -> Shape:
    """A menu of people, channels or conversations from which several may be taken."""
    fields = {**base, initial: _IDS, "max_selected_items": _AT_LEAST_ONE, **(extra or {})}
    return Shape(fields, rules=(_no_more_than_selectable(initial),))


_CONVERSATION_EXTRAS: Mapping[str, Check] = {"filter": _FILTER, "default_to_current_conversation": boolean}
_CHOICES: Mapping[str, Check] = {**_INPUT, "options": list_of(CHOICE_OPTION, 1, 10)}
_FEEDBACK_BUTTON = Shape(
    {"text": plain_text(75), "value": string(2000), "accessibility_label": string(75)},
    required=("text", "value"),
)

ELEMENTS: Final[Mapping[str, Check]] = {
    "image": IMAGE,
    "button": Shape(
        {
            **_BUTTON_FACE,
            "value": string(2000),
            "url": address,
            "confirm": CONFIRM,
            "agent_prompt": string(4000),
            "agent_prompt_display": anything,
            "visible_to_user_ids": list_of(IDENTIFIER, 1, 10),
        },
        required=("text",),
    ),
    "workflow_button": Shape(
        {
            **_BUTTON_FACE,
            "workflow": Shape(
                {
                    "trigger": Shape(
                        {"url": web_address, "customizable_input_parameters": list_of(anything)},
                        required=("url",),
                    )
                },
                required=("trigger",),
            ),
        },
        required=("text", "workflow"),
    ),
    "icon_button": Shape(
        {
            **_COMMON,
            "icon": one_of("trash"),
            "text": plain_text(75),
            "accessibility_label": string(75),
            "value": string(2000),
            "visible_to_user_ids": list_of(IDENTIFIER, 1, 10),
            "confirm": CONFIRM,
        },
        required=("icon", "text"),
    ),
    "feedback_buttons": Shape(
        {**_COMMON, "positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON},
        required=("positive_button", "negative_button"),
    ),
    "overflow": Shape(
        {**_COMMON, "options": list_of(OVERFLOW_OPTION, 1, 5), "confirm": CONFIRM},
        required=("options",),
        rules=(unique_values("options"),),
    ),
    "static_select": Shape(
        {**_STATIC_MENU, "initial_option": MENU_OPTION}, rules=(*_STATIC_RULES, _initial_option_exists)
    ),
    "multi_static_select": Shape(
        {
            **_STATIC_MENU,
            "initial_options": list_of(MENU_OPTION, 1, 100),
            "max_selected_items": _AT_LEAST_ONE,
        },
        rules=(*_STATIC_RULES, _initial_options_exist, _no_more_than_selectable("initial_options")),
    ),
    "external_select": Shape({**_MENU, "initial_option": MENU_OPTION, "min_query_length": integer(least=0)}),
    "multi_external_select": Shape(
        {
            **_MENU,
            "initial_options": list_of(MENU_OPTION, 1, 100),
            "min_query_length": integer(least=0),
            "max_selected_items": _AT_LEAST_ONE,
        },
        rules=(_no_more_than_selectable("initial_options"),),
    ),
    "users_select": Shape({**_MENU, "initial_user": IDENTIFIER}),
    "multi_users_select": _multi("initial_users"),
    "channels_select": Shape({**_MENU, "initial_channel": IDENTIFIER, "response_url_enabled": boolean}),
    "multi_channels_select": _multi("initial_channels"),
    "conversations_select": Shape(
        {**_MENU, **_CONVERSATION_EXTRAS, "initial_conversation": IDENTIFIER, "response_url_enabled": boolean}
    ),
    "multi_conversations_select": _multi("initial_conversations", _CONVERSATION_EXTRAS),
    "checkboxes": Shape(
        {**_CHOICES, "initial_options": list_of(CHOICE_OPTION, 1, 10)},
        required=("options",),
        rules=(unique_values("options"), _initial_options_exist),
    ),
    "radio_buttons": Shape(
        {**_CHOICES, "initial_option": CHOICE_OPTION},
        required=("options",),
        rules=(unique_values("options"), _initial_option_exists),
    ),
    "datepicker": Shape({**_MENU, "initial_date": calendar_date}),
    "timepicker": Shape({**_MENU, "initial_time": clock_time, "timezone": zone_name}),
    "datetimepicker": Shape({**_INPUT, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        {
            **_TYPED,
            "multiline": boolean,
            "initial_value": string(3000),
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        rules=(_text_bounds,),
    ),
    "email_text_input": Shape({**_TYPED, "initial_value": string(3000)}),
    "url_text_input": Shape({**_TYPED, "initial_value": string(3000)}),
    "number_input": Shape(
        {
            **_TYPED,
            "is_decimal_allowed": boolean,
            "initial_value": string(3000),
            "min_value": string(3000),
            "max_value": string(3000),
        },
        required=("is_decimal_allowed",),
        rules=(_number_bounds,),
    ),
    "rich_text_input": Shape(
        {**_TYPED, "initial_value": RICH_TEXT, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
        rules=(_line_bounds,),
    ),
    "file_input": Shape(
        {**_COMMON, "filetypes": list_of(string(255), 1), "max_files": integer(1, 10)},
    ),
}

_SELECTS = tuple(
    f"{prefix}{kind}_select"
    for prefix in ("", "multi_")
    for kind in ("static", "external", "users", "channels", "conversations")
)
_PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons")


def elements_among(*kinds: str) -> ByType:
    """A check that accepts elements of these kinds only."""
    return ByType({kind: ELEMENTS[kind] for kind in kinds})


ACTION_ELEMENT = elements_among(
    "button", "workflow_button", "overflow", "datetimepicker", *_SELECTS, *_PICKERS
)
ACCESSORY = elements_among("image", "button", "workflow_button", "overflow", *_SELECTS, *_PICKERS)
_INPUT_KINDS = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "datetimepicker",
    *_SELECTS,
    *_PICKERS,
)
INPUT_ELEMENT = elements_among(*_INPUT_KINDS)
MODAL_INPUT_ELEMENT = elements_among("file_input", *_INPUT_KINDS)
CONTEXT_ACTION = elements_among("feedback_buttons", "icon_button")
BUTTON = elements_among("button")
CONTEXT_ELEMENT = ByType({"image": IMAGE, "plain_text": TextObject(3000), "mrkdwn": TextObject(3000)})
