"""How much is measured: enough for a median that repeats, little enough to wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sizes:
    rounds: int  # of ours and theirs in turns
    members: int  # of the community that is answered about
    warm_up: int  # requests before each measurement
    requests: int  # of each kind, each round
    concurrency: int  # requests, or calls to Slack, under way at once
    communities: int  # whose members are nudged
    nudged: int  # members of each who get a direct message
    limited: int  # messages sent under Slack's limits, a nudge each
    reminders: int  # sent under Slack's limits into a single channel
    starts: int  # of each program, for its start-up time
    cycles: tuple[int, ...]  # how many there are, from few to many
    told: tuple[int, ...]  # learnings, and as many answers, of a community whose digest is made
    readers: int  # members of that community
    searched: tuple[int, ...]  # learnings that are searched
    searches: int  # each round


FULL: Final = Sizes(
    rounds=5,
    members=200,
    warm_up=100,
    requests=600,
    concurrency=20,
    communities=20,
    nudged=500,
    limited=1_500,
    reminders=30,
    starts=5,
    cycles=(100, 1_000, 10_000),
    told=(1_000, 10_000, 50_000),
    readers=500,
    searched=(1_000, 10_000, 100_000),
    searches=200,
)
QUICK: Final = Sizes(
    rounds=3,
    members=60,
    warm_up=50,
    requests=200,
    concurrency=20,
    communities=4,
    nudged=250,
    limited=700,
    reminders=12,
    starts=3,
    cycles=(100, 2_000),
    told=(1_000, 10_000),
    readers=500,
    searched=(1_000, 10_000),
    searches=150,
)
SMOKE: Final = Sizes(
    rounds=1,
    members=6,
    warm_up=2,
    requests=8,
    concurrency=4,
    communities=2,
    nudged=5,
    limited=5,
    reminders=3,
    starts=1,
    cycles=(2, 4),
    told=(50, 100),
    readers=6,
    searched=(50, 100),
    searches=5,
)
