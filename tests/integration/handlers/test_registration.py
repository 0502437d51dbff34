"""The list of listeners is complete."""

from __future__ import annotations

from bot.manifest import BOT_EVENTS, COMMAND, SHORTCUTS
from message_templates.ids import ActionId, FormId
from tests.support.community_stage import Stage


async def test_everything_that_can_be_clicked_sent_or_typed_has_a_listener(stage: Stage) -> None:
    boundary = stage.convener.boundary
    assert set(boundary._clicks) == set(ActionId)
    no_button_to_send_it = {FormId.NOTICE, FormId.DIGEST_MORE, FormId.FEEDBACK_COMMENTS}
    assert set(boundary._submissions) == set(FormId) - no_button_to_send_it
    assert set(boundary._commands) == {COMMAND}


async def test_every_event_the_manifest_asks_for_is_listened_to(stage: Stage) -> None:
    types = {event.partition(".")[0] for event in BOT_EVENTS}  # message.channels comes as message
    assert types <= set(stage.convener.boundary._events)


async def test_every_shortcut_the_manifest_offers_has_a_listener(stage: Stage) -> None:
    offered = {(shortcut["type"], shortcut["callback_id"]) for shortcut in SHORTCUTS}
    boundary = stage.convener.boundary
    assert {name for kind, name in offered if kind == "global"} == set(boundary._shortcuts)
    assert {name for kind, name in offered if kind == "message"} == set(boundary._message_shortcuts)
