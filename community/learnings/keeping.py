"""The one home of every learning that is kept, wherever it came from: who agreed to it asked before.

What says the same in the same words as a learning that is there joins it: it is counted, not shown again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from community.feedback.anonymity import new_id
from community.ids import CommunityId, LearningId, UserId
from community.learnings.words import searchable
from community.work import Work
from storage.folding import folded
from storage.queries import learning_search
from storage.queries import learnings as queries


@dataclass(frozen=True, slots=True)
class NewLearning:
    """What is to be kept. `source`: as in `community.learnings.views.Source`; the ids that belong to it, too.

    `author` None: "a member". `contact`: whom questions about it are carried to, and who may take it back,
    also if they are not named; None where nobody must know. `is_withheld`: without a name, while too few have
    answered for anybody to see it. `via`: shortcut or reaction, of a message; check_in, of a cycle.
    """

    community_id: CommunityId
    source: str
    text: str
    shared_on: date
    kind: str = "success"
    author: UserId | None = None
    contact: UserId | None = None
    tags: Sequence[str] = ()
    convening_id: int | None = None
    cycle_id: int | None = None
    problem_id: int | None = None
    response_id: str | None = None
    is_withheld: bool = False
    channel: str | None = None
    ts: str | None = None
    via: str = ""


async def keep(work: Work, new: NewLearning) -> tuple[LearningId, bool]:
    """Its id, or that of the learning it joined; and whether it joined one."""
    key = folded(new.text)
    # What is withheld joins nothing: a higher count would tell that somebody said it.
    twin = None if new.is_withheld else await queries.twin_of(work.session, new.community_id, key)
    learning_id = new_id()
    await queries.insert_learning(work.session, _columns(new, learning_id, key, twin))
    await queries.add_tags(work.session, learning_id, {folded(tag): tag for tag in new.tags})
    words = searchable(new.text, new.tags)
    await learning_search.put_words(work.session, new.community_id, learning_id, words)
    return (LearningId(learning_id), False) if twin is None else (LearningId(twin), True)


async def release(work: Work, learning_id: str, community_id: int, text_key: str) -> None:
    """What was withheld may be seen: it joins what says the same."""
    twin = await queries.twin_of(work.session, community_id, text_key)
    await queries.update_learning(work.session, learning_id, {"is_withheld": False, "joined_to": twin})


async def rejoin(work: Work, learning_id: str, community_id: int, text_key: str) -> None:
    """It says this from now on: it joins what says the same.

    What had joined its old words stands by itself: nobody is to be counted for words they did not say.
    """
    await queries.let_go_of_joined(work.session, learning_id)
    twin = await queries.twin_of(work.session, community_id, text_key, other_than=learning_id)
    await queries.update_learning(work.session, learning_id, {"joined_to": twin})


async def forget(work: Work, learning_id: str) -> None:
    """Gone without a trace: for what nobody was told of. Those that had joined it stand by themselves."""
    await queries.let_go_of_joined(work.session, learning_id)
    await queries.delete_learning(work.session, learning_id)


async def withdraw(work: Work, learning_id: str, *, at: datetime | None = None) -> None:
    """Taken back, though somebody was told of it: the words are forgotten, and whose they were.

    Those that had joined it stand by themselves. Call `touch_told` for what told of it. `at`: when, if
    the very instant must not be kept.
    """
    gone = {
        "withdrawn_at": at or work.now,
        "text": "",
        "text_key": "",
        "author": None,
        "contact": None,
        "response_id": None,
    }
    await queries.update_learning(work.session, learning_id, gone | without_message())
    await queries.let_go_of_joined(work.session, learning_id)
    await queries.replace_tags(work.session, learning_id, {})
    await learning_search.take_out(work.session, learning_id)


def without_message() -> dict[str, object]:
    """The columns of a learning that no longer leads to a message: a link would name its author."""
    return dict(_NO_MESSAGE)


_NO_MESSAGE: Mapping[str, object] = {"source_channel": None, "source_ts": None, "source_state": ""}


def _columns(new: NewLearning, learning_id: str, key: str, twin: str | None) -> dict[str, object]:
    return {
        "id": learning_id,
        "community_id": new.community_id,
        "source": new.source,
        "convening_id": new.convening_id,
        "cycle_id": new.cycle_id,
        "problem_id": new.problem_id,
        "response_id": new.response_id,
        "kind": new.kind,
        "text": new.text,
        "text_key": key,
        "author": new.author,
        "contact": new.contact or new.author,
        "is_withheld": new.is_withheld,
        "shared_on": new.shared_on,
        "source_channel": new.channel,
        "source_ts": new.ts,
        "via": new.via,
        "joined_to": twin,
    }
