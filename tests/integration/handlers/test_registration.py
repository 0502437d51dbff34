"""The list of listeners is complete."""

from __future__ import annotations

from bot.manifest import BOT_EVENTS, COMMAND
from message_templates.ids import ActionId, FormId
from tests.support.community_stage import Stage


async def test_everything_that_can_be_clicked_sent_or_typed_has_a_listener(stage: Stage) -> None:
    boundary = stage.convener.boundary
    assert set(boundary._clicks) == set(ActionId)
    assert set(boundary._submissions) == set(FormId) - {FormId.NOTICE}  # it has no button to send it
    assert set(boundary._commands) == {COMMAND}


async def test_every_event_the_manifest_asks_for_is_listened_to(stage: Stage) -> None:
    assert set(BOT_EVENTS) <= set(stage.convener.boundary._events)
