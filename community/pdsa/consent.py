"""What a check-in, a study or a decision lets others learn: nothing without the tick, and it says so."""

from __future__ import annotations

from typing import Final, Protocol

NOT_SHARED: Final = (
    "What you wrote for others goes no further without the tick below it, and I do not keep it."
)


class Shares(Protocol):
    """A form's draft with something to share in it: a learning only if `shares`."""

    @property
    def share(self) -> str: ...
    @property
    def shares(self) -> bool: ...


def share_problems(draft: Shares) -> dict[str, str]:
    """What is wrong, beside its field."""
    is_empty = draft.shares and not draft.share.strip()
    return {"share": "Write what to share, or take the tick away."} if is_empty else {}


def share_warnings(draft: Shares) -> dict[str, str]:
    """What the person should have seen: the tick may only have been forgotten."""
    is_lost = draft.share.strip() and not draft.shares
    return {"share": NOT_SHARED} if is_lost else {}
