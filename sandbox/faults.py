"""Faults on demand: what a network and a busy Slack do to a bot, scripted or by seeded chance.

    faults.add(Fault.RATE_LIMITED, "chat.postMessage", retry_after=12, count=1)
    faults.add(Fault.APPLY_THEN_DROP, "chat.*", probability=0.01)
    faults.add(Fault.DUPLICATE, "events_api", probability=0.05)

Every fault injected is recorded with its time, so that a simulation can tell allowed lateness.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random

from sandbox.model import Clock


class Fault(StrEnum):
    """What goes wrong. The first group befalls Web API calls (matched by method name), the second
    deliveries to the app (matched by `events_api`, `slash_commands` or `interactive`, or by event type).
    """

    RATE_LIMITED = "rate_limited"  # 429 with `retry_after`; the call is not performed
    SERVER_ERROR = "server_error"  # 500, text/plain
    UNAVAILABLE = "unavailable"  # 503, text/html
    INVALID_JSON = "invalid_json"  # 200 with half a JSON object
    TIMEOUT = "timeout"  # no answer for `hang` real seconds, then the connection is cut; not performed
    REFUSE = "refuse"  # the connection is cut before the call is performed
    APPLY_THEN_DROP = "apply_then_drop"  # the call is performed, then the connection is cut
    APPLY_THEN_TIMEOUT = "apply_then_timeout"  # performed, then as TIMEOUT
    ERROR = "error"  # ok: false with `error`
    EXPIRE_TRIGGER = "expire_trigger"  # the call's trigger_id has just expired
    SLOW = "slow"  # the call is performed and answered, `hang` real seconds late

    DROP_SOCKET = "drop_socket"  # the Socket Mode connection is cut as it gets the envelope
    DUPLICATE = "duplicate"  # an event is delivered a second time, with the same event_id
    LOSE_ACK = "lose_ack"  # the app's ack never arrives: an event comes again, a person sees an error
    REORDER = "reorder"  # an event is held back until the next one, or `hang` seconds, have passed


DELIVERY_FAULTS = frozenset({Fault.DROP_SOCKET, Fault.DUPLICATE, Fault.LOSE_ACK, Fault.REORDER})
API_FAULTS = frozenset(Fault) - DELIVERY_FAULTS
CUTS_CONNECTION = frozenset({Fault.TIMEOUT, Fault.REFUSE, Fault.APPLY_THEN_DROP, Fault.APPLY_THEN_TIMEOUT})


@dataclass(slots=True, eq=False)
class Rule:
    """When and how something goes wrong. `count` is how many times are left, `None` without end.

    `number` tells it from the others, from 1; `label` says what it was made for, if anybody said so.
    """

    number: int
    fault: Fault
    methods: tuple[str, ...]
    probability: float
    count: int | None
    retry_after: int
    hang: float
    error: str
    label: str = ""

    def concerns(self, name: str) -> bool:
        return self.count != 0 and (not self.methods or any(fnmatchcase(name, m) for m in self.methods))


@dataclass(frozen=True, slots=True)
class Injected:
    """One fault that happened. `at` is aware UTC on the workspace's clock."""

    at: datetime
    method: str
    fault: Fault


@dataclass(slots=True)
class Faults:
    """The rules in force, asked once for each call and delivery."""

    clock: Clock
    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 # chance that repeats, no secret
    injected: list[Injected] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    _rules_made: int = 0

    def seed(self, seed: int) -> None:
        """Start the chance anew, so that a run repeats."""
        self.random = Random(seed)  # noqa: S311 # chance that repeats, no secret

    def add(
        self,
        fault: Fault,
        *methods: str,
        probability: float = 1.0,
        count: int | None = None,
        retry_after: int = 1,
        hang: float = 0.2,
        error: str = "internal_error",
        label: str = "",
    ) -> Rule:
        """Let `fault` befall calls of `methods` (names or patterns such as `chat.*`; none means all).

        `hang` is in real seconds, `retry_after` in whole seconds of the workspace's clock.
        """
        self._rules_made += 1
        rule = Rule(self._rules_made, fault, methods, probability, count, retry_after, hang, error, label)
        self.rules.append(rule)
        return rule

    def remove(self, rule: Rule) -> None:
        self.rules.remove(rule)

    def clear(self) -> None:
        """End all faults; the record of injected ones stays."""
        self.rules.clear()

    def for_call(self, method: str) -> Rule | None:
        """The fault that befalls this Web API call, if any."""
        return self._draw((method,), API_FAULTS) if self.rules else None

    def for_delivery(self, fault: Fault, *names: str) -> Rule | None:
        """Whether this delivery fault befalls a delivery known by any of these names."""
        return self._draw(names, frozenset({fault})) if self.rules else None

    def _draw(self, names: tuple[str, ...], faults: frozenset[Fault]) -> Rule | None:
        for rule in self.rules:
            if rule.fault not in faults or not any(rule.concerns(name) for name in names):
                continue
            if rule.probability < 1.0 and self.random.random() >= rule.probability:
                continue
            if rule.count is not None:
                rule.count -= 1
            self.injected.append(Injected(self.clock.now(), names[0], rule.fault))
            return rule
        return None
