"""What goes between apps and the workspace, for whoever looks underneath.

The last two thousand exchanges are remembered as they were, and put into words only when somebody looks:
Web API calls, deliveries (with every attempt), answers to response URLs and uploads; see `exchanges`.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, ClassVar, Final, Literal, Protocol

from sandbox.faults import Fault
from sandbox.model import Clock, Json, iso_text

REMEMBERED = 2000
SECRET_NAMES: Final = frozenset({"token", "access_token", "refresh_token", "client_secret"})
_SECRETS = re.compile(r"(xoxb-|xoxp-|xapp-|xoxe-|ticket=)[\w.-]+")
_STRUCK_OUT = "…"

Way = Literal["in", "out"]
Kind = Literal["api", "events_api", "slash_commands", "interactive", "response_url", "upload"]
KINDS: Final = frozenset({"api", "events_api", "slash_commands", "interactive", "response_url", "upload"})


class Exchanged(Protocol):
    """What was exchanged. Its words are made when somebody asks."""

    way: ClassVar[Way]

    @property
    def error(self) -> str | None:
        """What went wrong, as a word; `None` if all went well."""
        ...

    @property
    def status(self) -> int | str | None:
        """The HTTP status, or a word where there is none; `None` while nothing has come of it yet."""
        ...

    @property
    def fault(self) -> Fault | None:
        """The fault that was injected, if one was."""
        ...

    def summary(self) -> str:
        """Half a line that says what it was about."""
        ...

    def facts(self) -> Json:
        """What else belongs into a list of exchanges."""
        ...

    def contents(self) -> Json:
        """`request` and `response` and whatever else explains them, secrets and all."""
        ...


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """When an exchange began: on the workspace's clock, and in real seconds of no particular origin."""

    at: datetime
    started: float

    def ms(self) -> float:
        """Real milliseconds since."""
        return (perf_counter() - self.started) * 1000


@dataclass(slots=True, eq=False)
class Exchange:
    """One exchange. `ms` are real milliseconds from end to end, `None` while nothing has come of it yet."""

    id: int
    begun: Stopwatch
    ms: float | None
    kind: Kind
    name: str
    app_id: str | None
    what: Exchanged

    @property
    def ok(self) -> bool:
        return self.what.error is None

    def as_json(self) -> Json:
        """All but the bodies; `way` is `in` when the app asked Slack, `out` when Slack told the app."""
        what = self.what
        return {
            "id": self.id,
            "at": iso_text(self.begun.at),
            "ms": None if self.ms is None else round(self.ms, 1),
            "way": what.way,
            "kind": self.kind,
            "name": self.name,
            "app_id": self.app_id,
            "ok": self.ok,
            "status": what.status,
            "error": what.error,
            "fault": what.fault.value if what.fault else None,
            "summary": struck_out(what.summary()),
            "attempts": 1,
            "transport": None,
            "retry_after": None,
            **what.facts(),
        }

    def details(self) -> Json:
        """The whole of it, with tokens and other secrets struck out."""
        contents: Json = struck_out(self.what.contents())
        return {**self.as_json(), **contents}


class Traffic:
    """A ring of the newest exchanges. Its subscribers hear of each one, and again when it goes on."""

    def __init__(self, clock: Clock, remembered: int = REMEMBERED) -> None:
        self._clock = clock
        self._exchanges: deque[Exchange] = deque(maxlen=remembered)
        self._subscribers: list[Callable[[Exchange], None]] = []
        self._last_id = 0

    def begin(self) -> Stopwatch:
        """Start the stopwatch of an exchange that will be added when it is over."""
        return Stopwatch(self._clock.now().astimezone(UTC), perf_counter())

    def add(
        self, begun: Stopwatch, kind: Kind, name: str, what: Exchanged, app_id: str | None = None
    ) -> Exchange:
        """Remember an exchange that is over, and tell the subscribers."""
        return self._keep(begun, begun.ms(), kind, name, what, app_id)

    def open(self, kind: Kind, name: str, what: Exchanged, app_id: str | None = None) -> Exchange:
        """Remember an exchange that begins now, and tell the subscribers; see `goes_on`."""
        return self._keep(self.begin(), None, kind, name, what, app_id)

    def _keep(
        self, begun: Stopwatch, ms: float | None, kind: Kind, name: str, what: Exchanged, app_id: str | None
    ) -> Exchange:
        self._last_id += 1
        exchange = Exchange(self._last_id, begun, ms, kind, name, app_id, what)
        self._exchanges.append(exchange)
        self._tell(exchange)
        return exchange

    def goes_on(self, exchange: Exchange) -> None:
        """Something came of an exchange that is remembered already: it is told again under its id."""
        exchange.ms = exchange.begun.ms()
        self._tell(exchange)

    def _tell(self, exchange: Exchange) -> None:
        for tell in self._subscribers:
            tell(exchange)

    def subscribe(self, callback: Callable[[Exchange], None]) -> Callable[[], None]:
        """Call `callback` with every exchange; returns the function that ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def clear(self) -> None:
        """Forget all that was exchanged; ids go on counting."""
        self._exchanges.clear()

    def find(self, exchange_id: int) -> Exchange | None:
        """The exchange with this id, while it is remembered."""
        return next((one for one in reversed(self._exchanges) if one.id == exchange_id), None)

    def __iter__(self) -> Iterator[Exchange]:
        """Oldest first."""
        return iter(self._exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)


def struck_out(value: Any) -> Any:
    """The value without tokens, secrets and the tickets of Socket Mode, wherever they stand in it."""
    if isinstance(value, str):
        return _SECRETS.sub(rf"\1{_STRUCK_OUT}", value)
    if isinstance(value, Mapping):
        return {name: _kept(name, one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [struck_out(one) for one in value]
    return value


def _kept(name: str, value: Any) -> Any:
    is_secret = name in SECRET_NAMES and isinstance(value, str) and value
    return _STRUCK_OUT if is_secret and not _SECRETS.match(value) else struck_out(value)
