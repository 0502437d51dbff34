"""Two people at one form: what an edit changes, and who was faster."""

from __future__ import annotations

from community.convenings.drafting import CheckedDraft
from community.convenings.touchpoints import channel_subject
from community.convenings.views import Convening
from community.errors import EditedMeanwhile
from community.work import Work
from storage.queries.convenings import edits_since

EDITED = "convenings.convening.edit"  # the audit's word

LABELS = {
    "title": "title",
    "objectives": "objectives",
    "starts_local": "time",
    "minutes": "length",
    "mode": "mode",
    "place": "place",
    "link": "link",
    "agenda": "agenda",
    "facilitator": "facilitator",
    "note_taker": "note taker",
    "spotlight": "spotlight",
    "announce_at": "announcement",
}


def edited_fields(before: Convening, checked: CheckedDraft) -> list[str]:
    """The names of what the draft would change; empty when it is all as it was."""
    return [name for name in LABELS if getattr(before, name) != getattr(checked, name)]


async def must_be_current(work: Work, convening: Convening, version: int) -> None:
    """Raises `EditedMeanwhile`, naming who changed what, if the form was opened on an older version."""
    if convening.version == version:
        return
    edits = await edits_since(
        work.session, convening.workspace_id, channel_subject(convening), EDITED, version=version
    )
    names = list(dict.fromkeys(name or "Somebody" for _, name in edits)) or ["Somebody"]
    changed = {field for row, _ in edits for field in row.details.get("fields", ())}
    labels = [label for field, label in LABELS.items() if field in changed] or ["convening"]
    raise EditedMeanwhile(
        f"{_list(names)} changed the {_list(labels)} while you were editing. "
        "Your text is kept here; save again to put it over theirs.",
        convening.version,
    )


def _list(words: list[str]) -> str:
    """`time, place and link`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
