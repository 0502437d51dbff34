"""Views before people's eyes: a stack of modals and a Home tab for each person and app."""

from collections.abc import Iterable

from sandbox.errors import SlackError
from sandbox.forms import initial_state, overlaid
from sandbox.journal import Entry
from sandbox.messages import Messages
from sandbox.model import InstalledApp, Json, View
from sandbox.shapes import view_shape

MAX_STACK = 3


class Views:
    """Opens, stacks, updates and closes views. It checks what only the stack can know, not the blocks."""

    def __init__(self, workspace: Messages) -> None:
        self._workspace = workspace
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[tuple[str, str], View] = {}
        self._external: dict[tuple[str, str], View] = {}

    # --- looking

    def get(self, view_id: str) -> View:
        """The view with this id, whether or not it is still on a screen; `not_found` otherwise."""
        if view_id not in self._views:
            raise SlackError("not_found")
        return self._views[view_id]

    def stack(self, user_id: str) -> list[View]:
        """The modals a person has open, the one in front last."""
        return list(self._stacks.get(user_id, ()))

    def top(self, user_id: str) -> View | None:
        """The modal in front of a person, if one is open."""
        stack = self._stacks.get(user_id)
        return stack[-1] if stack else None

    def home(self, app: InstalledApp, user_id: str) -> View | None:
        """The app's Home tab as last published for this person."""
        return self._homes.get((app.id, user_id))

    def by_external_id(self, app: InstalledApp, external_id: str) -> View:
        """The app's open view with this `external_id`; `not_found` otherwise."""
        if (app.id, external_id) not in self._external:
            raise SlackError("not_found")
        return self._external[app.id, external_id]

    def is_on_screen(self, view: View) -> bool:
        """Whether the person still has it open; a Home tab always is."""
        return view.type == "home" or view in self._stacks.get(view.user_id, ())

    # --- changing

    def open(self, app: InstalledApp, user_id: str, payload: Json) -> View:
        """Open a modal. It replaces whatever modals the person had open."""
        self._check_external_id(app, payload, None)
        self.clear(user_id)
        return self._put_on_top(app, user_id, payload)

    def push(self, app: InstalledApp, user_id: str, payload: Json) -> View:
        """Put a modal on the stack. `push_limit_reached` beyond three, `not_found` with none open."""
        stack = self._stacks.get(user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        return self._put_on_top(app, user_id, payload)

    def _put_on_top(self, app: InstalledApp, user_id: str, payload: Json) -> View:
        self._check_external_id(app, payload, None)
        stack = self._stacks.setdefault(user_id, [])
        view = self._new(app, user_id, payload)
        if stack:
            view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._note(view)
        return view

    def update(self, view: View, payload: Json, *, expected_hash: str | None = None) -> View:
        """Replace what a view shows, keeping its id and what was entered. `hash_conflict` if it moved on.

        `not_found` when the person has closed it meanwhile.
        """
        if not self.is_on_screen(view):
            raise SlackError("not_found")
        if expected_hash is not None and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(self._workspace.apps[view.app_id], payload, view)
        self._forget(view)
        self._fill(view, payload)
        view.hash = self._new_hash()
        self._note(view)
        return view

    def publish(
        self, app: InstalledApp, user_id: str, payload: Json, *, expected_hash: str | None = None
    ) -> View:
        """Show a Home tab; the id stays the same from one publication to the next."""
        home = self._homes.get((app.id, user_id))
        if home is not None:
            return self.update(home, payload, expected_hash=expected_hash)
        home = self._homes[app.id, user_id] = self._new(app, user_id, payload)
        self._note(home)
        return home

    def pop(self, user_id: str) -> View | None:
        """Close the modal in front, as a submission or the person does; returns it."""
        stack = self._stacks.get(user_id)
        return self._forget(stack.pop()) if stack else None

    def clear(self, user_id: str) -> list[View]:
        """Close all modals of a person; returns them, the one in front first."""
        closed = list(reversed(self._stacks.pop(user_id, [])))
        return [self._forget(view) for view in closed]

    def _new(self, app: InstalledApp, user_id: str, payload: Json) -> View:
        view_id = self._workspace.ids.next("V")
        view = View(view_id, app.id, user_id, {}, self._new_hash(), root_view_id=view_id)
        self._fill(view, payload)
        self._views[view_id] = view
        return view

    def _fill(self, view: View, payload: Json) -> None:
        view.payload = {**payload, "blocks": self._workspace.with_ids(payload["blocks"]) or []}
        # What was entered stays where block and action kept their ids, whatever initial value is new.
        view.state = overlaid(initial_state(view.payload["blocks"]), view.state)
        self._remember_external_id(view)

    def _forget(self, view: View) -> View:
        """Free the view's external id; the view's own id stays known."""
        self._external.pop((view.app_id, view.payload.get("external_id", "")), None)
        return view

    # --- kept over a restart

    def shown(self) -> list[View]:
        """Every view on somebody's screen: each person's modals from back to front, then the Homes."""
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self._homes.values()]

    def take_in(self, views: Iterable[View]) -> None:
        """Put views before people's eyes as `shown` listed them; nobody is told."""
        for view in views:
            self._views[view.id] = view
            self._remember_external_id(view)
            if view.type == "home":
                self._homes[view.app_id, view.user_id] = view
            else:
                self._stacks.setdefault(view.user_id, []).append(view)

    def _remember_external_id(self, view: View) -> None:
        if external_id := view.payload.get("external_id"):
            self._external[view.app_id, external_id] = view

    def _new_hash(self) -> str:
        return f"{self._workspace.unix()}.{self._workspace.ids.next('h')}"

    def _check_external_id(self, app: InstalledApp, payload: Json, itself: View | None) -> None:
        holder = self._external.get((app.id, payload.get("external_id") or ""))
        if holder is not None and holder is not itself:
            raise SlackError("duplicate_external_id")

    def _note(self, view: View) -> None:
        self._workspace.journal.append(
            Entry(
                at=self._workspace.now(),
                action="view",
                user=view.user_id,
                view=view_shape(self._workspace, view),
                by=self._workspace.apps[view.app_id].bot_user_id,
            )
        )
