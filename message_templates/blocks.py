"""The Block Kit vocabulary of the templates: one function per object, each giving its JSON as ready markup.

A template is a stream of these objects. An object may hold others, given as arguments
(`accessory=button(…)`) or between `{% call buttons() %}` and `{% endcall %}`. What people read is cut to
Slack's limit with an ellipsis; what the program reads back (ids, values, URLs) is never cut: too long is
`LimitExceeded`.

Text given between the tags of a call, or made with `{% set x %}…{% endset %}`, is mrkdwn; a plain Python
string is what somebody typed. Every mrkdwn object is `verbatim`, so Slack looks for no mentions in it.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from markupsafe import Markup

from message_templates import limits
from message_templates.errors import InvalidObject, LimitExceeded, StrayText
from message_templates.filters import mention, number
from message_templates.text import (
    NOTHING,
    cut_mrkdwn,
    cut_plain,
    is_web_address,
    one_line,
    to_mrkdwn,
    to_plain,
)

Json = dict[str, Any]
Caller = Callable[[], str]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode
_STYLES = (None, "primary", "danger")


def stream(text: str) -> list[Json]:
    """The objects in `text`: JSON objects one after the other, with nothing but white space between."""
    objects: list[Json] = []
    rest = str(text).strip()  # no Markup: each slice of one would be a Markup again
    position = 0
    while position < len(rest):
        if rest[position].isspace():
            position += 1
        elif rest[position] == "{":
            found, position = _decode(rest, position)
            objects.append(found)
        else:
            raise StrayText(rest[position:].partition("\n")[0])
    return objects


def _emit(kind: str, **parts: Any) -> Markup:
    """The object as JSON, without the parts that are None."""
    return Markup(_encode({"type": kind} | _present(parts)))  # noqa: S704 - JSON, read back by `stream` alone


def _bare(**parts: Any) -> Markup:
    """As `_emit`, for the few objects that carry no type."""
    return Markup(_encode(_present(parts)))  # noqa: S704 - JSON, read back by `stream` alone


def _present(parts: Json) -> Json:
    return {name: part for name, part in parts.items() if part is not None}


# --- text objects and checks --------------------------------------------------------------------------------


def plain_object(value: object, limit: int, *, multiline: bool = False) -> Json:
    """A plain_text object, cut to `limit`; an en dash where there is nothing to show."""
    text = to_plain(value).strip() if multiline else one_line(to_plain(value))
    return {"type": "plain_text", "text": cut_plain(text, limit) or NOTHING, "emoji": True}


def mrkdwn_object(value: object, limit: int) -> Json:
    """A mrkdwn object, cut to `limit`; an en dash where there is nothing to show."""
    text = cut_mrkdwn(to_mrkdwn(value).strip(), limit)
    return {"type": "mrkdwn", "text": text or NOTHING, "verbatim": True}


def _optional_plain(value: object | None, limit: int) -> Json | None:
    return plain_object(value, limit) if value else None


def exact(what: str, value: object, limit: int) -> str:
    """`value` as a string the program will read back. Raises LimitExceeded rather than cut it."""
    text = to_plain(value)
    if len(text) > limit:
        raise LimitExceeded(f"{what} has {len(text)} characters, Slack takes {limit}")
    return text


def _identifier(what: str, value: object | None) -> str | None:
    return None if value is None else exact(what, value, limits.IDENTIFIER)


def _web_address(value: object | None) -> str | None:
    if value is None:
        return None
    address = exact("a URL", value, limits.URL)
    if not is_web_address(address):
        raise InvalidObject("a URL must begin with http:// or https://")
    return address


def _between(what: str, objects: Sequence[object], most: int) -> None:
    if not 1 <= len(objects) <= most:
        raise LimitExceeded(f"{what}: {len(objects)} given, Slack takes 1 to {most}")


def _one(markup: str | None) -> Json | None:
    if not markup:
        return None
    (found,) = stream(markup)
    return found


def _many(items: Iterable[str] | None, caller: Caller | None) -> list[Json]:
    text = caller() if caller else "".join(items or ())
    return stream(text)


# --- blocks -------------------------------------------------------------------------------------------------


def header(text: object, *, block_id: str | None = None) -> Markup:
    return _emit("header", block_id=block_id, text=plain_object(text, limits.HEADER_TEXT))


def section(
    text: object | None = None,
    *,
    accessory: str | None = None,
    block_id: str | None = None,
    caller: Caller | None = None,
) -> Markup:
    """A paragraph, with at most one element at its side."""
    said = caller() if caller else text
    return _emit(
        "section",
        block_id=_identifier("block_id", block_id),
        text=mrkdwn_object("" if said is None else said, limits.SECTION_TEXT),
        accessory=_one(accessory),
    )


def fields(*, block_id: str | None = None, accessory: str | None = None, caller: Caller) -> Markup:
    """Up to ten short texts in two columns: `field` objects between its tags."""
    found = stream(caller())
    _between("fields of a section", found, limits.SECTION_FIELDS)
    return _emit("section", block_id=block_id, fields=found, accessory=_one(accessory))


def field(text: object | None = None, *, caller: Caller | None = None) -> Markup:
    said = mrkdwn_object(caller() if caller else text, limits.FIELD_TEXT)
    return Markup(_encode(said))  # noqa: S704 - JSON, read back by `stream` alone


def context(
    text: object | None = None, *, block_id: str | None = None, caller: Caller | None = None
) -> Markup:
    """One small grey line."""
    said = mrkdwn_object(caller() if caller else text, limits.CONTEXT_TEXT)
    return _emit("context", block_id=block_id, elements=[said])


def divider() -> Markup:
    return _emit("divider")


def image(url: object, alt: object, *, title: object | None = None, block_id: str | None = None) -> Markup:
    """A picture; `alt` is what a screen reader says."""
    return _emit(
        "image",
        block_id=block_id,
        image_url=_web_address(url),
        alt_text=plain_object(alt, limits.IMAGE_TEXT)["text"],
        title=_optional_plain(title, limits.IMAGE_TEXT),
    )


def buttons(
    elements: Iterable[str] | None = None, *, block_id: str | None = None, caller: Caller | None = None
) -> Markup:
    """A row of buttons, menus and pickers."""
    found = _many(elements, caller)
    _between("elements of an actions block", found, limits.ACTIONS_ELEMENTS)
    return _emit("actions", block_id=_identifier("block_id", block_id), elements=found)


def input_block(
    field: str,
    label: object,
    element: str,
    *,
    hint: object | None = None,
    optional: bool = False,
    dispatch_action: bool | None = None,
) -> Markup:
    """A question of a form. The block is called as its `field`, so an error can be shown beside it.

    An element that was given no action_id is called "value": `values["title"]["value"]`.
    """
    asked = _one(element)
    if asked is None:
        raise InvalidObject(f"the field {field!r} has no element to answer with")
    asked.setdefault("action_id", "value")
    return _emit(
        "input",
        block_id=_identifier("block_id", field),
        label=plain_object(label, limits.LABEL_TEXT),
        element=asked,
        hint=_optional_plain(hint, limits.HINT_TEXT),
        optional=optional,
        dispatch_action=dispatch_action,
    )


# --- buttons ------------------------------------------------------------------------------------------------


def button(
    text: object,
    action_id: str,
    value: object | None = None,
    *,
    style: str | None = None,
    url: object | None = None,
    confirm: str | None = None,
    accessibility_label: object | None = None,
) -> Markup:
    """A button. `style` is None, "primary" or "danger"; `confirm` a `confirm` object."""
    if style not in _STYLES:
        raise InvalidObject(f"a button's style is primary or danger, not {style!r}")
    return _emit(
        "button",
        action_id=_identifier("action_id", action_id),
        text=plain_object(text, limits.BUTTON_TEXT),
        value=None if value is None else exact("a button's value", value, limits.BUTTON_VALUE),
        style=style,
        url=_web_address(url),
        confirm=_one(confirm),
        accessibility_label=_label(accessibility_label),
    )


def _label(value: object | None) -> str | None:
    return None if value is None else str(plain_object(value, limits.BUTTON_TEXT)["text"])


def confirm(title: object, text: object, yes: object, no: object, *, style: str | None = None) -> Markup:
    """The question asked back before a button does its work."""
    return _bare(
        title=plain_object(title, limits.CONFIRM_TITLE),
        text=plain_object(text, limits.CONFIRM_TEXT, multiline=True),
        confirm=plain_object(yes, limits.CONFIRM_BUTTON),
        deny=plain_object(no, limits.CONFIRM_BUTTON),
        style=style,
    )


# --- choices from given options -----------------------------------------------------------------------------


def option(text: object, value: object, *, description: object | None = None) -> Markup:
    """A choice: what people read, and what the program gets."""
    return _bare(
        text=plain_object(text, limits.OPTION_TEXT),
        value=exact("an option's value", value, limits.OPTION_VALUE),
        description=_optional_plain(description, limits.OPTION_DESCRIPTION),
    )


def overflow(action_id: str, options: Iterable[str] | None = None, *, caller: Caller | None = None) -> Markup:
    """The ⋯ menu."""
    found = _many(options, caller)
    _between("options of a ⋯ menu", found, limits.OVERFLOW_OPTIONS)
    return _emit("overflow", action_id=_identifier("action_id", action_id), options=found)


def static_select(
    action_id: str | None = None,
    options: Iterable[str] | None = None,
    *,
    placeholder: object | None = None,
    initial: object | None = None,
    caller: Caller | None = None,
) -> Markup:
    """A menu. `initial` is the value of the option chosen at first."""
    found = _many(options, caller)
    _between("options of a menu", found, limits.SELECT_OPTIONS)
    return _emit(
        "static_select",
        action_id=_identifier("action_id", action_id),
        placeholder=_optional_plain(placeholder, limits.PLACEHOLDER_TEXT),
        options=found,
        initial_option=_chosen(found, initial),
    )


def multi_static_select(
    action_id: str | None = None,
    options: Iterable[str] | None = None,
    *,
    placeholder: object | None = None,
    initial: Iterable[object] = (),
    caller: Caller | None = None,
) -> Markup:
    """A menu of which several may be chosen. `initial` holds the values chosen at first."""
    found = _many(options, caller)
    _between("options of a menu", found, limits.SELECT_OPTIONS)
    return _emit(
        "multi_static_select",
        action_id=_identifier("action_id", action_id),
        placeholder=_optional_plain(placeholder, limits.PLACEHOLDER_TEXT),
        options=found,
        initial_options=[_chosen(found, value) for value in initial] or None,
    )


def radio(
    action_id: str | None = None,
    options: Iterable[str] | None = None,
    *,
    initial: object | None = None,
    caller: Caller | None = None,
) -> Markup:
    """One choice of up to ten, all in sight. `initial` as in `static_select`."""
    found = _many(options, caller)
    _between("radio buttons", found, limits.CHOICE_OPTIONS)
    return _emit(
        "radio_buttons",
        action_id=_identifier("action_id", action_id),
        options=found,
        initial_option=_chosen(found, initial),
    )


def checkboxes(
    action_id: str | None = None,
    options: Iterable[str] | None = None,
    *,
    initial: Iterable[object] = (),
    caller: Caller | None = None,
) -> Markup:
    """Any choices of up to ten. `initial` holds the values ticked at first."""
    found = _many(options, caller)
    _between("checkboxes", found, limits.CHOICE_OPTIONS)
    ticked = [_chosen(found, value) for value in initial]
    return _emit(
        "checkboxes",
        action_id=_identifier("action_id", action_id),
        options=found,
        initial_options=ticked or None,
    )


def _chosen(options: list[Json], value: object | None) -> Json | None:
    """The option of that value. Slack refuses an initial option that is not among the options."""
    if value is None:
        return None
    for candidate in options:
        if candidate["value"] == str(value):
            return candidate
    raise InvalidObject("the initial option is not among the options")


# --- people and places --------------------------------------------------------------------------------------


def users_select(
    action_id: str | None = None, *, placeholder: object | None = None, initial: str | None = None
) -> Markup:
    return _picker("users_select", action_id, placeholder, initial_user=initial or None)


def multi_users_select(
    action_id: str | None = None,
    *,
    placeholder: object | None = None,
    initial: Iterable[str] = (),
    most: int | None = None,
) -> Markup:
    return _picker(
        "multi_users_select",
        action_id,
        placeholder,
        initial_users=list(initial) or None,
        max_selected_items=most,
    )


def channels_select(
    action_id: str | None = None, *, placeholder: object | None = None, initial: str | None = None
) -> Markup:
    """Public channels only."""
    return _picker("channels_select", action_id, placeholder, initial_channel=initial or None)


def conversations_select(
    action_id: str | None = None,
    *,
    placeholder: object | None = None,
    initial: str | None = None,
    include: Sequence[str] = ("public", "private"),
    here: bool = False,
) -> Markup:
    """Channels, public and private as `include` says. `here` begins with the one the person is in."""
    return _picker(
        "conversations_select",
        action_id,
        placeholder,
        initial_conversation=initial or None,
        default_to_current_conversation=True if here else None,
        filter={"include": list(include), "exclude_bot_users": True},
    )


def _picker(kind: str, action_id: str | None, placeholder: object | None, **parts: Any) -> Markup:
    return _emit(
        kind,
        action_id=_identifier("action_id", action_id),
        placeholder=_optional_plain(placeholder, limits.PLACEHOLDER_TEXT),
        **parts,
    )


# --- dates, times, words, numbers ---------------------------------------------------------------------------


def datepicker(
    action_id: str | None = None, *, placeholder: object | None = None, initial: object | None = None
) -> Markup:
    """`initial` is a date, or its ISO form."""
    return _picker("datepicker", action_id, placeholder, initial_date=str(initial) if initial else None)


def timepicker(
    action_id: str | None = None, *, placeholder: object | None = None, initial: object | None = None
) -> Markup:
    """`initial` is a time, or its `HH:MM` form; seconds are dropped. Midnight counts as a time."""
    at = None if initial in (None, "") else str(initial)[:5]
    return _picker("timepicker", action_id, placeholder, initial_time=at)


def text_input(
    action_id: str | None = None,
    *,
    multiline: bool = False,
    shortest: int | None = None,
    longest: int | None = None,
    placeholder: object | None = None,
    initial: object | None = None,
    focus: bool = False,
) -> Markup:
    """A place to type. `initial` is cut to `longest`, as Slack refuses a form that begins too long."""
    most = min(longest or limits.INPUT_TEXT, limits.INPUT_TEXT)
    begun = cut_plain(to_plain(initial or ""), most) or None  # Slack refuses an empty one
    return _picker(
        "plain_text_input",
        action_id,
        placeholder,
        multiline=multiline,
        min_length=shortest,
        max_length=most,
        initial_value=begun,
        focus_on_load=focus or None,
    )


def url_input(
    action_id: str | None = None, *, placeholder: object | None = None, initial: object | None = None
) -> Markup:
    return _picker("url_text_input", action_id, placeholder, initial_value=str(initial) if initial else None)


# --- charts and tables: in messages only --------------------------------------------------------------------


def line_chart(
    title: object,
    series: Sequence[tuple[object, Sequence[float]]],
    categories: Sequence[object],
    *,
    x_label: object | None = None,
    y_label: object | None = None,
    block_id: str | None = None,
) -> Markup:
    """Lines over shared categories: `series` are (name, values) pairs, one finite value for each category.

    Names that are the same, or become so when they are cut, are told apart by a number. A message may hold
    two charts. A workspace that has no such block yet answers `invalid_blocks`.
    """
    return _chart("line", title, series, categories, x_label, y_label, block_id)


def bar_chart(
    title: object,
    series: Sequence[tuple[object, Sequence[float]]],
    categories: Sequence[object],
    *,
    x_label: object | None = None,
    y_label: object | None = None,
    block_id: str | None = None,
) -> Markup:
    """Bars side by side for each category. Everything else as `line_chart`."""
    return _chart("bar", title, series, categories, x_label, y_label, block_id)


def _chart(
    sort: str,
    title: object,
    series: Sequence[tuple[object, Sequence[float]]],
    categories: Sequence[object],
    x_label: object | None,
    y_label: object | None,
    block_id: str | None,
) -> Markup:
    _between("series of a chart", series, limits.CHART_SERIES)
    _between("categories of a chart", categories, limits.CHART_CATEGORIES)
    labels = _told_apart(categories)
    names = _told_apart([name for name, _ in series])
    lines = [
        {"name": name, "data": _points(labels, values)}
        for name, (_, values) in zip(names, series, strict=True)
    ]
    axes = {
        "categories": labels,
        "x_label": _bare_text(x_label, limits.AXIS_LABEL),
        "y_label": _bare_text(y_label, limits.AXIS_LABEL),
    }
    return _emit(
        "data_visualization",
        block_id=_identifier("block_id", block_id),
        title=_bare_text(title, limits.CHART_TITLE) or NOTHING,
        chart={"type": sort, "series": lines, "axis_config": _present(axes)},
    )


def _points(labels: Sequence[str], values: Sequence[float]) -> list[Json]:
    if len(values) != len(labels):
        raise InvalidObject(f"a series has {len(values)} values for {len(labels)} categories")
    return [{"label": label, "value": _finite(value)} for label, value in zip(labels, values, strict=True)]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise InvalidObject(f"{value} can be neither drawn nor listed")
    return value


def _told_apart(names: Iterable[object]) -> list[str]:
    """Labels of a chart, each once: Slack finds a value by its label."""
    labels: list[str] = []
    for name in names:
        candidates = _numbered(name)
        labels.append(next(label for label in candidates if label not in labels))
    return labels


def _numbered(name: object) -> Iterator[str]:
    yield _bare_text(name, limits.CHART_LABEL) or NOTHING
    for nth in count(2):
        end = f" ({nth})"
        yield (_bare_text(name, limits.CHART_LABEL - len(end)) or NOTHING) + end


def _bare_text(value: object | None, limit: int) -> str | None:
    """Text that Slack takes as a string and shows as it stands; None of nothing, which it refuses."""
    return None if value is None else cut_plain(one_line(to_plain(value)), limit) or None


def data_table(
    caption: object,
    *,
    page_size: int | None = None,
    row_header: int = 0,
    block_id: str | None = None,
    caller: Caller,
) -> Markup:
    """A table that readers can sort: `row` objects between its tags, the first of them the header.

    `row_header` is the column, from 0, that tells what a row is about. All cells of a message's tables
    together hold 10,000 characters. A workspace that has no such block yet answers `invalid_blocks`.
    """
    rows = [found["cells"] for found in stream(caller())]
    if len(rows) < 2:
        raise InvalidObject("a table needs a header and a row")
    _between("rows of a table", rows[1:], limits.TABLE_ROWS)
    _check_columns(rows, row_header)
    if page_size is not None:
        _between("rows on a page of a table", range(page_size), limits.TABLE_PAGE)
    return _emit(
        "data_table",
        block_id=_identifier("block_id", block_id),
        caption=_bare_text(caption, limits.CAPTION_TEXT) or NOTHING,
        rows=rows,
        page_size=page_size,
        row_header_column_index=row_header,
    )


def _check_columns(rows: Sequence[Sequence[Json]], row_header: int) -> None:
    header = rows[0]
    _between("columns of a table", header, limits.TABLE_COLUMNS)
    if any(len(row) != len(header) for row in rows):
        raise InvalidObject("all rows of a table must be as wide as its header")
    if any(cell["type"] == "rich_text" for cell in header):
        raise InvalidObject("people cannot stand in a table's header")
    if not 0 <= row_header < len(header):
        raise InvalidObject("the row header is not among the columns")


def row(*, caller: Caller) -> Markup:
    """A row of a table: `cell`, `number_cell` and `person_cell` objects between its tags."""
    return _bare(cells=stream(caller()))


def cell(text: object, most: int = 60) -> Markup:
    return _emit("raw_text", text=_bare_text(text, most) or NOTHING)


def number_cell(value: float) -> Markup:
    """A number that readers can sort by."""
    return _emit("raw_number", value=_finite(value), text=number(value))


def person_cell(user_id: str) -> Markup:
    """A person by the name each reader knows. Raises InvalidObject for what is no user's id."""
    mention(user_id)
    person = {"type": "user", "user_id": user_id}
    return _emit("rich_text", elements=[{"type": "rich_text_section", "elements": [person]}])


VOCABULARY: dict[str, Callable[..., Markup]] = {
    "bar_chart": bar_chart,
    "button": button,
    "buttons": buttons,
    "cell": cell,
    "channels_select": channels_select,
    "checkboxes": checkboxes,
    "confirm": confirm,
    "context": context,
    "conversations_select": conversations_select,
    "data_table": data_table,
    "datepicker": datepicker,
    "divider": divider,
    "field": field,
    "fields": fields,
    "header": header,
    "image": image,
    "input": input_block,
    "line_chart": line_chart,
    "multi_static_select": multi_static_select,
    "multi_users_select": multi_users_select,
    "number_cell": number_cell,
    "option": option,
    "overflow": overflow,
    "person_cell": person_cell,
    "radio": radio,
    "row": row,
    "section": section,
    "static_select": static_select,
    "text_input": text_input,
    "timepicker": timepicker,
    "url_input": url_input,
    "users_select": users_select,
}
"""What a template may call, by the name it calls it."""
