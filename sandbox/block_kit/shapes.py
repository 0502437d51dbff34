"""What the Block Kit tables are written with. A check is called with a value, its pointer, the inspection."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sandbox.block_kit.inspection import Inspection

Check: TypeAlias = Callable[[object, str, Inspection], None]
Json: TypeAlias = dict[str, Any]
"""A JSON object whose keys have been looked at, but not yet its values."""
Rule: TypeAlias = Callable[[Json, str, Inspection], None]
"""A check over a whole object, run after its fields: what depends on two fields at once."""

_WEB_ADDRESS = re.compile(r"https?://[^\s]+\Z")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+\Z")
_TIME = re.compile(r"\d\d:\d\d\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


def anything(value: object, pointer: str, found: Inspection) -> None:
    """For fields that are judged elsewhere, such as the `type` that chose the table."""


def boolean(value: object, pointer: str, found: Inspection) -> None:
    if not isinstance(value, bool):
        found.wrong_type(pointer, "a boolean")


def string(most: int | None = None, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, str):
            found.wrong_type(pointer, "a string")
        elif most is not None and len(value) > most:
            found.too_long(pointer, most, len(value))
        elif len(value) < least:
            found.too_short(pointer, least, len(value))

    return check


def pattern(expression: re.Pattern[str], complaint: str, most: int) -> Check:
    """A string that matches `expression`."""
    length = string(most)

    def check(value: object, pointer: str, found: Inspection) -> None:
        length(value, pointer, found)
        if isinstance(value, str) and value and not expression.match(value):
            found.report(pointer, complaint, type="format", got=value[:100])

    return check


web_address = pattern(_WEB_ADDRESS, "must be a valid URL", 3000)
address = pattern(_ADDRESS, "must be a valid URL", 3000)


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number from `least` to `most`; JSON's true and false are not numbers."""

    def check(value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.wrong_type(pointer, "an integer")
        elif least is not None and value < least:
            found.report(pointer, f"must be greater than or equal to {least}", type="minimum", expected=least)
        elif most is not None and value > most:
            found.report(pointer, f"must be less than or equal to {most}", type="maximum", expected=most)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, str) or value not in allowed:
            found.not_one_of(pointer, allowed, value)

    return check


def list_of(item: Check, least: int = 0, most: int | None = None) -> Check:
    """An array of `least` to `most` items, each of which passes `item`."""

    def check(value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, list):
            found.wrong_type(pointer, "an array")
            return
        if most is not None and len(value) > most:
            found.too_many(pointer, most, len(value))
        elif len(value) < least:
            found.too_few(pointer, least, len(value))
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", found)

    return check


def calendar_date(value: object, pointer: str, found: Inspection) -> None:
    """YYYY-MM-DD, a day that exists."""
    if not isinstance(value, str):
        found.wrong_type(pointer, "a string")
    elif not is_date(value):
        found.report(pointer, "must be a valid date: YYYY-MM-DD", type="format", got=value[:100])


def is_date(value: str) -> bool:
    return _DATE.match(value) is not None and _parses(date.fromisoformat, value)


def clock_time(value: object, pointer: str, found: Inspection) -> None:
    """HH:mm on a 24-hour clock."""
    if not isinstance(value, str):
        found.wrong_type(pointer, "a string")
    elif not is_time(value):
        found.report(pointer, "must be a valid time: HH:mm", type="format", got=value[:100])


def is_time(value: str) -> bool:
    return _TIME.match(value) is not None and _parses(time.fromisoformat, value)


def _parses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def zone_name(value: object, pointer: str, found: Inspection) -> None:
    """An IANA time zone."""
    if not isinstance(value, str):
        found.wrong_type(pointer, "a string")
    elif not _is_zone(value):
        found.report(pointer, "must be a valid IANA time zone", type="format", got=value[:100])


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # odd names are refused as paths, keys or files
        return False
    return True


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: which fields it may have, which it must have, and rules between them."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __call__(self, value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, dict):
            found.wrong_type(pointer, "an object")
            return
        fields = self.fields
        for name, entry in value.items():
            check = fields.get(name)
            if check is None:
                found.unknown(pointer, name)
            else:
                check(entry, f"{pointer}/{name}", found)
        for name in self.required:
            if name not in value:
                found.missing(pointer, name)
        for rule in self.rules:
            rule(value, pointer, found)


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose `type` chooses the check."""

    checks: Mapping[str, Check]

    def __call__(self, value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, dict):
            found.wrong_type(pointer, "an object")
            return
        if "type" not in value:
            found.missing(pointer, "type")
            return
        kind = value["type"]
        check = self.checks.get(kind) if isinstance(kind, str) else None
        if check is None or kind in found.unknown_kinds:
            found.unsupported(pointer, kind)
        else:
            check(value, pointer, found)


_TEXT_FIELDS = {
    "plain_text": frozenset({"type", "text", "emoji"}),
    "mrkdwn": frozenset({"type", "text", "verbatim"}),
}


@dataclass(frozen=True, slots=True)
class TextObject:
    """A text object of 1 to `most` characters; `kinds` are the types allowed here."""

    most: int = 3000
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")

    def __call__(self, value: object, pointer: str, found: Inspection) -> None:
        if not isinstance(value, dict):
            found.wrong_type(pointer, "an object")
            return
        kind = value.get("type")
        if kind not in self.kinds:
            self._explain_kind(kind, pointer, found)
            return
        text = value.get("text")
        if not isinstance(text, str):
            self._explain_text(value, pointer, found)
        elif not text:
            found.too_short(f"{pointer}/text", 1, 0)
        elif len(text) > self.most:
            found.too_long(f"{pointer}/text", self.most, len(text))
        if len(value) > 2:
            self._check_extras(value, _TEXT_FIELDS[kind], pointer, found)

    def _explain_kind(self, kind: object, pointer: str, found: Inspection) -> None:
        if kind is None:
            found.missing(pointer, "type")
        elif isinstance(kind, str) and kind in _TEXT_FIELDS:
            found.not_one_of(f"{pointer}/type", self.kinds, kind)
        else:
            found.unsupported(pointer, kind)

    def _explain_text(self, value: Json, pointer: str, found: Inspection) -> None:
        if "text" in value:
            found.wrong_type(f"{pointer}/text", "a string")
        else:
            found.missing(pointer, "text")

    def _check_extras(self, value: Json, known: frozenset[str], pointer: str, found: Inspection) -> None:
        for name, entry in value.items():
            if name not in known:
                found.unknown(pointer, name)
            elif name in ("emoji", "verbatim"):
                boolean(entry, f"{pointer}/{name}", found)


def plain_text(most: int) -> TextObject:
    return TextObject(most, ("plain_text",))


def only_one_of(*names: str, required: bool = False) -> Rule:
    """At most one of these fields (exactly one when `required`)."""

    def rule(value: Json, pointer: str, found: Inspection) -> None:
        given = [name for name in names if name in value]
        if len(given) > 1:
            found.report(pointer, f"only one of {', '.join(names)} allowed", type="exclusive", got=given)
        elif required and not given:
            found.missing(pointer, " or ".join(names))

    return rule


def at_least_one_of(*names: str) -> Rule:
    def rule(value: Json, pointer: str, found: Inspection) -> None:
        if not any(name in value for name in names):
            found.missing(pointer, " or ".join(names))

    return rule
