"""What one person's client does, by the ids of things: what `Person` and the page both come down to.

Everything reaches the app as Slack would bring it. Whether somebody may see what they act on is for the
caller to check; what Slack's client checks itself (a form's fields) is checked here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.composing import composed
from sandbox.controls import Control
from sandbox.delivery import Outcome as Delivered
from sandbox.forms import KINDS, form_errors, initial_state, overlaid
from sandbox.model import Channel, InstalledApp, Json, Message, RejectedCall, User, View
from sandbox.payloads import Interactions
from sandbox.people.acks import CONNECTION_TROUBLE, Acks, Verdict
from sandbox.people.finding import Target
from sandbox.people.outcome import Outcome
from sandbox.people.pointing import Typing, wants_to_hear
from sandbox.people.suggestions import Suggestions, suggestions_of
from sandbox.screens import Screen, ShownMessage
from sandbox.server import SandboxServer

Values = dict[str, dict[str, Json]]
CLICK_TROUBLE = "This didn’t work. The app may not be responding."


@dataclass(frozen=True, slots=True)
class FormNotes:
    """What a form shows beside its fields: `errors` by block id, the client's `trouble`, is it being sent?"""

    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None
    is_loading: bool = False


class Hands:
    """Acts for one person.

    Each act waits for the app's ack, and then until nothing is in flight any more unless `waits` is false.
    `Outcome.errors` are by block id. `noticed` is called when a form's notes change or a form goes.
    """

    def __init__(
        self,
        server: SandboxServer,
        user: User,
        *,
        waits: bool = True,
        noticed: Callable[[], None] = lambda: None,
    ) -> None:
        self.user = user
        self.screen = Screen(server.workspace, user)
        self._server = server
        self._workspace = server.workspace
        self._waits = waits
        self._noticed = noticed
        self._notes: dict[str, FormNotes] = {}
        self._message_values: dict[str, Values] = self._workspace.chosen.setdefault(user.id, {})
        self._offered: dict[tuple[str, ...], dict[str, Json]] = {}

    # --- commands and shortcuts

    async def command(self, app: InstalledApp, channel: Channel, name: str, text: str) -> Outcome:
        """Send a slash command, `text` being what was typed after it."""
        commands: Sequence[Json] = app.manifest.get("features", {}).get("slash_commands", ())
        escaped = any(c["command"] == name and c.get("should_escape") for c in commands)
        typed = composed(self._workspace, text.strip()) if escaped else text.strip()
        payload = self._interactions(app).slash_command(channel, name, typed)
        started = len(self._workspace.journal)
        delivered = await self._server.deliver(app, "slash_commands", payload)
        if not delivered.ok:
            return await self.outcome(started, Verdict(trouble=_command_trouble(name, delivered)))
        verdict = Acks(self._workspace, app, self.user).to_command(payload, delivered.body)
        return await self.outcome(started, verdict)

    async def shortcut(self, app: InstalledApp, callback_id: str) -> Outcome:
        """Start a global shortcut."""
        return await self._interact(app, self._interactions(app).shortcut(callback_id))

    async def message_shortcut(self, app: InstalledApp, callback_id: str, message: ShownMessage) -> Outcome:
        """Start a shortcut from a message's menu."""
        return await self._interact(app, self._interactions(app).message_shortcut(callback_id, message))

    # --- clicking and choosing

    async def act(self, target: Target, detail: Json) -> Outcome:
        """Do something to a control; `detail` is what the action says of it.

        A message may be an older state of what stands there now.
        """
        if isinstance(target.where, View):
            return await self._act_in_view(target.where, target.control, detail)
        return await self._act_in_message(target.app, target.where, target.control, detail)

    async def _act_in_view(self, view: View, control: Control, detail: Json) -> Outcome:
        if control.kind in KINDS:
            self.keep_in_view(view, control, detail)
        app = self._workspace.apps[view.app_id]
        interactions = self._interactions(app)
        payload = interactions.action_in_view(view, interactions.action(control, detail))
        outcome = await self._interact(app, payload)
        self._note(view, trouble=outcome.trouble)
        return outcome

    async def _act_in_message(
        self, app: InstalledApp, message: ShownMessage, control: Control, detail: Json
    ) -> Outcome:
        if control.kind in KINDS:
            self.choose_in_message(message, control, detail)
        interactions = self._interactions(app)
        action = interactions.action(control, detail)
        values = self.values_in(message.channel_id, message.ts, message.blocks)
        return await self._interact(app, interactions.action_in_message(message, action, values))

    def choose_in_message(self, message: ShownMessage, control: Control, payload: Json) -> None:
        """Keep what was entered into a message's own input, without telling the app."""
        values = self.values_in(message.channel_id, message.ts, message.blocks)
        values.setdefault(control.block_id, {})[control.action_id] = payload
        self._message_values[f"{message.channel_id}:{message.ts}"] = values

    def values_in(self, channel_id: str, ts: str, blocks: Sequence[Json]) -> Values:
        """What the inputs in a message hold for this person, whatever they began with."""
        return overlaid(initial_state(blocks), self._message_values.get(f"{channel_id}:{ts}", {}))

    async def suggest(self, target: Target, typed: str) -> Suggestions:
        """What the app offers for `typed`; a badly made answer is noted as rejected and offers nothing."""
        payload = self._interactions(target.app).suggestion(target.where, target.control, typed)
        delivered = await self._server.deliver(target.app, "interactive", payload)
        offered = suggestions_of(delivered.body) if delivered.ok else Suggestions()
        if offered.problems:
            rejected = RejectedCall(
                "ack of block_suggestion", "invalid_arguments", offered.problems, self._workspace.now()
            )
            self._workspace.rejected_calls.append(rejected)
        known = self._offered.setdefault(_menu(target), {})
        known.update((option["value"], option) for option in offered.all)
        return offered

    def offered(self, target: Target) -> Mapping[str, Json]:
        """Every option the app has ever offered for this menu, by value."""
        return self._offered.get(_menu(target), {})

    # --- forms

    async def fill(
        self, view: View, control: Control, payload: Json, typing: Typing | None = None
    ) -> Outcome | None:
        """Keep what was entered into a field. If the app wants to hear of it at once: what came of that."""
        self.keep_in_view(view, control, payload)
        if not wants_to_hear(view.payload["blocks"], control, typing):
            return None
        return await self._act_in_view(view, control, payload)

    def keep_in_view(self, view: View, control: Control, payload: Json) -> None:
        """Keep what was entered into a field, without telling the app."""
        view.state.setdefault(control.block_id, {})[control.action_id] = payload

    async def submit(self, view: View) -> Outcome:
        """Press the form's submit button and follow what the app answers; nothing typed is lost.

        What Slack's client complains of never reaches the app: then `Outcome.delivered` is false.
        """
        started = len(self._workspace.journal)
        if complaints := form_errors(self.screen.view(view).fields):
            self._note(view, errors=complaints, trouble=None)
            return await self.outcome(started, Verdict(errors=complaints), delivered=False)
        self._note(view, is_loading=True)
        try:
            verdict = await self._send_form(view)
        finally:
            self._note(view, is_loading=False)  # or it would seem to be on its way for ever
        self._note(view, errors=verdict.errors, trouble=verdict.trouble)
        return await self.outcome(started, verdict)

    async def _send_form(self, view: View) -> Verdict:
        app = self._workspace.apps[view.app_id]
        payload = self._interactions(app).submission(view)
        delivered = await self._server.deliver(app, "interactive", payload)
        if not delivered.ok:
            return Verdict(trouble=CONNECTION_TROUBLE)
        return Acks(self._workspace, app, self.user).to_submission(view, delivered.body)

    async def close(self) -> Outcome:
        """Close the modal in front with its close button; the app hears of it only if it asked to."""
        started, views = len(self._workspace.journal), self._workspace.views
        front = views.top(self.user.id)
        clears = front is not None and bool(front.payload.get("clear_on_close"))
        closed = views.clear(self.user.id) if clears else [views.pop(self.user.id)]
        self._noticed()
        for one in closed:
            if one is not None and one.payload.get("notify_on_close"):
                app = self._workspace.apps[one.app_id]
                payload = self._interactions(app).closing(one, is_cleared=clears)
                await self._server.deliver(app, "interactive", payload)
        return await self.outcome(started, Verdict())

    def notes(self, view: View) -> FormNotes:
        """What stands in this form beside its fields."""
        return self._notes.get(view.id, FormNotes())

    def forget_error(self, view: View, block_id: str) -> None:
        """Take away what stands under a field, as when somebody begins to correct it."""
        notes = self.notes(view)
        if block_id in notes.errors:
            self._note(view, errors={name: said for name, said in notes.errors.items() if name != block_id})

    def _note(self, view: View, **changes: Any) -> None:
        """Change a form's notes; those of forms that are gone go too."""
        open_ids = {one.id for one in self._workspace.views.stack(self.user.id)}
        notes = replace(self.notes(view), **changes)
        self._notes = {view_id: kept for view_id, kept in self._notes.items() if view_id in open_ids}
        if view.id in open_ids:
            self._notes[view.id] = notes
        self._noticed()

    # --- the rest of a day in Slack

    async def open_home(self, app: InstalledApp) -> Outcome:
        """Open an app's Home tab; the app hears so and may publish anew."""
        started = len(self._workspace.journal)
        self._workspace.open_app_home(app, self.user.id)
        return await self.outcome(started, Verdict())

    async def post(
        self, channel_id: str, text: str, *, thread_ts: str | None = None, broadcast: bool = False
    ) -> Message:
        """Write a message or a reply. `SlackError` if the channel is closed to them."""
        typed = composed(self._workspace, text)
        message = self._workspace.post(
            channel_id, self.user.id, typed, thread_ts=thread_ts, broadcast=broadcast
        )
        await self.settle()
        return message

    async def edit(self, channel_id: str, ts: str, text: str) -> Message:
        """Rewrite a message of their own; `SlackError("cant_update_message")` for another's."""
        edited = self._workspace.edit(channel_id, ts, self.user.id, composed(self._workspace, text))
        await self.settle()
        return edited

    async def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message of their own; `SlackError("cant_delete_message")` for another's."""
        self._workspace.delete(channel_id, ts, self.user.id)
        await self.settle()

    async def react(self, channel_id: str, ts: str, emoji: str) -> None:
        """Add an emoji to a message; `SlackError("already_reacted")` the second time."""
        self._workspace.react(channel_id, ts, self.user.id, emoji.strip(":"))
        await self.settle()

    async def unreact(self, channel_id: str, ts: str, emoji: str) -> None:
        """Remove an emoji of theirs; `SlackError("no_reaction")` if there was none."""
        self._workspace.unreact(channel_id, ts, self.user.id, emoji.strip(":"))
        await self.settle()

    async def join(self, channel_id: str) -> None:
        """Become a member of a channel."""
        self._workspace.join(channel_id, self.user.id)
        await self.settle()

    async def leave(self, channel_id: str) -> None:
        """Leave a channel."""
        self._workspace.leave(channel_id, self.user.id)
        await self.settle()

    # --- delivering

    async def settle(self) -> None:
        """Wait until all that an act set off has arrived, if these hands wait."""
        if self._waits:
            await self._server.settle()

    def _interactions(self, app: InstalledApp) -> Interactions:
        return Interactions(self._workspace, app, self.user)

    async def _interact(self, app: InstalledApp, payload: Json) -> Outcome:
        started = len(self._workspace.journal)
        delivered = await self._server.deliver(app, "interactive", payload)
        return await self.outcome(started, Verdict(trouble=None if delivered.ok else CLICK_TROUBLE))

    async def outcome(self, started: int, verdict: Verdict, *, delivered: bool = True) -> Outcome:
        """What came of it since the journal was `started` entries long."""
        await self.settle()
        me, mine = self.user.id, {channel.id for channel in self.screen.channels()}
        entries = self._workspace.journal.since(started)
        appeared = (e for e in entries if e.user == me or (e.user is None and e.channel in mine))
        return Outcome(delivered, verdict.trouble, verdict.errors, self.screen.modal(), tuple(appeared))


def _command_trouble(command: str, delivered: Delivered) -> str:
    """What the client says under a command that failed."""
    error = "operation_timeout" if delivered.late else "dispatch_failed"
    return f"{command} failed with the error “{error}”"


def _menu(target: Target) -> tuple[str, ...]:
    """Names a menu: where it stands, and its ids."""
    where, control = target.where, target.control
    place = (where.id,) if isinstance(where, View) else (where.channel_id, where.ts)
    return (*place, control.block_id, control.action_id)
