"""What callers see of objectives: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from community.communities.views import Community
from community.ids import CommunityId, ObjectiveId, UserId
from community.pdsa.views import Measure, Observation


@dataclass(frozen=True, slots=True)
class Objective:
    id: ObjectiveId
    community_id: CommunityId
    name: str
    measure: str
    unit: str
    better: str  # up, down
    baseline: float | None
    target: float
    by_on: date
    owner: UserId | None
    is_closed: bool
    version: int
    made_on: date | None = None  # when it was written down, in the community's zone


@dataclass(frozen=True, slots=True)
class Progress:
    """An objective with its values in order of time, one a day, those of tied PDSA measures among them.

    `share`: how much of the way from baseline to target is done, 0.0 to 1.0 and beyond; None without a
    baseline or a value, or where the baseline is the target. `sentence`: what it shows, in plain words.
    """

    objective: Objective
    values: tuple[Observation, ...]
    share: float | None
    sentence: str
    ties: tuple[tuple[str, Measure], ...] = ()  # (cycle's title, measure)


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """What the form asks, as typed: numbers in the person's own notation."""

    name: str = ""
    measure: str = ""
    unit: str = ""
    better: str = "up"
    baseline: str = ""
    target: str = ""
    by_on: date | None = None
    owner: UserId | None = None
    measures: tuple[int, ...] = ()  # ids of PDSA measures that tell of it
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveForm:
    community: Community
    draft: ObjectiveDraft
    objective: Objective | None
    measures: tuple[tuple[int, str], ...]  # that may be tied: id, "cycle: measure"


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that was added for a day, or taken back. `before`: what was noted for that day until now."""

    progress: Progress
    on: date
    value: float | None  # None: taken back
    before: float | None


@dataclass(frozen=True, slots=True)
class ObjectivesPage:
    """Those pursued by their day, then those closed, the newest first."""

    community: Community
    objectives: tuple[Progress, ...]
    is_facilitator: bool
    reader: UserId | None = None

    def may_note(self, objective: Objective) -> bool:
        """Whether the reader may add values: facilitators and the owner, while it is pursued."""
        return not objective.is_closed and (self.is_facilitator or objective.owner == self.reader)


@dataclass(frozen=True, slots=True)
class ValueForm:
    """The form that adds a value. `today`: in the community's zone."""

    community: Community
    progress: Progress
    today: date
    value: str = ""  # as typed
    on: date | None = None
