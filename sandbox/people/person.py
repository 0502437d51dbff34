"""People who act like people: they type, click and fill in what is on their screen, and nothing else.

    ada = Person(server, workspace.add_person("Ada Osei"))
    await ada.runs("/cop schedule Thu 3 Dec 3:30pm", channel="math-plc")
    outcome = await ada.submits({"Title": "SEL data walk"})
    await ben.clicks("I'll be there")

Everything reaches the app as Slack would bring it, over Socket Mode or signed HTTP. What the app answers
wrongly or late shows as `Outcome.trouble`, and what the person typed stays where it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.controls import Control
from sandbox.forms import CannotEnter, Directory, Field, enter
from sandbox.model import Channel, ChannelKind, InstalledApp, Json, User, View
from sandbox.people.acks import Verdict
from sandbox.people.choosing import Chooser
from sandbox.people.finding import Finder, Home, Place, Target
from sandbox.people.hands import Hands
from sandbox.people.onlooker import Onlooker
from sandbox.people.outcome import Outcome
from sandbox.people.pointing import entry_details, face_details, wants_to_hear
from sandbox.screens import NotOnScreen, ShownMessage, ShownView
from sandbox.server import SandboxServer


class Person(Onlooker):
    """One person at their Slack client. `app` is the app they use; by default the only one installed.

    After each thing they do they wait until nothing is in flight any more; `waits=False` leaves that to the
    caller, who may want many people to act at once.
    """

    def __init__(
        self, server: SandboxServer, user: User, app: InstalledApp | None = None, *, waits: bool = True
    ) -> None:
        super().__init__(server.workspace, user, app)
        self._hands = Hands(server, user, waits=waits)
        self._channel_id: str | None = None

    @property
    def errors(self) -> Mapping[str, str]:
        top = self._workspace.views.top(self.id)
        return _by_label(self.screen.view(top), self._hands.notes(top).errors) if top is not None else {}

    # --- commands and shortcuts

    async def runs(self, command: str, channel: str | None = None) -> Outcome:
        """Type a slash command into a channel (by name; by default where they were last) and send it."""
        self._close_nothing("type a command")
        name, _, text = command.partition(" ")
        app, place = self._app_of(name), self._place(channel)
        return await self._hands.command(app, place, name, text)

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
        return await self._hands.shortcut(self.app, self._shortcut(name, "global"))

    async def uses_message_shortcut(self, name: str, message: ShownMessage) -> Outcome:
        """Start a shortcut from a message's menu, by its name or callback id."""
        return await self._hands.message_shortcut(self.app, self._shortcut(name, "message"), message)

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
            return await self._nothing(delivered=False)
        return await self._hands.act(target, _click(target.control, label))

    async def chooses(
        self,
        name: str,
        option: object,
        *,
        message: ShownMessage | None = None,
    ) -> Outcome:
        """Choose in a menu, picker or group of boxes, found by its placeholder or the text beside it.

        Looked for where `clicks` looks by default. `option` is an option's text, a date, a time, a person, a
        channel, or a list of these, see `forms.enter`. In a form's field this is the same as `fills`. Raises
        `NotOnScreen` and `CannotEnter`.
        """
        place = Place(message)
        modal = self.modal if place.is_before_the_modal else None
        if modal is not None and any(one.is_called(name) for one in modal.fields):
            return await self.fills({name: option})
        target = self._find(lambda control: not control.is_button and control.is_called(name), name, place)
        return await self._hands.act(target, await self._chosen(target, option))

    async def _chosen(self, target: Target, option: object) -> Json:
        control = target.control
        if control.kind == "overflow":
            return entry_details(control, str(option))
        found = await self._looked_up(target, option)
        return enter(control.element, found, self._directory())

    def _find(self, wanted: Callable[[Control], bool], name: str, place: Place) -> Target:
        return Finder(self._workspace, self.screen, self.user, self.app).find(wanted, name, place)

    # --- forms

    async def fills(self, values: Mapping[str, object]) -> Outcome:
        """Enter values into the fields of the modal in front, by label (or block id).

        Dates as `date`, times as `time`, people as `Person`, `User`, name or id, menus by option text,
        several as a list; `None` empties a field. Raises `NotOnScreen` for a field that is not there and
        `CannotEnter` for what Slack's client would not let them enter.
        """
        outcome = await self._nothing()
        for name, value in values.items():
            outcome = await self._fills_one(name, value) or outcome
        return outcome

    async def _fills_one(self, name: str, value: object) -> Outcome | None:
        """Enter one value; the outcome is what came of telling the app, if it wants to be told at once."""
        view = self._form()
        chosen = self.screen.view(view).field(name)
        target = self._in_form(view, chosen)
        found = await self._looked_up(target, value)
        payload = enter(chosen.element, found, self._directory())
        return await self._hands.fill(view, target.control, payload, "character")

    def _in_form(self, view: View, chosen: Field) -> Target:
        """A form's field as something that acts."""
        control = Control(chosen.kind, chosen.label, "", chosen.block_id, chosen.action_id, chosen.element)
        return Target(control, self._workspace.apps[view.app_id], view)

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
        outcome = await self._hands.submit(view)
        return replace(outcome, errors=_by_label(shown, outcome.errors))

    async def presses_enter(self, name: str) -> Outcome:
        """Press Enter in a one-line field whose app wants to hear of that; `NotOnScreen` otherwise."""
        view = self._form()
        chosen = self.screen.view(view).field(name)
        target = self._in_form(view, chosen)
        hears = wants_to_hear(view.payload["blocks"], target.control, "enter")
        if chosen.element.get("multiline") or not hears:
            raise NotOnScreen(f"Pressing Enter in “{chosen.label}” does nothing")
        return await self._hands.act(target, chosen.payload)

    async def closes_modal(self) -> Outcome:
        """Close the modal in front with its close button; the app hears of it only if it asked to."""
        self._form()
        return await self._hands.close()

    def _form(self) -> View:
        top = self._workspace.views.top(self.id)
        if top is None:
            raise NotOnScreen(f"{self.name} has no form open; last seen: {self.last_seen_text!r}")
        return top

    def _close_nothing(self, doing: str) -> None:
        if (modal := self.modal) is not None:
            raise NotOnScreen(f"{self.name} cannot {doing}: the form “{modal.title}” is in front")

    async def _looked_up(self, target: Target, value: object) -> object:
        """For a menu whose options the app offers as one types: the options meant; else the value itself."""
        kind = target.control.kind
        if kind not in ("external_select", "multi_external_select") or value is None:
            return value
        wanted = value if isinstance(value, list | tuple) else [value]
        found = [await self._offered(target, str(typed)) for typed in wanted]
        return found if kind.startswith("multi_") else found[0]

    async def _offered(self, target: Target, typed: str) -> Json:
        options = (await self._hands.suggest(target, typed)).all
        for option in options:
            if typed in (option["text"]["text"], option["value"]):
                return dict(option)
        raise CannotEnter(f"Nothing matches {typed!r}: {[option['text']['text'] for option in options]}")

    def _directory(self) -> Directory:
        return Chooser(self._workspace, self.user).directory()

    # --- the rest of a day in Slack

    async def opens_home(self) -> Outcome:
        """Open the app's Home tab; the app hears so and may publish anew."""
        return await self._hands.open_home(self.app)

    async def posts(
        self, text: str, channel: str | None = None, thread: ShownMessage | None = None
    ) -> ShownMessage:
        """Write a message, or a reply in the thread of one. `SlackError` if the channel is closed to them."""
        self._close_nothing("write a message")
        place = self.screen.channel(thread.channel_id) if thread is not None else self._place(channel)
        thread_ts = (thread.thread_ts or thread.ts) if thread is not None else None
        return self.screen.shown(await self._hands.post(place.id, text, thread_ts=thread_ts))

    async def edits(self, message: ShownMessage, text: str) -> ShownMessage:
        """Rewrite a message of their own; `SlackError("cant_update_message")` for another's."""
        return self.screen.shown(await self._hands.edit(message.channel_id, message.ts, text))

    async def deletes(self, message: ShownMessage) -> None:
        """Delete a message of their own; `SlackError("cant_delete_message")` for another's."""
        await self._hands.delete(message.channel_id, message.ts)

    async def reacts(self, emoji: str, message: ShownMessage) -> None:
        """Add an emoji to a message; `SlackError("already_reacted")` the second time."""
        await self._hands.react(message.channel_id, message.ts, emoji)

    async def takes_back(self, emoji: str, message: ShownMessage) -> None:
        """Remove an emoji of theirs; `SlackError("no_reaction")` if there was none."""
        await self._hands.unreact(message.channel_id, message.ts, emoji)

    async def joins(self, channel: str) -> None:
        """Join a public channel; `NotOnScreen` for a private one, which nobody outside can see."""
        wanted = channel.removeprefix("#")
        for one in self._workspace.channels.values():
            if wanted in (one.id, one.name) and one.kind is ChannelKind.PUBLIC:
                await self._hands.join(one.id)
                return
        raise NotOnScreen(f"{self.name} sees no public channel {channel!r}")

    async def leaves(self, channel: str) -> None:
        """Leave a channel they are in."""
        place = self.screen.channel(channel)
        if self._channel_id == place.id:
            self._channel_id = None
        await self._hands.leave(place.id)

    async def _nothing(self, *, delivered: bool = True) -> Outcome:
        return await self._hands.outcome(len(self._workspace.journal), Verdict(), delivered=delivered)


def _feature(app: InstalledApp, name: str) -> list[Json]:
    features: Json = app.manifest.get("features", {})
    return list(features.get(name, ()))


def _is_clicked_by(control: Control, label: str) -> bool:
    if control.kind == "overflow":
        return any(option["text"]["text"] == label for option in control.options)
    return control.is_button and control.label.casefold() == label.casefold().strip()


def _click(control: Control, label: str) -> Json:
    """What an action says of a click: a button's text and value, or the overflow entry taken."""
    return entry_details(control, label) if control.kind == "overflow" else face_details(_face(control))


def _face(control: Control) -> Json:
    """The button object itself, of the pair the one that was clicked."""
    if control.kind != "feedback_buttons":
        return control.element
    pair: list[Json] = [control.element["positive_button"], control.element["negative_button"]]
    return next(face for face in pair if face["text"]["text"] == control.label)


def _by_label(shown: ShownView, errors: Mapping[str, str]) -> dict[str, str]:
    labels = {one.block_id: one.label for one in shown.fields}
    return {labels.get(block_id, block_id): said for block_id, said in errors.items()}
