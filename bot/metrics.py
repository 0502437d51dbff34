"""What is counted, for Prometheus: deliveries, how late they were, and how Slack was answered."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LATENESS_BUCKETS = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)
ANSWER_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # Slack gives up after three seconds


class Metrics:
    """The counters of one process, in a registry of their own: two bots in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._deliveries = Gauge(
            "convener_deliveries", "Rows of the outbox by state", ["state"], registry=self.registry
        )
        self._lateness = Histogram(
            "convener_delivery_lateness_seconds",
            "From when a message was due until Slack had it",
            ["kind"],
            buckets=LATENESS_BUCKETS,
            registry=self.registry,
        )
        self._answers = Histogram(
            "convener_slack_request_seconds",
            "From Slack's request until our answer (the ack)",
            ["transport", "status"],
            buckets=ANSWER_BUCKETS,
            registry=self.registry,
        )
        self._reconnects = Counter(
            "convener_socket_reconnects_forced",
            "Times the watchdog threw a dead Socket Mode address away",
            registry=self.registry,
        )

    def show_deliveries(self, counts: Mapping[str, int]) -> None:
        """Replace the outbox gauge with these counts by state."""
        self._deliveries.clear()
        for state, count in counts.items():
            self._deliveries.labels(state).set(count)

    def note_sent(self, kind: str, lateness_s: float) -> None:
        """A delivery went out, so many seconds after it was due (never below nought)."""
        self._lateness.labels(kind).observe(max(lateness_s, 0.0))

    def note_answer(self, transport: str, status: int, seconds: float) -> None:
        """A request of Slack's (`http` or `socket`) was answered with this status."""
        self._answers.labels(transport, str(status)).observe(seconds)

    def note_forced_reconnect(self) -> None:
        self._reconnects.inc()

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
