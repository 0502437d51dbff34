"""Words as they are compared and searched: without case, accents and punctuation, on either database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from storage.folding import folded, folded_words
from storage.queries.learning_search import Terms

MOST_TAGS = 8
LONGEST_TAG = 40
MOST_TERMS = 12  # of a search; more narrows nothing and costs time

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_BY_COMMA = re.compile(r"[,;\n]")


def read_tags(text: str) -> tuple[str, ...]:
    """Tags as typed, with commas between; each once, by its key; a leading # is left out."""
    found: dict[str, str] = {}
    for part in _BY_COMMA.split(text):
        tag = " ".join(part.strip().lstrip("#").split())
        if folded(tag):
            found.setdefault(folded(tag), tag)
    return tuple(found.values())


def tags_of(*texts: str) -> tuple[str, ...]:
    """What a form asked in other words (a metric, a group of students), as tags; what is too long is none."""
    return tuple(tag for text in texts for tag in read_tags(text) if len(tag) <= LONGEST_TAG)[:MOST_TAGS]


def searchable(text: str, tags: Iterable[str]) -> str:
    """What a learning is found by: its words and its tags', as the index keeps them."""
    return folded(" ".join((text, *tags)))


def terms_of(words: str) -> Terms:
    """What is looked for. "Quoted words" stand together; `word*`, and the last word, may be a beginning.

    Nothing typed is an error: what is neither a letter nor a digit parts words, and an odd quote is left out.
    """
    phrases = [folded_words(quoted) for quoted in _QUOTED.findall(words)]
    loose = _QUOTED.sub(" ", words)
    pieces = [(word, piece.endswith("*")) for piece in loose.split() for word in folded_words(piece)]
    return Terms(
        phrases=tuple(tuple(phrase) for phrase in phrases if phrase)[:MOST_TERMS],
        words=tuple(word for word, is_beginning in pieces[:-1] if not is_beginning)[:MOST_TERMS],
        beginnings=_beginnings(pieces)[:MOST_TERMS],
    )


def _beginnings(pieces: Sequence[tuple[str, bool]]) -> tuple[str, ...]:
    marked = [word for word, is_beginning in pieces[:-1] if is_beginning]
    return (*marked, *(word for word, _ in pieces[-1:]))
