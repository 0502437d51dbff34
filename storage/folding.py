"""Text as it is compared: without case, accents and punctuation, the same on either database."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> list[str]:
    """The words of `text` in order: "Élèves' Data-walk 3.5" gives eleves, data, walk, 3, 5."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _WORD.findall(plain)


def folded(text: str) -> str:
    """Its words with one space between: what texts that say the same have in common."""
    return " ".join(folded_words(text))
