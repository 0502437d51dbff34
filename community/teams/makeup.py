"""What the recommended make-up of a team has and a team has not. Advice: it blocks nothing."""

from __future__ import annotations

from collections.abc import Collection

from community.ids import UserId
from community.teams.views import Team

FEWEST, MOST = 4, 7  # people, the observers among them


def gaps(team: Team, belonging: Collection[UserId]) -> tuple[str, ...]:
    """Sentences, the weightiest first. `belonging`: who belongs to the community now."""
    found = [*_roles(team), *_size(team)]
    if not team.observers:
        found.append("Nobody observes yet: a peer teacher or a coach sees what the team cannot.")
    if not team.site.strip():
        found.append("The site is not said yet.")
    return (*found, *_absent(team, belonging))


def _roles(team: Team) -> list[str]:
    roles = (
        (team.lead, "Nobody leads the team: questions about its cycles go to others."),
        (team.note_taker, "There is no note taker."),
        (team.decision_maker, "There is no decision maker of the site, who can keep what works."),
    )
    return [sentence for person, sentence in roles if person is None]


def _size(team: Team) -> list[str]:
    people = len(team.everybody)
    if people < FEWEST:
        count = "1 person" if people == 1 else f"{people} people"
        return [f"The team has {count}; {FEWEST} to {MOST} are recommended."]
    if people > MOST:
        return [f"The team has {people} people; {FEWEST} to {MOST} are recommended, so that all are heard."]
    return []


def _absent(team: Team, belonging: Collection[UserId]) -> list[str]:
    absent = [person for person in team.everybody if person not in belonging]
    if not absent:
        return []
    who = "1 person of the team is" if len(absent) == 1 else f"{len(absent)} people of the team are"
    return [f"{who} not in the community's channel yet, so nothing reaches them."]
