"""Text on its way into Slack: mrkdwn (escaped, may hold `<@U1>` and the like) and plain text (as typed).

A `Markup` value is ready mrkdwn; every other value is what somebody typed. Jinja's autoescape makes `Markup`
with HTML's rules, which differ from Slack's in the two quotes only: Slack would show `&#39;` as it stands, so
`to_mrkdwn` turns the quotes back. Nothing else in escaped text can look like that.
"""

import re
import unicodedata
from collections.abc import Iterator

from markupsafe import Markup

ELLIPSIS = "…"
NOTHING = "–"  # stands where Slack insists on a character and there is none

_TOKEN = re.compile(r"<([^<>]*)>")
# Control characters and lone surrogates break JSON or clients; bidi embeddings and overrides would turn
# around the words after a name. Right-to-left *letters* need none of these, and stay.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_CANNOT_BEGIN = ("\u200d", "\ufe0e", "\ufe0f")


def escape(text: str) -> str:
    """`text` with the three characters Slack reads as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The characters a person sees where `text` is escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def tidy(text: str) -> str:
    """`text` with one kind of line end and without characters nobody can see but that do harm."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` with every run of white space made one blank."""
    return _BLANK.sub(" ", text).strip()


def to_mrkdwn(value: object) -> str:
    """`value` as Slack should get it in a mrkdwn place: mrkdwn as it stands, everything else escaped."""
    if isinstance(value, Markup):
        return tidy(str(value).replace("&#39;", "'").replace("&#34;", '"'))
    return escape(tidy(str(value)))


def to_plain(value: object) -> str:
    """`value` for a plain_text place: no escapes, no markup; dates and links become their readable part."""
    if isinstance(value, Markup):
        return unescape(_TOKEN.sub(_readable, to_mrkdwn(value)))
    return tidy(str(value))


def _readable(token: re.Match[str]) -> str:
    target, _, label = token.group(1).partition("|")
    return label or target


def is_web_address(text: str) -> bool:
    return _WEB_ADDRESS.match(text) is not None


def cut_plain(text: str, limit: int) -> str:
    """At most `limit` characters of plain `text`: whole words, then an ellipsis."""
    if fits(text, limit):
        return text
    return text[: _word_end(text, _prefix(text, limit - 1))].rstrip() + ELLIPSIS


def cut_mrkdwn(text: str, limit: int) -> str:
    """As `cut_plain`, and never within an escape (`&amp;`) or a token (`<@U1>`), which would be shown raw."""
    if fits(text, limit):
        return text
    end = _outside_markup(text, _word_end(text, _prefix(text, limit - 1)))
    return text[:end].rstrip() + ELLIPSIS


def parts_of_mrkdwn(text: str, limit: int) -> Iterator[str]:
    """All of `text` in parts of at most `limit` characters, each ending where `cut_mrkdwn` would cut."""
    while not fits(text, limit):
        end = _outside_markup(text, _word_end(text, _prefix(text, limit))) or _prefix(text, limit)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def fits(text: str, limit: int) -> bool:
    """Whether `text` is within `limit`, an emoji counting twice as it does in UTF-16."""
    return len(text) * 2 <= limit or (
        len(text) <= limit and (text.isascii() or len(text.encode("utf-16-le")) <= limit * 2)
    )


def _prefix(text: str, limit: int) -> int:
    """How many characters of `text` take up at most `limit` UTF-16 units."""
    return len(text[:limit].encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore"))


def _word_end(text: str, end: int) -> int:
    """The last good place to cut at or before `end`: after a word, or between whole characters of one."""
    if text[end].isspace():
        return end
    blank = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    if blank > end // 2:
        return blank
    while end > 1 and _continues(text[end], text[end - 1]):
        end -= 1
    return end


def _continues(character: str, before: str) -> bool:
    """Whether `character` belongs to the one before: an accent, a skin tone, a part of a joined emoji."""
    return (
        character in _CANNOT_BEGIN
        or before == "\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.combining(character) > 0
    )


def _outside_markup(text: str, end: int) -> int:
    opened = text.rfind("<", 0, end)
    if opened > text.rfind(">", 0, end):
        return opened
    ampersand = text.rfind("&", max(0, end - len("&amp;") + 1), end)
    return end if ampersand < 0 or ";" in text[ampersand:end] else ampersand
