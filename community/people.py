"""The people of a workspace as Slack describes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from community.communities.views import Person
from community.ids import CommunityId, UserId, WorkspaceId
from community.members.leaving import end_membership
from community.work import Caller, UseCases, Work
from storage.queries import people as queries
from storage.queries.members import communities_of
from storage.tables import PersonRow


class People(UseCases):
    """What the bot knows of people, kept so that a modal need not ask Slack about each."""

    async def remember(
        self, workspace_id: WorkspaceId, persons: Sequence[Person], receipt: str | None = None
    ) -> None:
        """Keep what Slack says of these people. Somebody whose account was deactivated leaves everywhere."""
        async with self._work(Caller(workspace_id, UserId(""), receipt)) as work:
            await keep_persons(work, workspace_id, persons)
            for person in persons:
                if person.is_deactivated:
                    await _leave_everywhere(work, workspace_id, person.user_id)

    async def find(self, workspace_id: WorkspaceId, ids: Collection[UserId]) -> dict[UserId, Person]:
        """Those of `ids` the bot has heard of."""
        async with self._look() as work:
            rows = await queries.list_people(work.session, workspace_id, ids)
            # A row without a name only says that this person opened their Home.
            return {UserId(row.user_id): person_of(row) for row in rows if row.name}

    async def home_opened(self, caller: Caller) -> None:
        """This person has a Home to be kept up to date from now on.

        Keeps no receipt: what Slack sends again, since the Home could not be shown, is to show it.
        """
        async with self._chore() as work:
            await queries.note_home_opened(work.session, caller.workspace_id, caller.user_id, work.now)


async def keep_persons(work: Work, workspace_id: WorkspaceId, persons: Iterable[Person]) -> None:
    """Write down these people within a transaction; those Slack gave no name for are left out."""
    rows = [
        {
            "workspace_id": workspace_id,
            "user_id": person.user_id,
            "name": person.name,
            "zone": person.zone,
            "is_bot": person.is_bot,
            "is_guest": person.is_guest,
            "is_deactivated": person.is_deactivated,
            "job": person.job,
            "home_opened_at": None,
            "seen_at": work.now,
        }
        for person in persons
        if person.name
    ]
    # In one order everywhere: two transactions that keep the same people must not wait for each other.
    await queries.keep_people(work.session, sorted(rows, key=lambda row: str(row["user_id"])))


def person_of(row: PersonRow) -> Person:
    return Person(
        user_id=UserId(row.user_id),
        name=row.name,
        zone=row.zone,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        is_deactivated=row.is_deactivated,
        job=row.job,
    )


async def _leave_everywhere(work: Work, workspace_id: WorkspaceId, user_id: UserId) -> None:
    for community_id in await communities_of(work.session, workspace_id, user_id):
        await end_membership(work, CommunityId(community_id), [user_id])
