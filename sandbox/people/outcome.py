"""What a person notices after doing something."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.journal import Entry
from sandbox.screens import ShownView


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one thing a person did.

    `delivered` is false if their own client stopped it. `trouble` is what the client says when the app did
    not answer well or in time. `errors` are told under fields, by label. `modal` is in front of them now.
    `appeared` is what came up on their screen meanwhile, oldest first.
    """

    delivered: bool = True
    trouble: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    modal: ShownView | None = None
    appeared: tuple[Entry, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all went well as far as the person can tell."""
        return self.delivered and self.trouble is None and not self.errors
