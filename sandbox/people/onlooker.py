"""One person's eyes: what they see of the workspace now."""

import asyncio
from collections.abc import Mapping

from sandbox.model import InstalledApp, User
from sandbox.screens import NotOnScreen, Screen, ShownMessage, ShownView
from sandbox.workspace import Workspace


class Onlooker:
    """A person who looks and does nothing. `app` is the app they use; by default the only one installed."""

    def __init__(self, workspace: Workspace, user: User, app: InstalledApp | None = None) -> None:
        self.user = user
        self.screen = Screen(workspace, user)
        self._workspace = workspace
        self._app = app

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.real_name

    @property
    def app(self) -> InstalledApp:
        """The app this person uses."""
        return self._app or next(iter(self._workspace.apps.values()))

    @property
    def errors(self) -> Mapping[str, str]:
        """What stands under the fields of the form in front of them, by label."""
        return {}  # they submit nothing

    @property
    def modal(self) -> ShownView | None:
        """The modal in front of them, if one is open."""
        return self.screen.modal()

    @property
    def home(self) -> ShownView | None:
        """The app's Home tab as it looks for them now."""
        return self.screen.home(self.app)

    @property
    def dms(self) -> list[ShownMessage]:
        """What bots wrote to them alone, oldest first."""
        return self.screen.dms()

    @property
    def ephemerals(self) -> list[ShownMessage]:
        """What only they can see in their channels, oldest first."""
        return self.screen.ephemerals()

    def messages(self, channel: str) -> list[ShownMessage]:
        """What a channel they are in shows them, oldest first."""
        return self.screen.messages(self.screen.channel(channel))

    def thread(self, message: ShownMessage) -> list[ShownMessage]:
        """The replies below a message, oldest first."""
        return self.screen.thread(self.screen.channel(message.channel_id), message.ts)[1:]

    @property
    def last_seen_text(self) -> str:
        """The modal in front of them, else the newest message, as read; empty if there is neither."""
        if (modal := self.modal) is not None:
            return f"{modal.title}\n{modal.text}"
        newest = next(self.screen.newest_first(), None)
        return self.screen.message_text(newest) if newest is not None else ""

    def sees(self, text: str) -> bool:
        """Whether `text` stands anywhere on their screen, or under a field as an error."""
        return self.screen.sees(text) or any(text in said for said in self.errors.values())

    async def until_sees(self, text: str, *, timeout: float = 2.0) -> None:
        """Wait (real seconds) until `text` is on the screen; `NotOnScreen` says what was there instead."""
        changed = asyncio.Event()
        stop = self._workspace.journal.subscribe(lambda entry: changed.set())
        try:
            async with asyncio.timeout(timeout):
                while not self.sees(text):
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            raise NotOnScreen(f"{self.name} never saw {text!r}; last: {self.last_seen_text!r}") from None
        finally:
            stop()
