"""Numbers as people write them, and as they are shown again."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

LARGEST: Final = 1e12  # anything larger is a slip of the pen, and would make a chart unreadable

_SPACES: Final = " \u00a0\u2009\u202f"  # a thin or unbreakable one, too: numbers are pasted from sheets
_PERCENT = re.compile(rf"[{_SPACES}]*%$")
_PLAIN = re.compile(r"[+-]?(?:\d+|\d*[.,]\d+)")
_GROUPED_BY_SPACE = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:[{_SPACES}'’]\d{{3}})+(?:[.,]\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


class UnreadableNumber(ValueError):
    """What was typed is no number, or could be two; the text is a sentence that quotes it."""


def read_number(text: str) -> float:
    """`1,5` and `1.5`, `-3`, `12 %` (which is 12), `1 234,5` and `1,234.5`. Always finite.

    Raises `UnreadableNumber` for anything else; also for `1,234`, which some read as a thousand and some as
    one and a bit: a value that is wrong by a factor of a thousand would spoil a chart.
    """
    typed = text.strip()
    number = _PERCENT.sub("", typed).replace("\u2212", "-")
    if _TWO_READINGS.fullmatch(number):
        raise UnreadableNumber(_two_readings(typed, number))
    value = float(_in_our_notation(typed, number)) + 0.0  # "-0" is 0
    if abs(value) > LARGEST:
        raise UnreadableNumber(f"“{shortened(typed)}” is too large. Use a larger unit, such as thousands.")
    return value


def read_if_any(text: str, field: str, problems: dict[str, str]) -> float | None:
    """What a field of a form holds; None for an empty one, and for what is no number: that is put into
    `problems` under the field's name."""
    if not text.strip():
        return None
    try:
        return read_number(text)
    except UnreadableNumber as problem:
        problems[field] = str(problem)
        return None


def number_words(value: float) -> str:
    """As short as it is exact to twelve digits, never with an exponent: `12`, `12.5`, `0.000001`."""
    plain = format(Decimal(f"{value + 0.0:.12g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def amount_words(value: float, unit: str) -> str:
    """`12.5 %`; the number alone where the measure has no unit."""
    return f"{number_words(value)} {unit}".rstrip()


def shortened(text: str) -> str:
    """Typed text as a sentence can quote it: on one line, 40 characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _in_our_notation(typed: str, number: str) -> str:
    """With a point for the fraction and nothing between groups of digits."""
    if _PLAIN.fullmatch(number):
        return number.replace(",", ".")
    if _GROUPED_BY_SPACE.fullmatch(number):
        return re.sub(rf"[{_SPACES}'’]", "", number).replace(",", ".")
    if _GROUPED_BY_COMMA.fullmatch(number):
        return number.replace(",", "")
    if _GROUPED_BY_POINT.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    raise UnreadableNumber(
        f"“{shortened(typed)}” is not a number. Write the number alone, such as 12, 12.5 or 12,5."
    )


def _two_readings(typed: str, number: str) -> str:
    whole = re.sub(r"[.,]", "", number).lstrip("+")
    fraction = number.replace(",", ".").lstrip("+") + "0"
    return f"“{shortened(typed)}” could mean {whole} or {fraction}. Write {whole} or {fraction}."
