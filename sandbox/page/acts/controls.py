"""Clicking, choosing and filling in: whatever stands in a message or a view."""

from collections.abc import Mapping

from sandbox.forms import KINDS, CannotEnter, enter
from sandbox.model import Json, View
from sandbox.page.acts.actor import Actor
from sandbox.page.acts.uploads import chosen_files
from sandbox.page.asked import Asked
from sandbox.page.entering import clicked, entered_payload
from sandbox.page.refusals import bad_request, not_found, not_on_screen
from sandbox.people.choosing import Chooser
from sandbox.people.finding import Target
from sandbox.people.pointing import Typing, control_at
from sandbox.screens import ShownMessage

_TYPING: Mapping[str, Typing] = {"character": "character", "enter": "enter"}


# --- acts


async def act(me: Actor, asked: Asked) -> Json:
    """Click a button, or choose from a menu or picker that tells its app at once."""
    pointed = _pointed(me, asked)
    control, entered = pointed.control, asked.body.get("entered")
    try:
        holds = control.kind in KINDS
        detail = payload_of(me, pointed, entered) if holds else clicked(control, entered)
    except CannotEnter as refused:
        return me.stopped(str(refused))
    return me.told(await me.hands.act(pointed, detail))


async def fill(me: Actor, asked: Asked) -> Json:
    """Keep what was entered; the app hears of it if the block dispatches.

    Checked is only what can be entered at all; what a form wants of its fields, when it is submitted.
    """
    pointed, typing = _pointed(me, asked), _typing(asked)
    control, where = pointed.control, pointed.where
    try:
        payload = payload_of(me, pointed, asked.body.get("entered"))
    except CannotEnter as refused:
        return me.stopped(errors={control.block_id: str(refused)})
    if isinstance(where, ShownMessage):
        me.hands.choose_in_message(where, control, payload)
        return me.done()
    me.hands.forget_error(where, control.block_id)
    outcome = await me.hands.fill(where, control, payload, typing)
    return me.told(outcome) if outcome is not None else me.done()


async def suggest(me: Actor, asked: Asked) -> Json:
    """What the app offers for what is typed so far; answers `options` and `option_groups` alone."""
    pointed = _pointed(me, asked)
    if not pointed.control.kind.endswith("external_select"):
        raise bad_request("This menu lists its own options.")
    return (await me.hands.suggest(pointed, asked.text("typed"))).as_json()


# --- what is meant


def _pointed(me: Actor, asked: Asked) -> Target:
    """The control meant, if it is before this person's eyes."""
    block_id, action_id = asked.text("block_id"), asked.text("action_id")
    place = asked.part("place")
    reader = me.hands.screen.reader
    if "view_id" in place.body:
        view = view_in_front(me, place)
        control = control_at(view.payload["blocks"], block_id, action_id, reader)
        return Target(control, me.workspace.apps[view.app_id], view)
    message = me.shown(place)
    control = control_at(_blocks(message), block_id, action_id, reader)
    app = me.workspace.apps.get(message.app_id or "")
    if app is None:
        raise not_on_screen("There is no app behind this message.")
    return Target(control, app, message)


def _blocks(message: ShownMessage) -> list[Json]:
    """The blocks of a message, those in its attachments included."""
    attachments = message.shape.get("attachments") or ()
    return [*message.blocks, *(block for one in attachments for block in one.get("blocks", ()))]


def view_in_front(me: Actor, place: Asked) -> View:
    """A Home tab of this person, or the form in front of them."""
    view = me.workspace.views.get(place.text("view_id"))
    if view.user_id != me.user.id:
        raise not_found("not_found")
    if view.type == "modal" and me.workspace.views.top(me.user.id) is not view:
        raise not_on_screen("This form is not in front of you any more.")
    return view


def payload_of(me: Actor, pointed: Target, entered: object) -> Json:
    """What was entered as `state.values` spells it. Raises `CannotEnter`; `Refusal` for a mere button."""
    control = pointed.control
    if control.kind not in KINDS:
        raise bad_request("Nothing can be filled in here: use “act”.")
    directory = Chooser(me.workspace, me.user).directory()
    if control.kind == "file_input" and entered is not None:
        return enter(control.element, chosen_files(me, entered), directory)
    known = {**_chosen(me, pointed), **me.hands.offered(pointed)}
    return entered_payload(control, entered, known, directory)


def _chosen(me: Actor, pointed: Target) -> Mapping[str, Json]:
    """The options chosen now, by value: a menu that looks its options up does not list them."""
    control, where = pointed.control, pointed.where
    values = where.state if isinstance(where, View) else _values(me, where)
    held = values.get(control.block_id, {}).get(control.action_id, {})
    options = [held.get("selected_option"), *(held.get("selected_options") or ())]
    return {option["value"]: option for option in options if option is not None}


def _values(me: Actor, message: ShownMessage) -> Mapping[str, Mapping[str, Json]]:
    return me.hands.values_in(message.channel_id, message.ts, _blocks(message))


def _typing(asked: Asked) -> Typing | None:
    when = asked.optional_text("when")
    if when is not None and when not in _TYPING:
        raise bad_request("“when” must be “character”, “enter” or null.")
    return _TYPING[when] if when is not None else None
