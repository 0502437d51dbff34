"""The filters of the templates. Those that make Slack tokens give `Markup`; all others give what was typed,
cut or counted, to be escaped like anything else.

English is spelt out here and not asked of the machine's locale: a message reads the same wherever it is made.
"""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote as percent_encode
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from message_templates.errors import InvalidObject
from message_templates.text import (
    cut_mrkdwn,
    cut_plain,
    escape,
    is_web_address,
    one_line,
    parts_of_mrkdwn,
    tidy,
    to_mrkdwn,
    to_plain,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SPARKS = "▁▂▃▄▅▆▇█"
_USER = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_ADDRESS = re.compile(r"https?://[^\s<>|\"]+[^\s<>|\".,;:!?)\]']")
_BLANK_ENDS = re.compile(r"\A(?:>[ ]*(?:\n|\Z))+|(?:\n>[ ]*)+\Z")  # a quote's empty lines around its words
_DATE_TOKENS = {
    "full": "{date_long_pretty} at {time}",
    "short": "{date_short_pretty} at {time}",
    "date": "{date_long}",  # never "today", so it may follow "on"
    "time": "{time}",
}


def _markup(mrkdwn: str) -> Markup:
    return Markup(mrkdwn)  # noqa: S704 - every caller has escaped what people typed


# --- people, places, links ----------------------------------------------------------------------------------


def mention(user_id: str) -> Markup:
    """Names a person, and tells them. Only for people who are meant to be told."""
    if not _USER.fullmatch(user_id):
        raise InvalidObject("a mention needs a user's id")
    return _markup(f"<@{user_id}>")


def channel(channel_id: str) -> Markup:
    """A link to a channel, shown by its name."""
    if not _CHANNEL.fullmatch(channel_id):
        raise InvalidObject("a channel link needs a channel's id")
    return _markup(f"<#{channel_id}>")


def place(recipient: str) -> Markup:
    """Where a message goes: a channel, or a person."""
    return mention(recipient) if _USER.fullmatch(recipient) else channel(recipient)


def link(url: str, label: object | None = None) -> Markup:
    """A link to a web page, under `label`; what is no web page stays plain text."""
    shown = to_mrkdwn(url if label is None else label)
    if not is_web_address(url):
        return _markup(shown)
    return _markup(f"<{_address(url)}|{one_line(shown).replace('|', '¦')}>")


def _address(url: str) -> str:
    """`url` with what would end the token, and white space, made percent signs. What is encoded stays so."""
    return escape(percent_encode(tidy(url), safe="!#$%&'()*+,/:;=?@[]~"))


def with_links(text: object) -> Markup:
    """Typed text in which web addresses can be clicked, and nothing else."""
    pieces: list[str] = []
    typed, done = to_plain(text), 0
    for found in _ADDRESS.finditer(typed):
        pieces += (to_mrkdwn(typed[done : found.start()]), f"<{_address(found.group())}>")
        done = found.end()
    return _markup("".join(pieces) + to_mrkdwn(typed[done:]))


# --- times --------------------------------------------------------------------------------------------------


@pass_context
def slack_date(ctx: Context, at: datetime, form: str = "full", zone: str | None = None) -> Markup:
    """An aware instant, in each reader's own zone; `form` is full, short, date or time.

    Where Slack cannot do that (notifications, exports) it shows the time in `zone`: the one given, else the
    template's variable `zone`, else UTC.
    """
    if at.tzinfo is None:
        raise InvalidObject("slack_date needs an instant with a zone")
    local = at.astimezone(ZoneInfo(zone or _zone_of(ctx)))
    return _markup(f"<!date^{int(at.timestamp())}^{_DATE_TOKENS[form]}|{_fallback(local, form)}>")


def _zone_of(ctx: Context) -> str:
    zone = ctx.resolve_or_missing("zone")
    return zone if isinstance(zone, str) else "UTC"


def _fallback(local: datetime, form: str) -> str:
    if form == "date":
        return wall_date(local)
    return f"{wall_time(local) if form == 'time' else wall(local)} {zone_name(local)}"


def zone_name(local: datetime) -> str:
    """`PST`, or `UTC-03` for zones that have no letters."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[0] in "+-" else name


def wall(local: datetime) -> str:
    """`Thursday, December 3, 2026 at 3:30 PM`: the clock on the wall, in whatever zone `local` is."""
    return f"{wall_date(local)} at {wall_time(local)}"


def wall_date(day: date) -> str:
    """`Thursday, December 3, 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def wall_day(day: date) -> str:
    """`Thu, Dec 3`: where the year goes without saying."""
    return f"{WEEKDAYS[day.weekday()][:3]}, {MONTHS[day.month - 1][:3]} {day.day}"


def short_day(day: date) -> str:
    """`Dec 3`: where neither weekday nor year matters, as under a chart."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}"


def wall_time(at: datetime | time) -> str:
    """`3:30 PM`."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"


def in_zone(at: datetime, zone: str) -> datetime:
    """An instant as the clock of `zone` shows it, for `wall` and its like."""
    return at.astimezone(ZoneInfo(zone))


def weekday(number: int) -> str:
    """The name of a weekday: 0 is Monday."""
    return WEEKDAYS[number]


def duration(length: timedelta | int) -> str:
    """`1 hour 15 minutes`; a number counts minutes."""
    minutes = length if isinstance(length, int) else round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = [plural(n, word) for n, word in ((days, "day"), (hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "0 minutes"


# --- lists, numbers -----------------------------------------------------------------------------------------


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 answer`, `1,200 answers`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(items: Iterable[object], most: int = 10, last: str = "and") -> Markup:
    """`Ada, Ben and 3 more`: at most `most` items by name."""
    every = [to_mrkdwn(item) for item in items]
    named = every if len(every) <= most else [*every[:most], f"{len(every) - most} more"]
    if len(named) < 2:
        return _markup("".join(named))
    return _markup(f"{', '.join(named[:-1])} {last} {named[-1]}")


def percent(part: float, whole: float | None = None) -> str:
    """`80 %` of 4 and 5, or of 0.8; an en dash when there is no whole."""
    if whole == 0:
        return "–"
    return f"{round(100 * (part if whole is None else part / whole))} %"


def decimal(value: float) -> str:
    """A rating with one decimal: `4.2`."""
    return f"{value:.1f}"


def number(value: float) -> str:
    """A measured value as it may be typed again, without grouping or exponent: `12.5`, `1200`, `-3`."""
    if not math.isfinite(value):
        raise InvalidObject(f"{value} is no number people could read")
    plain = format(Decimal(f"{value + 0.0:.12g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def sparkline(values: Iterable[float]) -> str:
    """Values as a row of bars, the least the lowest: `▁▄█`. All the same stand at half height."""
    every = list(values)
    if not every:
        return ""
    least, most = min(every), max(every)
    height = most / 2 - least / 2  # halves, so that no difference is too large for a float
    if not height:
        return SPARKS[3] * len(every)
    return "".join(SPARKS[round((value / 2 - least / 2) / height * (len(SPARKS) - 1))] for value in every)


def trend(value: float, before: float) -> str:
    """How a rating compares with the one before, as both are shown: `up 0.3 from last time`."""
    step = round(round(value, 1) - round(before, 1), 1)
    if step == 0:
        return "the same as last time"
    return f"{'up' if step > 0 else 'down'} {decimal(abs(step))} from last time"


def bar(value: float, most: float = 5, width: int = 10) -> str:
    """A rating or share as a row of blocks."""
    filled = 0 if most <= 0 else max(0, min(width, round(width * value / most)))
    return "▰" * filled + "▱" * (width - filled)


# --- words --------------------------------------------------------------------------------------------------


def cut(text: object, most: int) -> Markup | str:
    """At most `most` characters, whole words, with an ellipsis."""
    if isinstance(text, Markup):
        return _markup(cut_mrkdwn(to_mrkdwn(text), most))
    return cut_plain(to_plain(text), most)


def line(text: object) -> Markup | str:
    """Everything on one line."""
    return _markup(one_line(to_mrkdwn(text))) if isinstance(text, Markup) else one_line(str(text))


def bold(text: object) -> Markup:
    """On one line and in bold. Words with an asterisk of their own stay as they are: bold would end there."""
    shown = one_line(to_mrkdwn(text))
    return _markup(f"*{shown}*" if shown and "*" not in shown else shown)


def quote(text: object) -> Markup:
    """A block quote over all its lines; nothing, of nothing."""
    said = to_mrkdwn(text).strip()
    return _markup("\n".join(f"> {line}" for line in said.split("\n")) if said else "")


def quotes(text: object, most: int = 2_900) -> list[Markup]:
    """All of a text as block quotes of at most `most` characters, for a section each: nothing is left out."""
    parts = (_BLANK_ENDS.sub("", part) for part in parts_of_mrkdwn(str(quote(text)), most - len("> ")))
    return [_markup(part if part.startswith(">") else f"> {part}") for part in parts if part]


def plain(text: object) -> str:
    """The readable characters, without markup."""
    return to_plain(text)


def nothing_left_out(value: Any) -> Any:
    """Jinja's `finalize`: a None would read "None" in front of people."""
    if value is None:
        raise InvalidObject("None has no words: say what to show instead")
    return value


FILTERS = {
    "bar": bar,
    "bold": bold,
    "channel": channel,
    "cut": cut,
    "decimal": decimal,
    "duration": duration,
    "in_zone": in_zone,
    "is_web_address": is_web_address,
    "joined": joined,
    "line": line,
    "link": link,
    "mention": mention,
    "number": number,
    "percent": percent,
    "plain": plain,
    "plural": plural,
    "quote": quote,
    "quotes": quotes,
    "place": place,
    "short_day": short_day,
    "slack_date": slack_date,
    "sparkline": sparkline,
    "trend": trend,
    "wall": wall,
    "wall_date": wall_date,
    "wall_day": wall_day,
    "wall_time": wall_time,
    "weekday": weekday,
    "with_links": with_links,
    "zone_name": zone_name,
}
"""What a template may write after a bar, by the name it is called."""

KEPT = (
    *("default", "first", "groupby", "last", "length", "list", "lower", "map", "max", "min"),
    *("rejectattr", "round", "select", "selectattr", "sort", "sum", "trim"),
)
"""Jinja's own filters that know nothing of markup. The others escape for HTML, or switch escaping off."""
