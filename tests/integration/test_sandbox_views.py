"""views.* of the sandbox: triggers, the stack, hashes, what was entered, the Home tab."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.sandboxes import Sandbox, a_home, a_modal, a_sandbox, refusal, refusal_in_full, section


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as running:
        yield running


def trigger(box: Sandbox) -> str:
    return box.workspace.triggers.issue(box.app, box.ada.id)


async def test_a_modal_opens_on_the_screen_of_whoever_gave_the_trigger(box: Sandbox) -> None:
    opened = await box.client().views_open(trigger_id=trigger(box), view=a_modal())
    view = box.workspace.views.top(box.ada.id)
    assert view is not None
    assert (opened["view"]["id"], opened["view"]["hash"]) == (view.id, view.hash)
    assert opened["view"]["callback_id"] == "form"
    entry = box.workspace.journal[-1]
    assert (entry.action, entry.user) == ("view", box.ada.id)
    assert entry.view is not None
    assert entry.view["title"]["text"] == "A form"


async def test_a_trigger_serves_once_within_its_time_and_its_own_app(box: Sandbox) -> None:
    client = box.client()
    once = trigger(box)
    await client.views_open(trigger_id=once, view=a_modal())
    assert await refusal(client.views_open(trigger_id=once, view=a_modal())) == "exchanged_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.x", view=a_modal())) == "invalid_trigger_id"
    other = box.workspace.install_app(box.app.manifest)
    foreign = box.workspace.triggers.issue(other, box.ada.id)
    assert await refusal(client.views_open(trigger_id=foreign, view=a_modal())) == "invalid_trigger_id"
    box.workspace.triggers.lifetime = 0.01
    late = trigger(box)
    await asyncio.sleep(0.02)
    assert await refusal(client.views_open(trigger_id=late, view=a_modal())) == "expired_trigger_id"


async def test_an_invalid_view_is_refused_with_a_pointer_and_leaves_the_trigger_unused(box: Sandbox) -> None:
    client, once = box.client(), trigger(box)
    broken = a_modal()
    del broken["title"]
    answer = await refusal_in_full(client.views_open(trigger_id=once, view=broken))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: title [json-pointer:/view]"
    ]
    await client.views_open(trigger_id=once, view=a_modal())


async def test_a_view_over_250_kb_is_too_large(box: Sandbox) -> None:
    huge = a_modal(blocks=[section("x" * 3000) for _ in range(90)])
    assert await refusal(box.client().views_open(trigger_id=trigger(box), view=huge)) == "view_too_large"


async def test_views_stack_up_to_three(box: Sandbox) -> None:
    client = box.client()
    bottom = await client.views_open(trigger_id=trigger(box), view=a_modal())
    middle = await client.views_push(trigger_id=trigger(box), view=a_modal())
    await client.views_push(trigger_id=trigger(box), view=a_modal())
    assert middle["view"]["previous_view_id"] == middle["view"]["root_view_id"] == bottom["view"]["id"]
    assert await refusal(client.views_push(trigger_id=trigger(box), view=a_modal())) == "push_limit_reached"
    assert len(box.workspace.views.clear(box.ada.id)) == 3
    assert await refusal(client.views_push(trigger_id=trigger(box), view=a_modal())) == "not_found"


async def test_an_update_keeps_the_id_and_what_was_entered_and_changes_the_hash(box: Sandbox) -> None:
    client = box.client()
    opened = (await client.views_open(trigger_id=trigger(box), view=a_modal()))["view"]
    view = box.workspace.views.get(opened["id"])
    view.state = {"title": {"entry": {"type": "plain_text_input", "value": "typed"}}}
    hashed = opened["hash"]
    updated = (await client.views_update(view_id=view.id, hash=hashed, view=a_modal()))["view"]
    assert updated["id"] == view.id
    assert updated["state"]["values"]["title"]["entry"]["value"] == "typed"
    again = client.views_update(view_id=view.id, hash=hashed, view=a_modal())
    assert await refusal(again) == "hash_conflict"
    other_block = a_modal(blocks=[{**a_modal()["blocks"][0], "block_id": "renamed"}])
    replaced = (await client.views_update(view_id=view.id, view=other_block))["view"]
    assert replaced["state"]["values"]["renamed"]["entry"]["value"] is None


async def test_a_closed_view_can_no_longer_be_updated(box: Sandbox) -> None:
    client = box.client()
    opened = (await client.views_open(trigger_id=trigger(box), view=a_modal()))["view"]
    box.workspace.views.pop(box.ada.id)
    assert await refusal(client.views_update(view_id=opened["id"], view=a_modal())) == "not_found"
    assert await refusal(client.views_update(view_id="V404", view=a_modal())) == "not_found"
    neither = client.api_call("views.update", json={"view": a_modal()})
    assert await refusal(neither) == "invalid_arguments"


async def test_an_external_id_names_one_open_view(box: Sandbox) -> None:
    client = box.client()
    named = a_modal(external_id="survey:42")
    await client.views_open(trigger_id=trigger(box), view=named)
    assert await refusal(client.views_push(trigger_id=trigger(box), view=named)) == "duplicate_external_id"
    await client.views_update(external_id="survey:42", view=named)
    box.workspace.views.clear(box.ada.id)
    assert await refusal(client.views_update(external_id="survey:42", view=named)) == "not_found"
    await client.views_open(trigger_id=trigger(box), view=named)


async def test_the_home_tab_is_published_anew_under_one_id(box: Sandbox) -> None:
    client = box.client()
    first = (await client.views_publish(user_id=box.ada.id, view=a_home("One")))["view"]
    second = (await client.views_publish(user_id=box.ada.id, view=a_home("Two"), hash=first["hash"]))["view"]
    assert first["id"] == second["id"]
    stale = client.views_publish(user_id=box.ada.id, view=a_home("Three"), hash=first["hash"])
    assert await refusal(stale) == "hash_conflict"
    home = box.workspace.views.home(box.app, box.ada.id)
    assert home is not None
    assert home.payload["blocks"][0]["text"]["text"] == "Two"
    assert await refusal(client.views_publish(user_id="U404", view=a_home())) == "user_not_found"
    assert await refusal(client.views_publish(user_id=box.ada.id, view=a_modal())) == "invalid_arguments"
    box.app.home_tab = False
    assert await refusal(client.views_publish(user_id=box.ada.id, view=a_home())) == "not_enabled"


async def test_blocks_validate_judges_without_showing_anything(box: Sandbox) -> None:
    client = box.client("")
    assert (await client.api_call("blocks.validate", json={"view": a_modal()}))["ok"]
    answer = await refusal_in_full(client.api_call("blocks.validate", json={"blocks": [section("")]}))
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0]["pointer"] == "/blocks/0/text/text"
    both = client.api_call("blocks.validate", json={"blocks": [], "view": a_modal()})
    assert await refusal(both) == "invalid_arguments"
    assert len(box.workspace.journal) == 0
