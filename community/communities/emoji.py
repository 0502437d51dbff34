"""An emoji as people type it: by name, between colons, or the sign itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DEFAULT_REACTION: Final = "bulb"

# Signs that suit a learning, by Slack's names. Any other emoji is given by its name.
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "💡": "bulb",
        "⭐": "star",
        "🌟": "star2",
        "✨": "sparkles",
        "🎉": "tada",
        "📌": "pushpin",
        "🔖": "bookmark",
        "📝": "memo",
        "🧠": "brain",
        "🌱": "seedling",
        "🎓": "mortar_board",
        "📚": "books",
        "🔑": "key",
        "💎": "gem",
        "👍": "+1",
        "🙌": "raised_hands",
        "❤": "heart",
    }
)
# Custom emoji are named in any script; the skin tone is the reader's choice, not part of the name.
_NAME: Final = re.compile(r"(?P<colon>:?)(?P<name>[\w+'-]{1,100})(?P=colon)(?::skin-tone-[2-6]:)?")
_VARIATION: Final = "\N{VARIATION SELECTOR-16}"


def read_emoji(text: str) -> str | None:
    """Its name as reactions carry it: `bulb` of `:bulb:` or of 💡. "" of nothing, None of anything else."""
    typed = text.strip().replace(_VARIATION, "")
    if not typed:
        return ""
    if typed in _NAMES:
        return _NAMES[typed]
    found = _NAME.fullmatch(typed.casefold())
    return None if found is None else found["name"]
