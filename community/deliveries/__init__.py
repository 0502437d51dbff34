"""The outbox: planning, windows, lanes, sending, settling."""

from community.deliveries.kinds import KINDS, KindRule, is_person
from community.deliveries.planning import Wanted, add, plan, plan_many, revive_failed, touch, touch_many

__all__ = [
    "KINDS",
    "KindRule",
    "Wanted",
    "add",
    "is_person",
    "plan",
    "plan_many",
    "revive_failed",
    "touch",
    "touch_many",
]
