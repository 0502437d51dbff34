"""Edits of a community's settings: the audit's words for them, and two people at once."""

from __future__ import annotations

from community.errors import EditedMeanwhile
from community.ids import CommunityId
from community.work import Work
from storage.queries import communities as queries
from storage.tables import CommunityRow

SET_UP = "communities.community.set_up"
EDITED = "communities.community.edit"
REWORDED = "feedback.questions.edit"


async def edited_meanwhile(work: Work, community_id: CommunityId) -> EditedMeanwhile:
    """To be raised when an update found another version: who it was, and the version that holds now."""
    row = await work.session.get_one(CommunityRow, community_id, populate_existing=True)
    editor = await queries.last_editor(work.session, community_id, (SET_UP, EDITED, REWORDED))
    return EditedMeanwhile(
        f"{editor or 'Somebody'} changed this while you were editing. What you wrote is kept here: "
        "look it through, and save again to put it over theirs.",
        row.version,
    )
