"""Slack's markup turned into what stands on a person's screen."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.model import Json, User
from sandbox.state import State

_TOKEN = re.compile(r"<([^<>\n]+)>")
_HELD = re.compile(r"\x00(\d+)\x00")
_DATE_PART = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_MARKS = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^\n]{{0,1000}}?\S){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


def unescape(text: str) -> str:
    """`&amp;`, `&lt;` and `&gt;` as characters; Slack knows no other entity."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)


class Reader:
    """Reads text and blocks with one person's eyes: their own zone, names instead of ids."""

    def __init__(self, state: State, viewer: User) -> None:
        self._state = state
        self._zone = ZoneInfo(viewer.tz)

    # --- text

    def text_object(self, text: object) -> str:
        """A text object as read; an empty string for anything else."""
        if not isinstance(text, dict):
            return ""
        raw = str(text.get("text", ""))
        return self.mrkdwn(raw) if text.get("type") == "mrkdwn" else unescape(raw)

    def mrkdwn(self, text: str) -> str:
        """Markup as read: mentions by name, dates in the reader's zone, links by label, no marks."""
        held: list[str] = []

        def hold(shown: str) -> str:
            held.append(shown)
            return f"\x00{len(held) - 1}\x00"

        # Tokens and code are set aside so that the stripping of marks cannot touch an address or a snippet.
        marked = text.replace("\x00", "")
        marked = _CODE.sub(lambda match: hold(match[1] or match[2]), marked)
        marked = _TOKEN.sub(lambda match: hold(self._token(match[1])), marked)
        for mark in _MARKS:
            marked = mark.sub(r"\1", marked)
        while _HELD.search(marked):
            marked = _HELD.sub(lambda match: held[int(match[1])], marked)
        return unescape(marked)

    def _token(self, token: str) -> str:
        body, _, label = token.partition("|")
        if body.startswith("@"):
            return f"@{self.person_name(body[1:])}"
        if body.startswith("#"):
            return f"#{self._channel_name(body[1:], label)}"
        if body.startswith("!date^"):
            return self._date_token(body, label)
        if body.startswith("!subteam^"):
            return label or body[len("!subteam^") :]
        if body.startswith("!"):
            return f"@{body[1:]}"
        return label or body

    def person_name(self, user_id: str) -> str:
        """The name by which a person is shown; the id itself if there is no such person."""
        user = self._state.users.get(user_id)
        return user.real_name if user is not None else user_id

    def _channel_name(self, channel_id: str, label: str) -> str:
        channel = self._state.channels.get(channel_id)
        return channel.name if channel is not None else label or channel_id

    def _date_token(self, body: str, fallback: str) -> str:
        parts = body.split("^")
        if len(parts) < 3 or not parts[1].isdecimal():
            return fallback
        return self.date(int(parts[1]), parts[2])

    def date(self, unix: int, pattern: str) -> str:
        """`pattern` with its `{date_long}`-like parts filled in the reader's own zone."""
        moment = datetime.fromtimestamp(unix, UTC).astimezone(self._zone)
        today = self._state.now().astimezone(self._zone)
        return _DATE_PART.sub(lambda match: _date_part(match[1], moment, today) or match[0], pattern)

    # --- blocks

    def blocks(self, blocks: Iterable[Json]) -> str:
        """All that can be read in these blocks, a line for each piece."""
        return "\n".join(piece for block in blocks for piece in self._pieces(block) if piece)

    def _pieces(self, block: Json) -> list[str]:
        read = _READERS.get(str(block.get("type")))
        return read(self, block) if read is not None else []

    def rich_text(self, block: object) -> str:
        """A rich text block as read."""
        elements = block.get("elements", ()) if isinstance(block, dict) else ()
        return "\n".join(self._rich_container(element) for element in elements)

    def _rich_container(self, container: Json) -> str:
        elements = container.get("elements", ())
        if container.get("type") == "rich_text_list":
            return "\n".join(f"• {self._rich_container(item)}" for item in elements)
        return "".join(self._rich_part(part) for part in elements)

    def _rich_part(self, part: Json) -> str:
        match part.get("type"):
            case "user":
                return f"@{self.person_name(part['user_id'])}"
            case "channel":
                return f"#{self._channel_name(part['channel_id'], '')}"
            case "broadcast":
                return f"@{part['range']}"
            case "emoji":
                return f":{part['name']}:"
            case "link":
                return str(part.get("text") or part["url"])
            case "date":
                return self.date(int(part["timestamp"]), part["format"])
        return str(part.get("text") or part.get("value") or "")

    def element(self, element: object) -> list[str]:
        """What an interactive element or an image shows of itself."""
        if not isinstance(element, dict):
            return []
        if element.get("type") == "image":
            return [str(element.get("alt_text", ""))]
        if element.get("type") in ("mrkdwn", "plain_text"):
            return [self.text_object(element)]
        if element.get("type") == "feedback_buttons":
            faces = (element["positive_button"], element["negative_button"])
            return [f"[{self.text_object(face.get('text'))}]" for face in faces]
        return [f"[{label}]" for label in self._faces(element) if label]

    def _faces(self, element: Json) -> list[str]:
        shown = [self.text_object(element.get("text")), self.text_object(element.get("placeholder"))]
        if element.get("type") in ("checkboxes", "radio_buttons"):
            shown += [self.option(option) for option in element.get("options", ())]
        elif chosen := element.get("initial_option"):
            shown.append(self.option(chosen))
        return shown

    def option(self, option: Json) -> str:
        """The text of an option."""
        return self.text_object(option.get("text"))


def _date_part(name: str, moment: datetime, today: datetime) -> str | None:
    """One part of a date pattern; `None` for a part Slack does not know, which then stays as written."""
    plain = name.removesuffix("_pretty")
    if plain not in _DATE_PARTS:
        return None
    near = _NEAR.get(moment.date() - today.date()) if plain != name else None
    return near or _DATE_PARTS[plain](moment)


_NEAR = {timedelta(days=-1): "Yesterday", timedelta(0): "Today", timedelta(days=1): "Tomorrow"}


def _ordinal(day: int) -> str:
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _clock(moment: datetime, seconds: bool = False) -> str:
    tail = f":{moment.second:02d}" if seconds else ""
    return f"{moment.hour % 12 or 12}:{moment.minute:02d}{tail} {'AM' if moment.hour < 12 else 'PM'}"


_DATE_PARTS: Mapping[str, Callable[[datetime], str]] = {
    "date_num": lambda moment: moment.strftime("%Y-%m-%d"),
    "date_slash": lambda moment: moment.strftime("%m/%d/%Y"),
    "date": lambda moment: f"{moment:%B} {_ordinal(moment.day)}, {moment.year}",
    "date_short": lambda moment: f"{moment:%b} {moment.day}, {moment.year}",
    "date_long": lambda moment: f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}, {moment.year}",
    "time": _clock,
    "time_secs": lambda moment: _clock(moment, seconds=True),
}
_Pieces = Callable[[Reader, Json], list[str]]


def _section(reader: Reader, block: Json) -> list[str]:
    fields = [reader.text_object(field) for field in block.get("fields", ())]
    return [reader.text_object(block.get("text")), *fields, *reader.element(block.get("accessory"))]


def _elements(reader: Reader, block: Json) -> list[str]:
    return [piece for element in block.get("elements", ()) for piece in reader.element(element)]


def _input(reader: Reader, block: Json) -> list[str]:
    texts = [reader.text_object(block.get("label")), reader.text_object(block.get("hint"))]
    return [*texts, *reader.element(block.get("element"))]


def _image(reader: Reader, block: Json) -> list[str]:
    return [reader.text_object(block.get("title")), str(block.get("alt_text", ""))]


def _card(reader: Reader, block: Json) -> list[str]:
    texts = [reader.text_object(block.get(name)) for name in ("title", "subtitle", "body")]
    return texts + [piece for button in block.get("actions", ()) for piece in reader.element(button)]


def _carousel(reader: Reader, block: Json) -> list[str]:
    return [piece for card in block.get("elements", ()) for piece in _card(reader, card)]


def _container(reader: Reader, block: Json) -> list[str]:
    title = reader.text_object(block.get("title")) or reader.rich_text(block.get("rich_text_title"))
    return [title, reader.text_object(block.get("subtitle")), reader.blocks(block.get("child_blocks", ()))]


def _cell(reader: Reader, cell: Json) -> str:
    if cell.get("type") == "rich_text":
        return reader.rich_text(cell)
    return str(cell.get("text") or cell.get("value", ""))


def _table(reader: Reader, block: Json) -> list[str]:
    rows = [" | ".join(_cell(reader, cell) for cell in row) for row in block.get("rows", ())]
    return [str(block.get("caption", "")), *rows]


def _chart(reader: Reader, block: Json) -> list[str]:
    chart = block.get("chart", {})
    segments = [f"{segment['label']}: {segment['value']}" for segment in chart.get("segments", ())]
    series = [
        f"{one['name']}: " + ", ".join(f"{point['label']} {point['value']}" for point in one["data"])
        for one in chart.get("series", ())
    ]
    return [str(block.get("title", "")), *segments, *series]


def _plan(reader: Reader, block: Json) -> list[str]:
    tasks = [f"{task.get('title', '')} ({task.get('status', '')})" for task in block.get("tasks", ())]
    return [str(block.get("title", "")), *tasks]


def _only_text(reader: Reader, block: Json) -> list[str]:
    return [reader.text_object(block.get("text"))]


_READERS: Mapping[str, _Pieces] = {
    "section": _section,
    "header": _only_text,
    "alert": _only_text,
    "context": _elements,
    "actions": _elements,
    "context_actions": _elements,
    "input": _input,
    "image": _image,
    "rich_text": lambda reader, block: [reader.rich_text(block)],
    "markdown": lambda reader, block: [unescape(str(block.get("text", "")))],
    "video": lambda reader, block: [reader.text_object(block.get("title"))],
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "plan": _plan,
    "task_card": lambda reader, block: [f"{block.get('title', '')} ({block.get('status', '')})"],
}
