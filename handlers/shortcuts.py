"""Shortcuts that begin outside of any command: first comes which community is meant.

A message's shortcut means the community of its channel. Where that says nothing the person's only community
is meant; who belongs to several is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from community.communities.views import Community
from community.ids import ChannelId, CommunityId
from handlers.answers import Answer, Open, Refusal
from handlers.boundary import Boundary
from handlers.commands import first_word
from handlers.desk import Desk
from handlers.payloads import MessageShortcut, Shortcut, Submission
from handlers.problems import SharingListeners
from message_templates.ids import FormId, ShortcutId
from message_templates.values import UnreadableRef, make_ref

NO_COMMUNITY = (
    "You belong to no community yet. Join a community's channel, or type /cop setup in the one that is to "
    "be home to a new one."
)
# Of a message, while its writer is asked which community is meant: Slack lets a form carry 3,000 characters.
WORDS_KEPT = 1200


def register(boundary: Boundary, desk: Desk) -> None:
    shortcuts = ShortcutListeners(desk, SharingListeners(desk))
    boundary.on_shortcut(ShortcutId.SHARE_PROBLEM, shortcuts.share_problem)
    boundary.on_message_shortcut(ShortcutId.PROBLEM_FROM_MESSAGE, shortcuts.make_problem_of_message)
    boundary.on_submission(FormId.CHOOSE_COMMUNITY, shortcuts.go_on_with_community)


class ShortcutListeners:
    def __init__(self, desk: Desk, sharing: SharingListeners) -> None:
        self._desk = desk
        self._communities = desk.services.communities
        self._sharing = sharing

    async def share_problem(self, shortcut: Shortcut) -> Answer:
        found = await self._communities.candidates(shortcut.caller, ChannelId(""))
        return await self._go_on(shortcut, found, "")

    async def make_problem_of_message(self, shortcut: MessageShortcut) -> Answer:
        found = await self._communities.candidates(shortcut.caller, shortcut.channel)
        return await self._go_on(shortcut, found, shortcut.text)

    async def go_on_with_community(self, form: Submission) -> Answer:
        """One of several communities was chosen: the form of the problem takes the place of the question."""
        chosen = form.values.choice("community")
        name, words = first_word(form.ref.words or "")
        if (
            chosen is None
            or not chosen.isascii()
            or not chosen.isdigit()
            or name not in (ShortcutId.SHARE_PROBLEM, ShortcutId.PROBLEM_FROM_MESSAGE)
        ):
            raise UnreadableRef("no shortcut is named")
        community = await self._communities.get(form.caller, CommunityId(int(chosen)))
        without_words = replace(form, metadata=make_ref(channel=form.ref.channel))
        return await self._sharing.open_form(without_words, community, words)

    async def _go_on(
        self, shortcut: Shortcut | MessageShortcut, found: Sequence[Community], words: str
    ) -> Answer:
        if not found:
            return Refusal(NO_COMMUNITY)
        if len(found) == 1:
            return await self._sharing.open_form(shortcut, found[0], words)
        kept = f"{shortcut.name} {_printable(words)[:WORDS_KEPT]}".strip()
        return Open(
            self._desk.form("communities/choose_form", shortcut.ref_text(words=kept), communities=found)
        )


def _printable(text: str) -> str:
    """Without control characters, each of which would take six characters of what a form can carry."""
    return "".join(character for character in text if character.isprintable() or character == "\n")
