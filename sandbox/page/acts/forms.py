"""Submitting and closing forms."""

from sandbox.forms import CannotEnter
from sandbox.model import Json, View
from sandbox.page.acts.actor import Actor
from sandbox.page.acts.controls import payload_of, view_in_front
from sandbox.page.asked import Asked
from sandbox.page.refusals import Refusal, bad_request, not_on_screen
from sandbox.people.finding import Target
from sandbox.people.pointing import control_at


async def submit(me: Actor, asked: Asked) -> Json:
    """Fill in `values`, if there are any, press the submit button and follow what the app answers."""
    view = _form(me, asked)
    if me.hands.notes(view).is_loading:
        raise Refusal(409, "loading", "This form is on its way already.")
    if view.payload.get("submit") is None:
        raise not_on_screen("This form has no button to submit it.")
    if "values" in asked.body and (complaints := _enter_all(me, view, asked.part("values"))):
        return me.stopped(errors=complaints)
    return me.told(await me.hands.submit(view))


async def close(me: Actor, asked: Asked) -> Json:
    """Close the form in front; the app hears of it only if it asked to."""
    _form(me, asked)
    return me.told(await me.hands.close())


def _form(me: Actor, asked: Asked) -> View:
    view = view_in_front(me, asked)
    if view.type != "modal":
        raise bad_request("Only a form can be submitted or closed.")
    return view


def _enter_all(me: Actor, view: View, values: Asked) -> dict[str, str]:
    """Keep all that was entered; returns by block id what Slack's client would not let anybody enter."""
    complaints: dict[str, str] = {}
    app, reader = me.workspace.apps[view.app_id], me.hands.screen.reader
    for block_id in values.body:
        for action_id, entered in values.part(block_id).body.items():
            control = control_at(view.payload["blocks"], block_id, action_id, reader)
            try:
                payload = payload_of(me, Target(control, app, view), entered)
            except CannotEnter as refused:
                complaints[block_id] = str(refused)
            else:
                me.hands.keep_in_view(view, control, payload)
    return complaints
