"""Files, response URLs and OAuth: the sandbox's places beside the API methods."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from sandbox.team import everything_manifest
from tests.support.sandboxes import Sandbox, a_sandbox, refusal, section


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    manifest = everything_manifest()
    manifest["oauth_config"]["redirect_urls"] = ["http://app.example/slack/oauth_redirect"]
    async with a_sandbox(manifest=manifest) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


# --- files


async def test_a_file_is_shared_in_a_thread_a_moment_after_the_answer(box: Sandbox) -> None:
    client = box.client()
    parent = (await client.chat_postMessage(channel=box.math.id, text="Calendar"))["ts"]
    uploaded = await client.files_upload_v2(
        channel=box.math.id,
        filename="convening.ics",
        title="Add to calendar",
        content="BEGIN:VCALENDAR",
        initial_comment="Here you are",
        thread_ts=parent,
    )
    assert box.workspace.journal[-1].action == "post", "sharing has not happened yet"
    await box.server.settle()
    entry = box.workspace.journal[-1]
    assert (entry.action, entry.thread_ts, entry.text) == ("file", parent, "Here you are")
    info = (await client.files_info(file=uploaded["file"]["id"]))["file"]
    assert info["shares"]["public"][box.math.id][0]["ts"] == entry.ts
    thread = await client.conversations_replies(channel=box.math.id, ts=parent)
    assert thread["messages"][1]["files"][0]["title"] == "Add to calendar"


async def test_a_files_bytes_are_for_the_bots_token(box: Sandbox, http: aiohttp.ClientSession) -> None:
    client = box.client()
    uploaded = await client.files_upload_v2(filename="a.txt", content="secret")
    url = (await client.files_info(file=uploaded["file"]["id"]))["file"]["url_private_download"]
    async with http.get(url) as anonymous:
        assert anonymous.content_type == "text/html"
    async with http.get(url, headers={"Authorization": f"Bearer {box.app.bot_token}"}) as known:
        assert await known.read() == b"secret"


async def test_uploads_slack_refuses(box: Sandbox, http: aiohttp.ClientSession) -> None:
    client = box.client()
    assert await refusal(client.files_getUploadURLExternal(filename="a", length=0)) == "invalid_arguments"
    place = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    file = [{"id": place["file_id"]}]
    assert await refusal(client.files_completeUploadExternal(files=file)) == "file_not_found", "no bytes yet"
    async with http.post(place["upload_url"], data=b"too long") as wrong:
        assert wrong.status == 400
    async with http.post(place["upload_url"], data=b"abc") as right:
        assert await right.text() == "OK - 3"
    elsewhere = box.workspace.add_channel("elsewhere")
    for channel, error in ((elsewhere.id, "not_in_channel"), (box.leaders.id, "channel_not_found")):
        sharing = client.files_completeUploadExternal(files=file, channel_id=channel)
        assert await refusal(sharing) == error
    await client.files_completeUploadExternal(files=file)
    assert await refusal(client.files_completeUploadExternal(files=file)) == "file_not_found", "only once"


async def test_a_deleted_file_is_gone(box: Sandbox) -> None:
    client = box.client()
    uploaded = await client.files_upload_v2(channel=box.math.id, filename="a.txt", content="abc")
    await box.server.settle()
    await client.files_delete(file=uploaded["file"]["id"])
    assert await refusal(client.files_info(file=uploaded["file"]["id"])) == "file_not_found"
    (message,) = (await client.conversations_history(channel=box.math.id))["messages"]
    assert "files" not in message


# --- response URLs


def response_url(box: Sandbox, message_ts: str | None = None) -> str:
    path = box.workspace.response_urls.issue(box.app, box.ada.id, box.math.id, message_ts=message_ts)
    return f"{box.workspace.base_url}{path}"


async def test_a_response_url_serves_five_times(box: Sandbox, http: aiohttp.ClientSession) -> None:
    url = response_url(box)
    for _ in range(5):
        async with http.post(url, json={"text": "Only you"}) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
    async with http.post(url, json={"text": "Once more"}) as answer:
        assert (answer.status, await answer.text()) == (404, "used_url")
    assert {(e.action, e.user) for e in box.workspace.journal} == {("ephemeral", box.ada.id)}


async def test_a_response_url_ends_after_thirty_minutes(box: Sandbox, http: aiohttp.ClientSession) -> None:
    url = response_url(box)
    box.clock.advance(timedelta(minutes=30, seconds=1))
    async with http.post(url, json={"text": "Too late"}) as answer:
        assert (answer.status, await answer.text()) == (404, "expired_url")
    async with http.post(f"{box.workspace.base_url}/actions/A1/1/x", json={"text": "?"}) as answer:
        assert answer.status == 404


async def test_a_response_url_replaces_and_deletes_what_it_came_from(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    shown = await box.client().chat_postEphemeral(channel=box.math.id, user=box.ada.id, text="Old")
    url = response_url(box, shown["message_ts"])
    await http.post(url, json={"text": "New", "replace_original": True})
    await http.post(url, json={"delete_original": True})
    await http.post(url, json={"text": "To all", "response_type": "in_channel"})
    seen = [(e.action, e.text, e.user) for e in box.workspace.journal]
    assert seen == [
        ("ephemeral", "Old", box.ada.id),
        ("update", "New", box.ada.id),
        ("delete", "New", box.ada.id),
        ("post", "To all", None),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [({"blocks": [section("")]}, "invalid_blocks"), ({"text": ""}, "no_text"), ([], "invalid_payload")],
)
async def test_answers_a_response_url_refuses(
    box: Sandbox, http: aiohttp.ClientSession, answer: object, error: str
) -> None:
    async with http.post(response_url(box), json=answer) as response:
        assert (response.status, await response.text()) == (400, error)


# --- OAuth


async def permission(box: Sandbox, http: aiohttp.ClientSession, **more: str) -> dict[str, list[str]]:
    """What the app's redirect URL would be called with after Ada allows it."""
    query = {"client_id": box.app.client_id, "scope": "chat:write", "state": "s1", **more}
    async with http.get(box.server.authorize_url, params=query) as page:
        assert "Allow as Ada Osei" in await page.text()
    allow = f"{box.workspace.base_url}/oauth/v2/allow"
    async with http.get(allow, params={**query, "user": box.ada.id}, allow_redirects=False) as sent_back:
        assert sent_back.status == 302
        return parse_qs(urlsplit(sent_back.headers["Location"]).query)


# aiohttp 3.14 deprecates the BasicAuth that slack_sdk sends the client's secret with
sends_basic_auth = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@sends_basic_auth
async def test_a_person_lets_the_app_in_and_it_gets_a_token(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    given = await permission(box, http)
    assert given["state"] == ["s1"]
    box.workspace.uninstall(box.app)
    client = box.client("")
    secrets = {"client_id": box.app.client_id, "client_secret": box.app.client_secret}
    granted = await client.oauth_v2_access(code=given["code"][0], **secrets)
    assert granted["authed_user"]["id"] == box.ada.id
    assert granted["bot_user_id"] == box.app.bot_user_id
    assert (await box.client(granted["access_token"]).auth_test())["ok"]
    assert await refusal(client.oauth_v2_access(code=given["code"][0], **secrets)) == "code_already_used"


@sends_basic_auth
async def test_codes_and_clients_slack_refuses(box: Sandbox, http: aiohttp.ClientSession) -> None:
    client, app = box.client(""), box.app
    redirect = "http://app.example/slack/oauth_redirect"
    code = (await permission(box, http, redirect_uri=redirect))["code"][0]
    for client_id, secret, sent, uri, error in (
        ("1.2", app.client_secret, code, redirect, "invalid_client_id"),
        (app.client_id, "wrong", code, redirect, "bad_client_secret"),
        (app.client_id, app.client_secret, "wrong", redirect, "invalid_code"),
        (app.client_id, app.client_secret, code, "http://evil.example", "bad_redirect_uri"),
    ):
        access = client.oauth_v2_access(
            client_id=client_id, client_secret=secret, code=sent, redirect_uri=uri
        )
        assert await refusal(access) == error
    box.clock.advance(timedelta(minutes=11))
    late = client.oauth_v2_access(
        client_id=app.client_id, client_secret=app.client_secret, code=code, redirect_uri=redirect
    )
    assert await refusal(late) == "invalid_code"


async def test_the_authorize_page_knows_only_registered_places(
    box: Sandbox, http: aiohttp.ClientSession
) -> None:
    query = {"client_id": box.app.client_id, "redirect_uri": "http://evil.example/"}
    async with http.get(box.server.authorize_url, params=query) as page:
        assert (page.status, await page.text()) == (400, "bad_redirect_uri")
