"""Which workspaces take Slack's own charts and tables: they are new, and not every Slack knows them."""

from __future__ import annotations

from community.ids import WorkspaceId
from community.work import UseCases
from storage.queries import workspaces as queries

FEATURE = "native_charts"


class NativeCharts(UseCases):
    """Decided once for each workspace: it has them until its Slack refuses one, and then never again.

    Installing the app anew does not ask again; what Slack refuses there is told as a table or in words.
    """

    async def has(self, workspace_id: WorkspaceId) -> bool:
        async with self._look() as work:
            features = await queries.features_of(work.session, workspace_id)
            return features.get(FEATURE) is not False

    async def refused(self, workspace_id: WorkspaceId) -> None:
        """Remember that Slack answered `invalid_blocks` to a native chart or table."""
        async with self._chore() as work:
            await queries.note_feature(work.session, workspace_id, FEATURE, has=False)
