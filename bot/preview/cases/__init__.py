"""Every case of every template. A new template needs at least one; see the area's module."""

from bot.preview.case import Case
from bot.preview.cases import (
    communities,
    convenings,
    deliveries,
    digests,
    errors,
    feedback,
    help_,
    home,
    learnings,
    members,
    objectives,
    pdsa,
    problems,
    reports,
    teams,
)

AREAS = (
    *(communities, convenings, deliveries, digests, errors, feedback, help_, home, learnings, members),
    *(objectives, pdsa, problems, reports, teams),
)
CASES: tuple[Case, ...] = tuple(case for area in AREAS for case in area.CASES)
