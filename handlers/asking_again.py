"""A form that cannot be kept as it is comes back as it was sent, with what must be read first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from community.errors import EditedMeanwhile, InvalidInput
from handlers.answers import Refresh, View
from handlers.payloads import Submission


class ShowsAgain(Protocol):
    """Builds the form with everything that was typed; `ref_text` is what it comes back with."""

    async def __call__(self, ref_text: str, *, warnings: Sequence[str] = (), notice: str = "") -> View: ...


async def asked_again(form: Submission, error: InvalidInput | EditedMeanwhile, show: ShowsAgain) -> Refresh:
    """What is only odd may be accepted; what somebody changed meanwhile may be written over.

    Raises `error` on if something is wrong: that is said beside its field.
    """
    if isinstance(error, EditedMeanwhile):
        return Refresh(await show(form.ref_text(version=error.version), notice=str(error)))
    if error.problems:
        raise error
    return Refresh(await show(form.metadata, warnings=[*error.warnings.values()]))
