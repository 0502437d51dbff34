"""Bringing events, commands and interactions to an app, over Socket Mode or HTTP, with Slack's patience."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from sandbox.events import event_callback
from sandbox.exchanges import Delivered, Try
from sandbox.faults import Fault, Faults
from sandbox.model import InstalledApp, Json
from sandbox.traffic import Stopwatch, Traffic
from sandbox.workspace import Workspace

Kind = Literal["events_api", "slash_commands", "interactive"]
_ANSWERED = frozenset({"view_submission", "block_suggestion"})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an ack is waited for, and how soon an un-acked event is sent again, in *real* seconds.

    Three seconds are Slack's deadline. Its retries come at once, after a minute and after five
    (`SLACKS_PATIENCE`); here they come sooner, so that a test or a simulated year need not wait.
    """

    deadline: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 0.1, 0.5)


SLACKS_PATIENCE = Patience(retry_delays=(0.0, 60.0, 300.0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery.

    `body` is what the app acked with: a JSON value, a text, or `None` for an empty ack. `status` is the HTTP
    status, `None` in Socket Mode. `late` says that nothing came within the deadline. `error` is `None` when
    all is well, else `timeout`, `http_error`, `connection_failed`, `too_many_redirects`, `no_connection`,
    `connection_lost`, `app_not_installed`, `unknown_command` or `interactivity_disabled`.
    `fault` is what was injected on the way.
    """

    body: Any = None
    status: int | None = None
    late: bool = False
    error: str | None = None
    no_retry: bool = False
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one delivery. `number` is 0 the first time; `reason` says why it is tried again."""

    app: InstalledApp
    kind: Kind
    payload: Json
    deadline: float
    number: int = 0
    reason: str = ""

    @property
    def accepts_answer(self) -> bool:
        """Whether the app may put something into its ack."""
        return self.kind == "slash_commands" or self.payload.get("type") in _ANSWERED


class Transport(Protocol):
    """Socket Mode or HTTP; `name` says which."""

    name: str

    async def send(self, attempt: Attempt) -> Outcome:
        """Bring one attempt to the app and wait for its ack, no longer than the deadline."""
        ...


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery given up: `error` of the last attempt, `attempts` in all."""

    at: datetime
    kind: Kind
    name: str
    error: str
    attempts: int


@dataclass(slots=True)
class Deliveries:
    """Sends what happens in the workspace to its apps and counts what is under way.

    `failed` lists what was given up; `delivered` counts what was acked.
    """

    workspace: Workspace
    faults: Faults
    patience: Patience
    transport_for: Callable[[InstalledApp], Transport]
    traffic: Traffic
    failed: list[FailedDelivery] = field(default_factory=list)
    delivered: int = 0
    under_way: int = 0
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _held_back: list[asyncio.Event] = field(default_factory=list)

    async def deliver(self, app: InstalledApp, kind: Kind, payload: Json) -> Outcome:
        """Bring a command or an interaction to the app, once: Slack does not repeat these."""
        record = self._recorded(app, kind, payload)
        if refusal := _refusal(app, kind, payload):
            record.refused(refusal)
            return Outcome(error=refusal)
        self.under_way += 1
        try:
            attempt = Attempt(app, kind, payload, self.patience.deadline)
            outcome = await self._send(attempt, record)
        finally:
            self.under_way -= 1
        self._record(attempt, outcome)
        return outcome

    def event(self, app: InstalledApp, event: Json) -> None:
        """Send an event on its way, and again if it is not acked; returns at once."""
        event_id = self.workspace.ids.next("Ev")
        payload = event_callback(app, self.workspace.team_id, event, event_id, self.workspace.unix())
        self.send_callback(app, payload)
        if self.faults.for_delivery(Fault.DUPLICATE, "events_api", event["type"]):
            self.send_callback(app, payload, fault=Fault.DUPLICATE)

    def send_callback(self, app: InstalledApp, payload: Json, *, fault: Fault | None = None) -> None:
        """Send a whole event callback on its way, as it is: also a second time, with the same event_id."""
        held = self.faults.for_delivery(Fault.REORDER, "events_api", payload["event"]["type"])
        if held is None:
            while self._held_back:
                self._held_back.pop().set()
            self._start(self._persist(app, payload, fault))
            return
        release = asyncio.Event()
        self._held_back.append(release)
        self._start(self._persist_after(release, held.hang, app, payload))

    async def _persist_after(
        self, release: asyncio.Event, at_most: float, app: InstalledApp, payload: Json
    ) -> None:
        try:
            async with asyncio.timeout(at_most):
                await release.wait()
                await asyncio.sleep(0)  # let the later event, started at the same moment, overtake
        except TimeoutError:
            self._held_back.remove(release)
        await self._persist(app, payload, Fault.REORDER)

    async def _persist(self, app: InstalledApp, payload: Json, fault: Fault | None) -> None:
        """Deliver an event, with Slack's retries."""
        record = self._recorded(app, "events_api", payload, fault)
        attempt = Attempt(app, "events_api", payload, self.patience.deadline)
        outcome = await self._send(attempt, record)
        for number, delay in enumerate(self.patience.retry_delays, start=1):
            if outcome.ok or outcome.no_retry:
                break
            await asyncio.sleep(delay)
            reason = _retry_reason(outcome)
            attempt = Attempt(app, "events_api", payload, self.patience.deadline, number, reason)
            outcome = await self._send(attempt, record)
        self._record(attempt, outcome)

    async def _send(self, attempt: Attempt, record: "_Record") -> Outcome:
        begun = self.traffic.begin()
        outcome = await self.transport_for(attempt.app).send(attempt)
        if self.faults.for_delivery(Fault.LOSE_ACK, attempt.kind, _name(attempt.payload)):
            outcome = Outcome(late=True, error="timeout", fault=Fault.LOSE_ACK)
        record.tried(attempt, outcome, begun)
        return outcome

    def _recorded(
        self, app: InstalledApp, kind: Kind, payload: Json, fault: Fault | None = None
    ) -> "_Record":
        """How the traffic remembers this delivery. The payload is written down now: it may change later."""
        what = Delivered(json.dumps(payload), self.transport_for(app).name, fault=fault)
        return _Record(self.traffic, kind, _name(payload), app.id, what)

    def _record(self, attempt: Attempt, outcome: Outcome) -> None:
        if outcome.error is None:
            self.delivered += 1
            return
        name = _name(attempt.payload)
        at = self.workspace.now()
        self.failed.append(FailedDelivery(at, attempt.kind, name, outcome.error, attempt.number + 1))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self.under_way += 1
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Any]) -> None:
        self.under_way -= 1
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()

    async def stop(self) -> None:
        """Give up everything under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Record:
    """One delivery in the traffic: there when it begins, told again with each attempt."""

    def __init__(self, traffic: Traffic, kind: Kind, name: str, app_id: str, what: Delivered) -> None:
        self._traffic, self._what = traffic, what
        self._exchange = traffic.open(kind, name, what, app_id)

    def refused(self, why: str) -> None:
        """Slack would not even try."""
        self._what.refusal = why
        self._traffic.goes_on(self._exchange)

    def tried(self, attempt: Attempt, outcome: Outcome, begun: Stopwatch) -> None:
        """One attempt is over."""
        self._what.fault = outcome.fault or self._what.fault
        self._what.tries.append(
            Try(attempt.number, attempt.reason, begun.ms(), outcome.status, outcome.error, outcome.body)
        )
        self._traffic.goes_on(self._exchange)


def _refusal(app: InstalledApp, kind: Kind, payload: Json) -> str | None:
    """Why Slack would not even try."""
    if not app.is_installed:
        return "app_not_installed"
    if kind == "slash_commands" and payload.get("command") not in app.commands:
        return "unknown_command"
    if kind == "interactive" and not app.interactivity:
        return "interactivity_disabled"
    return None


def _retry_reason(outcome: Outcome) -> str:
    known = {
        "timeout": "http_timeout",
        "http_error": "http_error",
        "too_many_redirects": "too_many_redirects",
    }
    return known.get(outcome.error or "", "connection_failed")


def _name(payload: Json) -> str:
    """What a payload is about: the event's type, the command, or the interaction's type."""
    event = payload.get("event")
    if isinstance(event, dict):
        return str(event["type"])
    return str(payload.get("command") or payload.get("type"))
