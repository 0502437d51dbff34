"""What can go wrong when wording becomes Slack objects: a mistake in a template or in its caller."""


class WordingError(Exception):
    """Base of everything this package raises on purpose."""


class LimitExceeded(WordingError):
    """More than Slack accepts, of something that must not be cut silently."""


class InvalidObject(WordingError):
    """A Block Kit object that Slack would refuse for another reason than length."""


class StrayText(InvalidObject):
    """Words that no block holds. `words` is their first line."""

    def __init__(self, words: str) -> None:
        super().__init__("text outside of any block (is a `{% call section() %}` missing?)")
        self.words = words


class RenderError(WordingError):
    """A template failed. `template` is its name, `line` where in it (None: the template as a whole)."""

    def __init__(self, template: str, line: int | None, reason: str) -> None:
        where = template if line is None else f"{template}, line {line}"
        super().__init__(f"{where}: {reason}")
        self.template = template
        self.line = line
        self.reason = reason
