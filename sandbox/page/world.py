"""What the page shows: one workspace with its server, whoever moves it, and the hands of its people."""

from collections.abc import Callable

from sandbox.model import User
from sandbox.page.director import Director
from sandbox.page.refusals import not_found
from sandbox.people.hands import Hands
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace


class World:
    """A workspace to be shown. `director` is `None` where nobody turns the clock.

    Every window of a person shares that person's hands, and so sees the same unsent forms and errors.
    """

    def __init__(self, server: SandboxServer, director: Director | None = None) -> None:
        self.server = server
        self.director = director
        self._hands: dict[str, Hands] = {}
        self._listeners: list[Callable[[], None]] = []

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def people(self) -> list[User]:
        """Those one can act as: neither bots nor the deactivated."""
        return [user for user in self.workspace.users.values() if not (user.is_bot or user.deleted)]

    def person(self, user_id: str) -> User:
        """One of them; `Refusal` if there is nobody of this id to act as."""
        user = self.workspace.users.get(user_id)
        if user is None or user.is_bot or user.deleted:
            raise not_found("user_not_found")
        return user

    def hands(self, user: User) -> Hands:
        """A person's hands in this world."""
        if user.id not in self._hands:
            self._hands[user.id] = Hands(self.server, user, waits=False, noticed=self.changed)
        return self._hands[user.id]

    def changed(self) -> None:
        """Say that something changed which no journal tells of: a form closed, a mark moved, a name."""
        for tell in list(self._listeners):
            tell()

    def subscribe(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Call `tell` at every `changed`; returns the function that ends it."""
        self._listeners.append(tell)
        return lambda: self._listeners.remove(tell)
