"""What in the workspace shows that somebody has done something: the tour's eyes.

Told by what the bot sends: its messages by their keys, its answers by the actions they offer. Its words may
change without anything here changing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from community.ids import DeliveryKind
from message_templates.ids import ActionId, FormId
from sandbox.journal import Entry
from sandbox.model import InstalledApp, Message
from sandbox.workspace import Workspace

_RSVP: Final = frozenset({ActionId.RSVP_GOING, ActionId.RSVP_MAYBE, ActionId.RSVP_DECLINED})
# What a newcomer notices: reminders to single people come before, on the way to it.
_BY_THE_CLOCK: Final = frozenset(
    {
        DeliveryKind.REMINDER,
        DeliveryKind.STARTING_SOON,
        DeliveryKind.STARTING_SOON_THREAD,
        DeliveryKind.ATTENDANCE,
        DeliveryKind.FEEDBACK_REQUEST,
        DeliveryKind.RECAP,
        DeliveryKind.DIGEST_MEMBERS,
        DeliveryKind.PROBLEM_OPENING,
    }
)
_FEEDBACK_ASKED: Final = frozenset({DeliveryKind.FEEDBACK_REQUEST, DeliveryKind.FEEDBACK_REMINDER})
_SETTINGS_SAVED: Final = frozenset(
    {ActionId.CONVENING_SCHEDULE, ActionId.SETUP_OPEN}
)  # offered by the answer
_ANSWERS_TO_DIGEST: Final = frozenset({FormId.ASK_LEADERS, FormId.DIGEST_LESS, FormId.LEARNING_QUESTION})


class Evidence:
    """Reads one workspace and its journal. What was sent before is read from the messages that are there."""

    def __init__(self, workspace: Workspace, app: InstalledApp) -> None:
        self._workspace = workspace
        self._bot = app.bot_user_id
        self._told: dict[str, dict[str, str]] = {}  # kind → key → to whom; empty for a channel
        self._form_of: dict[str, str] = {}  # person → the form they had in front last
        for message in _messages(workspace):
            if message.key is not None:
                self._tell(message.key, self._reader_of(message.channel_id))

    def note(self, entry: Entry) -> bool:
        """Remember an entry; whether it is news: the first of its kind, another digest, settings saved."""
        if entry.action == "view" and entry.view is not None and entry.user is not None:
            self._form_of[entry.user] = str(entry.view.get("callback_id") or "")
        if entry.action != "post" or entry.key is None:
            return entry.action == "ephemeral" and _actions(entry) == _SETTINGS_SAVED
        is_new = _kind(entry.key) == DeliveryKind.DIGEST_MEMBERS or not self.has(*_kind_and_part(entry.key))
        self._tell(entry.key, entry.user or "")
        return is_new

    def has(self, kind: str, part: str = "") -> bool:
        """Whether a message of this kind was sent; `part`: with this as the second part after the kind."""
        keys = self._told.get(kind, {})
        return any(not part or _part(key) == part for key in keys)

    def people_told(self, kind: str) -> list[str]:
        """The ids of the people who got a direct message of this kind, in order."""
        return [person for person in self._told.get(kind, {}).values() if person]

    def digest_offers(self, action: ActionId) -> bool:
        """Whether this can be chosen in the digest of members that came last."""
        newest = self._newest_digest()
        return newest is not None and action in _ids_in(newest.blocks)

    @property
    def is_saved_since_digest(self) -> bool:
        """Whether somebody saved the community's settings after the last digest of members."""
        newest = self._newest_digest()
        return newest is not None and any(
            answer.ts > newest.ts and frozenset(_ids_in(answer.blocks)) == _SETTINGS_SAVED
            for channel in self._workspace.channels.values()
            for answer in channel.ephemerals.values()
        )

    def _newest_digest(self) -> Message | None:
        digests = [one for one in _messages(self._workspace) if _kind(one.key) == DeliveryKind.DIGEST_MEMBERS]
        return max(digests, key=lambda digest: digest.ts, default=None)

    # --- what one entry shows

    def is_post(self, entry: Entry, kind: str) -> bool:
        """Whether it is a new message of this kind."""
        return entry.action == "post" and _kind(entry.key) == kind

    def came_by_the_clock(self, entry: Entry) -> bool:
        """Whether the bot sent it because its hour had come."""
        return entry.action == "post" and _kind(entry.key) in _BY_THE_CLOCK

    def shows_an_answer(self, entry: Entry) -> bool:
        """Whether it tells somebody that they have answered: the answer they gave is offered no more."""
        offered = _RSVP & _actions(entry)
        return entry.user is not None and bool(offered) and offered != _RSVP

    def shows_a_problem(self, entry: Entry) -> bool:
        """Whether it tells somebody that their problem is there, or opens it."""
        is_told = entry.action == "ephemeral" and ActionId.PROBLEM_EDIT in _actions(entry)
        return is_told or self.is_post(entry, DeliveryKind.PROBLEM_OPENING)

    def is_reply_to_problem(self, entry: Entry) -> bool:
        """Whether somebody spoke in the thread of a problem that is not their own."""
        opening = self._parent(entry)
        if opening is None or not self._is_said(entry):
            return False
        is_own = f"<@{entry.by}>" in str(opening.blocks)
        return _kind(opening.key) == DeliveryKind.PROBLEM_OPENING and not is_own

    def shows_feedback(self, entry: Entry) -> bool:
        """Whether a request for feedback has become a thank-you, or the answers were summed up."""
        actions = _actions(entry)
        is_thanked = ActionId.FEEDBACK_OPEN in actions and ActionId.PROMPTS_STOP not in actions
        if entry.action == "update" and _kind(entry.key) in _FEEDBACK_ASKED:
            return is_thanked
        return entry.action == "ephemeral" and actions == {ActionId.FEEDBACK_OPEN}

    def answers_a_digest(self, entry: Entry) -> bool:
        """Whether somebody does with a digest what it invites to: found useful, asked, added, replied."""
        if not self.has(DeliveryKind.DIGEST_MEMBERS):
            return False
        if self._is_said(entry):
            digest = self._parent(entry)
            return digest is not None and _kind(digest.key) == DeliveryKind.DIGEST_MEMBERS
        if entry.action != "ephemeral" or entry.user is None:
            return False
        actions = _actions(entry)
        return bool(actions & {ActionId.LEARNING_ENDORSE, ActionId.LEARNING_WITHDRAW}) or (
            not actions and self._form_of.pop(entry.user, "") in _ANSWERS_TO_DIGEST
        )

    def _is_said(self, entry: Entry) -> bool:
        """Whether a person wrote it."""
        return entry.action == "post" and entry.by is not None and entry.by != self._bot

    def _parent(self, entry: Entry) -> Message | None:
        """The message in whose thread it stands."""
        channel = self._workspace.channels.get(entry.channel or "")
        if channel is None or entry.thread_ts in (None, entry.ts):
            return None
        return channel.messages.get(entry.thread_ts or "")

    def _tell(self, key: str, reader: str) -> None:
        self._told.setdefault(_kind(key), {})[key] = reader

    def _reader_of(self, channel_id: str) -> str:
        return self._workspace.person_in(self._workspace.channels[channel_id]) or ""


def _messages(workspace: Workspace) -> Iterator[Message]:
    for channel in workspace.channels.values():
        yield from channel.messages.values()


def _kind(key: str | None) -> str:
    return (key or "").partition(":")[0]


def _part(key: str) -> str:
    """What comes second after the kind: of a problem's step which step it is."""
    parts = key.split(":")
    return parts[2] if len(parts) > 2 else ""


def _kind_and_part(key: str) -> tuple[str, str]:
    return _kind(key), _part(key) if _kind(key) == DeliveryKind.PROBLEM_STEP else ""


def _actions(entry: Entry) -> frozenset[str]:
    """The ids of everything that can be clicked in it, at whatever depth."""
    return frozenset(_ids_in(entry.blocks))


def _ids_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "action_id" in value:
            yield str(value["action_id"])
        for inner in value.values():
            yield from _ids_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids_in(inner)
