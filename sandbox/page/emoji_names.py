"""The names of emoji as Slack's people type them, and the characters they stand for."""

from functools import cache

import emoji

_FIRST_FLAG_LETTER = 0x1F1E6  # REGIONAL INDICATOR SYMBOL LETTER A
_COLOURED = ("_circle", "_square")  # Slack knows them as large_green_circle, large_yellow_square …
_FLAG_LETTERS = range(_FIRST_FLAG_LETTER, _FIRST_FLAG_LETTER + 26)


@cache
def emoji_by_name() -> dict[str, str]:
    """`{"thumbsup": "👍", …}`: every alias, flags as `flag-us` too. Skin tones come from their modifiers."""
    named: dict[str, str] = {}
    for characters, facts in emoji.EMOJI_DATA.items():
        if facts["status"] > emoji.STATUS["fully_qualified"] or "_skin_tone" in facts["en"]:
            continue
        for name in (facts["en"], *facts.get("alias", ())):
            named.setdefault(name.strip(":"), characters)
            if name.strip(":").endswith(_COLOURED):
                named.setdefault(f"large_{name.strip(':')}", characters)
        if all(ord(character) in _FLAG_LETTERS for character in characters):
            named[f"flag-{_country(characters)}"] = characters
    return named


def _country(flag: str) -> str:
    return "".join(chr(ord(character) - _FIRST_FLAG_LETTER + ord("a")) for character in flag)
