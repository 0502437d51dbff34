"""How an anonymous answer is kept apart from its author.

While a survey is open, a hash keyed with a secret of that survey lets the author change the answer and stops
a second one. Closing deletes the secret and every hash. Ids are random and times are days, so that neither
order nor time says who wrote what.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace

from community.ids import UserId
from community.work import Caller

SHOWN_FROM = 5  # answers: below that nothing of them is shown to anybody


def new_key() -> bytes:
    """The secret of one survey."""
    return secrets.token_bytes(32)


def new_id() -> str:
    """An id that says nothing: neither who nor when nor in which order."""
    return secrets.token_hex(16)


def voter_hash(key: bytes, user_id: UserId) -> str:
    """What stands for a person in one survey, as long as its key is there."""
    return hmac.new(key, user_id.encode(), hashlib.sha256).hexdigest()


def untraceable(caller: Caller) -> Caller:
    """The caller with a receipt that still knows a repeat, but no longer names view or person."""
    if caller.receipt is None:
        return caller
    return replace(caller, receipt=f"feedback:{hashlib.sha256(caller.receipt.encode()).hexdigest()}")
