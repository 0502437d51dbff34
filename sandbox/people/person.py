"""People who act like people: they type, click and fill in what is on their screen, and nothing else.

    ada = Person(server, workspace.add_person("Ada Osei"))
    await ada.runs("/cop schedule Thu 3 Dec 3:30pm", channel="math-plc")
    outcome = await ada.submits({"Title": "SEL data walk"})
    await ben.clicks("I'll be there")

Everything reaches the app as Slack would bring it, over Socket Mode or signed HTTP. What the app answers
wrongly or late shows as `Outcome.trouble`, and what the person typed stays where it was.
"""

from collections.abc import Callable, Mapping

from sandbox.composing import composed
from sandbox.controls import Control
from sandbox.delivery import Outcome as Delivered
from sandbox.forms import KINDS, CannotEnter, Directory, Field, enter, form_errors, initial_state, overlaid
from sandbox.model import Channel, ChannelKind, InstalledApp, Json, User, View
from sandbox.payloads import Interactions
from sandbox.people.acks import CONNECTION_TROUBLE, Acks, Verdict
from sandbox.people.choosing import Chooser
from sandbox.people.finding import Finder, Home, Place, Target
from sandbox.people.onlooker import Onlooker
from sandbox.people.outcome import Outcome
from sandbox.screens import NotOnScreen, ShownMessage, ShownView
from sandbox.server import SandboxServer

_Values = dict[str, dict[str, Json]]
_TYPED_KINDS = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input")
CLICK_TROUBLE = "This didn’t work. The app may not be responding."


class Person(Onlooker):
    """One person at their Slack client. `app` is the app they use; by default the only one installed.

    After each thing they do they wait until nothing is in flight any more; `waits=False` leaves that to the
    caller, who may want many people to act at once.
    """

    def __init__(
        self, server: SandboxServer, user: User, app: InstalledApp | None = None, *, waits: bool = True
    ) -> None:
        super().__init__(server.workspace, user, app)
        self._server = server
        self._waits = waits
        self._channel_id: str | None = None
        self._message_values: dict[tuple[str, str], _Values] = {}

    # --- commands and shortcuts

    async def runs(self, command: str, channel: str | None = None) -> Outcome:
        """Type a slash command into a channel (by name; by default where they were last) and send it."""
        self._close_nothing("type a command")
        name, _, text = command.partition(" ")
        app, place = self._app_of(name), self._place(channel)
        escaped = any(
            c["command"] == name and c.get("should_escape") for c in _feature(app, "slash_commands")
        )
        typed = composed(self._workspace, text.strip()) if escaped else text.strip()
        payload = self._interactions(app).slash_command(place, name, typed)
        started = len(self._workspace.journal)
        delivered = await self._server.deliver(app, "slash_commands", payload)
        if not delivered.ok:
            return await self._outcome(started, Verdict(trouble=_command_trouble(name, delivered)))
        verdict = Acks(self._workspace, app, self.user).to_command(payload, delivered.body)
        return await self._outcome(started, verdict)

    def _app_of(self, command: str) -> InstalledApp:
        for app in self._workspace.apps.values():
            if command in app.commands and app.is_installed:
                return app
        known = sorted(c for app in self._workspace.apps.values() for c in app.commands)
        raise NotOnScreen(f"{command} is not a valid command; there are: {', '.join(known) or 'none'}")

    def _place(self, channel: str | None) -> Channel:
        if channel is not None:
            self._channel_id = self.screen.channel(channel).id
        if self._channel_id is None:
            named = [c for c in self.screen.channels() if not c.is_direct]
            self._channel_id = named[0].id if named else self._direct_channel().id
        place = self.screen.channel(self._channel_id)
        if place.is_archived:
            raise NotOnScreen(f"#{place.name} is archived: there is nothing to type into")
        return place

    def _direct_channel(self) -> Channel:
        return self._workspace.direct_channel((self.id, self.app.bot_user_id))

    def goes_to_dm(self) -> None:
        """Open the conversation with the bot: commands are typed there from now on."""
        self._channel_id = self._direct_channel().id

    async def uses_shortcut(self, name: str) -> Outcome:
        """Start a global shortcut, by its name or callback id."""
        callback_id = self._shortcut(name, "global")
        return await self._sends_interaction(self._interactions().shortcut(callback_id))

    async def uses_message_shortcut(self, name: str, message: ShownMessage) -> Outcome:
        """Start a shortcut from a message's menu, by its name or callback id."""
        payload = self._interactions().message_shortcut(self._shortcut(name, "message"), message)
        return await self._sends_interaction(payload)

    def _shortcut(self, name: str, kind: str) -> str:
        offered = [s for s in _feature(self.app, "shortcuts") if s.get("type") == kind]
        for shortcut in offered:
            if name in (shortcut["name"], shortcut["callback_id"]):
                return str(shortcut["callback_id"])
        names = ", ".join(shortcut["name"] for shortcut in offered) or "none"
        raise NotOnScreen(f"There is no {kind} shortcut {name!r}, only: {names}")

    # --- clicking and choosing

    async def clicks(
        self,
        label: str,
        *,
        message: ShownMessage | None = None,
        channel: str | None = None,
        where: Home | None = None,
        latest: bool = True,
        confirms: bool = True,
    ) -> Outcome:
        """Click a button, or an entry of an overflow menu, by the words on it.

        Looked for in the modal in front, if one is open; else in the newest message that has it (the oldest
        if `latest` is false), in any of their channels or the one named; then on the Home tab. `message` is
        a snapshot taken earlier: its buttons can be clicked even if the message has changed since.
        `confirms=False` says no in the button's confirm dialog. Raises `NotOnScreen`.
        """
        place = Place(message, channel, where, latest)
        if place.is_before_the_modal and (modal := self.modal) is not None:
            if label == modal.submit:
                return await self.submits()
            if label == (modal.close or "Cancel"):
                return await self.closes_modal()
        target = self._find(lambda control: _is_clicked_by(control, label), label, place)
        if "confirm" in target.control.element and not confirms:
            return await self._outcome(len(self._workspace.journal), Verdict(), delivered=False)
        return await self._acts(target, _click(target.control, label))

    async def chooses(
        self,
        name: str,
        option: object,
        *,
        message: ShownMessage | None = None,
        channel: str | None = None,
        where: Home | None = None,
        latest: bool = True,
    ) -> Outcome:
        """Choose in a menu, picker or group of boxes, found by its placeholder or the text beside it.

        `option` is an option's text, a date, a time, a person, a channel, or a list of these, see
        `forms.enter`. In a form's field this is the same as `fills`. Raises `NotOnScreen` and `CannotEnter`.
        """
        place = Place(message, channel, where, latest)
        modal = self.modal if place.is_before_the_modal else None
        if modal is not None and any(one.is_called(name) for one in modal.fields):
            return await self.fills({name: option})
        target = self._find(lambda control: not control.is_button and control.is_called(name), name, place)
        return await self._acts(target, await self._chosen(target, option))

    async def _chosen(self, target: Target, option: object) -> Json:
        control = target.control
        if control.kind == "overflow":
            return _click(control, str(option))
        found = await self._looked_up(control, option, target.view, target.message)
        return enter(control.element, found, self._directory())

    def _find(self, wanted: Callable[[Control], bool], name: str, place: Place) -> Target:
        return Finder(self._workspace, self.screen, self.user, self.app).find(wanted, name, place)

    async def _acts(self, target: Target, detail: Json) -> Outcome:
        if target.view is not None:
            return await self._acts_in_view(target.view, target.control, detail)
        if target.message is None:
            raise AssertionError("a control stands in a view or in a message")
        return await self._acts_in_message(target.message, target.control, detail)

    async def _acts_in_view(self, view: View, control: Control, detail: Json) -> Outcome:
        if control.kind in KINDS:
            view.state.setdefault(control.block_id, {})[control.action_id] = detail
        interactions = self._interactions(self._workspace.apps[view.app_id])
        return await self._sends_interaction(
            interactions.action_in_view(view, interactions.action(control, detail))
        )

    async def _acts_in_message(self, message: ShownMessage, control: Control, detail: Json) -> Outcome:
        app = self._workspace.apps[message.app_id] if message.app_id else self.app
        place = (message.channel_id, message.ts)
        values = overlaid(initial_state(message.blocks), self._message_values.get(place, {}))
        if control.kind in KINDS:
            values.setdefault(control.block_id, {})[control.action_id] = detail
            self._message_values[place] = values
        interactions = self._interactions(app)
        action = interactions.action(control, detail)
        return await self._sends_interaction(interactions.action_in_message(message, action, values), app)

    # --- forms

    async def fills(self, values: Mapping[str, object]) -> Outcome:
        """Enter values into the fields of the modal in front, by label (or block id).

        Dates as `date`, times as `time`, people as `Person`, `User`, name or id, menus by option text,
        several as a list; `None` empties a field. Raises `NotOnScreen` for a field that is not there and
        `CannotEnter` for what Slack's client would not let them enter.
        """
        outcome = await self._outcome(len(self._workspace.journal), Verdict())
        for name, value in values.items():
            outcome = await self._fills_one(name, value) or outcome
        return outcome

    async def _fills_one(self, name: str, value: object) -> Outcome | None:
        """Enter one value; the outcome is what came of telling the app, if it wants to be told at once."""
        view = self._form()
        chosen = self.screen.view(view).field(name)
        control = _control_of(chosen)
        found = await self._looked_up(control, value, view, None)
        payload = enter(chosen.element, found, self._directory())
        view.state.setdefault(chosen.block_id, {})[chosen.action_id] = payload
        if not _dispatches(view, chosen, "on_character_entered"):
            return None
        return await self._acts_in_view(view, control, payload)

    async def submits(self, values: Mapping[str, object] | None = None) -> Outcome:
        """Fill in `values`, press the modal's submit button, and follow what the app answers.

        `Outcome.errors` holds what the client or the app says under fields; nothing typed is lost then.
        """
        if values:
            await self.fills(values)
        view = self._form()
        shown = self.screen.view(view)
        if shown.submit is None:
            raise NotOnScreen(f"“{shown.title}” has no button to submit it")
        started = len(self._workspace.journal)
        if complaints := form_errors(shown.fields):
            self._errors = _by_label(shown, complaints)
            return await self._outcome(started, Verdict(errors=self._errors), delivered=False)
        app = self._workspace.apps[view.app_id]
        payload = self._interactions(app).submission(view)
        delivered = await self._server.deliver(app, "interactive", payload)
        if not delivered.ok:
            return await self._outcome(started, Verdict(trouble=CONNECTION_TROUBLE))
        verdict = Acks(self._workspace, app, self.user).to_submission(view, delivered.body)
        self._errors = _by_label(shown, verdict.errors)
        return await self._outcome(started, Verdict(verdict.trouble, self._errors))

    async def presses_enter(self, name: str) -> Outcome:
        """Press Enter in a one-line field whose app wants to hear of that; `NotOnScreen` otherwise."""
        view = self._form()
        chosen = self.screen.view(view).field(name)
        if chosen.element.get("multiline") or not _dispatches(view, chosen, "on_enter_pressed"):
            raise NotOnScreen(f"Pressing Enter in “{chosen.label}” does nothing")
        return await self._acts_in_view(view, _control_of(chosen), chosen.payload)

    async def closes_modal(self) -> Outcome:
        """Close the modal in front with its close button; the app hears of it only if it asked to."""
        view = self._form()
        self._errors = {}
        started = len(self._workspace.journal)
        clears = bool(view.payload.get("clear_on_close"))
        closed = self._workspace.views.clear(self.id) if clears else [self._workspace.views.pop(self.id)]
        for one in closed:
            if one is not None and one.payload.get("notify_on_close"):
                app = self._workspace.apps[one.app_id]
                payload = self._interactions(app).closing(one, is_cleared=clears)
                await self._server.deliver(app, "interactive", payload)
        return await self._outcome(started, Verdict())

    def _form(self) -> View:
        top = self._workspace.views.top(self.id)
        if top is None:
            raise NotOnScreen(f"{self.name} has no form open; last seen: {self.last_seen_text!r}")
        return top

    def _close_nothing(self, doing: str) -> None:
        if (modal := self.modal) is not None:
            raise NotOnScreen(f"{self.name} cannot {doing}: the form “{modal.title}” is in front")

    async def _looked_up(
        self, control: Control, value: object, view: View | None, message: ShownMessage | None
    ) -> object:
        """For a menu whose options the app offers as one types: the options meant; else the value itself."""
        if control.kind not in ("external_select", "multi_external_select") or value is None:
            return value
        wanted = value if isinstance(value, list | tuple) else [value]
        found = [await self._offered(control, str(typed), view, message) for typed in wanted]
        return found if control.kind.startswith("multi_") else found[0]

    async def _offered(
        self, control: Control, typed: str, view: View | None, message: ShownMessage | None
    ) -> Json:
        payload = self._interactions().suggestion(view, message, control, typed)
        delivered = await self._server.deliver(self.app, "interactive", payload)
        answer = delivered.body if delivered.ok and isinstance(delivered.body, dict) else {}
        groups = answer.get("option_groups", ())
        options = [*answer.get("options", ()), *(o for group in groups for o in group["options"])]
        for option in options:
            if typed in (option["text"]["text"], option["value"]):
                return dict(option)
        raise CannotEnter(f"Nothing matches {typed!r}: {[option['text']['text'] for option in options]}")

    def _directory(self) -> Directory:
        return Chooser(self._workspace, self.user).directory()

    # --- the rest of a day in Slack

    async def opens_home(self) -> Outcome:
        """Open the app's Home tab; the app hears so and may publish anew."""
        started = len(self._workspace.journal)
        self._workspace.open_app_home(self.app, self.id)
        return await self._outcome(started, Verdict())

    async def posts(
        self, text: str, channel: str | None = None, thread: ShownMessage | None = None
    ) -> ShownMessage:
        """Write a message, or a reply in the thread of one. `SlackError` if the channel is closed to them."""
        self._close_nothing("write a message")
        place = self.screen.channel(thread.channel_id) if thread is not None else self._place(channel)
        thread_ts = (thread.thread_ts or thread.ts) if thread is not None else None
        typed = composed(self._workspace, text)
        message = self._workspace.post(place.id, self.id, typed, thread_ts=thread_ts)
        await self._settles()
        return self.screen.shown(message)

    async def edits(self, message: ShownMessage, text: str) -> ShownMessage:
        """Rewrite a message of their own; `SlackError("cant_update_message")` for another's."""
        typed = composed(self._workspace, text)
        edited = self._workspace.edit(message.channel_id, message.ts, self.id, typed)
        await self._settles()
        return self.screen.shown(edited)

    async def deletes(self, message: ShownMessage) -> None:
        """Delete a message of their own; `SlackError("cant_delete_message")` for another's."""
        self._workspace.delete(message.channel_id, message.ts, self.id)
        await self._settles()

    async def reacts(self, emoji: str, message: ShownMessage) -> None:
        """Add an emoji to a message; `SlackError("already_reacted")` the second time."""
        self._workspace.react(message.channel_id, message.ts, self.id, emoji.strip(":"))
        await self._settles()

    async def takes_back(self, emoji: str, message: ShownMessage) -> None:
        """Remove an emoji of theirs; `SlackError("no_reaction")` if there was none."""
        self._workspace.unreact(message.channel_id, message.ts, self.id, emoji.strip(":"))
        await self._settles()

    async def joins(self, channel: str) -> None:
        """Join a public channel; `NotOnScreen` for a private one, which nobody outside can see."""
        wanted = channel.removeprefix("#")
        for one in self._workspace.channels.values():
            if wanted in (one.id, one.name) and one.kind is ChannelKind.PUBLIC:
                self._workspace.join(one.id, self.id)
                await self._settles()
                return
        raise NotOnScreen(f"{self.name} sees no public channel {channel!r}")

    async def leaves(self, channel: str) -> None:
        """Leave a channel they are in."""
        place = self.screen.channel(channel)
        self._workspace.leave(place.id, self.id)
        if self._channel_id == place.id:
            self._channel_id = None
        await self._settles()

    # --- delivering

    async def _settles(self) -> None:
        if self._waits:
            await self._server.settle()

    def _interactions(self, app: InstalledApp | None = None) -> Interactions:
        return Interactions(self._workspace, app or self.app, self.user)

    async def _sends_interaction(self, payload: Json, app: InstalledApp | None = None) -> Outcome:
        started = len(self._workspace.journal)
        delivered = await self._server.deliver(app or self.app, "interactive", payload)
        return await self._outcome(started, Verdict(trouble=None if delivered.ok else CLICK_TROUBLE))

    async def _outcome(self, started: int, verdict: Verdict, *, delivered: bool = True) -> Outcome:
        """What came of it, once all it set off has arrived."""
        await self._settles()
        mine = {channel.id for channel in self.screen.channels()}
        entries = self._workspace.journal.since(started)
        appeared = (e for e in entries if e.user == self.id or (e.user is None and e.channel in mine))
        return Outcome(delivered, verdict.trouble, verdict.errors, self.modal, tuple(appeared))


def _command_trouble(command: str, delivered: Delivered) -> str:
    """What the client says under a command that failed."""
    error = "operation_timeout" if delivered.late else "dispatch_failed"
    return f"{command} failed with the error “{error}”"


def _feature(app: InstalledApp, name: str) -> list[Json]:
    features: Json = app.manifest.get("features", {})
    return list(features.get(name, ()))


def _is_clicked_by(control: Control, label: str) -> bool:
    if control.kind == "overflow":
        return any(option["text"]["text"] == label for option in control.options)
    return control.is_button and control.label.casefold() == label.casefold().strip()


def _click(control: Control, label: str) -> Json:
    """What an action says of a click: a button's text and value, or the overflow entry taken."""
    if control.kind == "overflow":
        for option in control.options:
            if label in (option["text"]["text"], option["value"]):
                return {"selected_option": option}
        raise CannotEnter(f"The menu has no entry {label!r}")
    face = _face(control)
    return {name: face[name] for name in ("text", "value", "style", "url") if name in face}


def _face(control: Control) -> Json:
    """The button object itself, of the pair the one that was clicked."""
    if control.kind != "feedback_buttons":
        return control.element
    pair: list[Json] = [control.element["positive_button"], control.element["negative_button"]]
    return next(face for face in pair if face["text"]["text"] == control.label)


def _control_of(chosen: Field) -> Control:
    """A form's field as something that acts."""
    return Control(chosen.kind, chosen.label, "", chosen.block_id, chosen.action_id, chosen.element)


def _dispatches(view: View, chosen: Field, when: str) -> bool:
    """Whether the app wants to hear of this field at once; `when` counts for fields one types in."""
    block = next(b for b in view.payload["blocks"] if b.get("block_id") == chosen.block_id)
    if not block.get("dispatch_action"):
        return False
    wanted = chosen.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return chosen.kind not in _TYPED_KINDS or when in wanted


def _by_label(shown: ShownView, errors: Mapping[str, str]) -> dict[str, str]:
    labels = {one.block_id: one.label for one in shown.fields}
    return {labels.get(block_id, block_id): said for block_id, said in errors.items()}
