"""Who may talk to the page, and how a browser is told to treat it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web

from sandbox.page.guard import HEADERS
from sandbox.page.server import Page, PageServer, PortTaken
from sandbox.page.world import World
from sandbox.server import SandboxServer
from sandbox.workspace import Workspace
from tests.support.little_app import StoppedClock
from tests.support.pages import PageStage, a_page


@pytest.fixture
async def stage() -> AsyncIterator[PageStage]:
    async with a_page() as stage:
        yield stage


async def test_this_machines_names_are_answered_and_no_others(stage: PageStage) -> None:
    port = stage.url.rstrip("/").rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
        assert (await stage.get("workspace", Host=host))[0] == 200
    for host in ("evil.example", f"evil.example:{port}", "localhost", f"localhost:{port}.evil.example", "x"):
        status, body = await stage.get("workspace", Host=host)
        assert (status, body["error"]["code"]) == (403, "foreign_host")


async def test_other_origins_are_refused_for_looking_acting_and_listening(stage: PageStage) -> None:
    own = stage.url.rstrip("/")
    assert (await stage.get("workspace", Origin=own))[0] == 200
    for origin in ("https://evil.example", "null", own.replace("http:", "https:"), f"{own}0"):
        status, body = await stage.get("workspace", Origin=origin)
        assert (status, body["error"]["code"]) == (403, "foreign_origin")
        with pytest.raises(WSServerHandshakeError) as refused:
            await stage.session.ws_connect(f"{stage.url}control/live?as=", headers={"Origin": origin})
        assert refused.value.status == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_of_another_page_could_send_is_refused(stage: PageStage, kind: str) -> None:
    url = f"{stage.url}control/people/{stage.ada.id}/acts"
    body = f'{{"do": "post", "channel": "{stage.math.id}", "text": "gotcha"}}'
    async with stage.session.post(url, data=body, headers={"Content-Type": kind}) as response:
        assert response.status == 415
        assert (await response.json())["error"]["code"] == "not_json"
    assert stage.math.timeline == []


async def test_every_answer_says_how_to_treat_it(stage: PageStage) -> None:
    for path in ("", "page/main.js", "page/emoji.json", "control/workspace", "control/nothing", "page/no.js"):
        async with stage.session.get(stage.url + path) as response:
            headers = {name: response.headers.get(name) for name in HEADERS}
            assert headers == HEADERS, path
    assert "'unsafe-inline'" not in HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]


async def test_the_pages_files_have_their_types_and_are_sent_once(stage: PageStage) -> None:
    expected = {
        "": "text/html",
        "page/main.js": "text/javascript",
        "page/page.css": "text/css",
        "page/emoji.json": "application/json",
    }
    for path, kind in expected.items():
        async with stage.session.get(stage.url + path) as response:
            assert response.status == 200, path
            assert response.content_type == kind
            assert response.headers["Cache-Control"] == "no-cache"
            tag = response.headers["ETag"]
        async with stage.session.get(stage.url + path, headers={"If-None-Match": tag}) as response:
            assert response.status == 304
            assert await response.read() == b""


async def test_emoji_are_known_by_the_names_slack_uses(stage: PageStage) -> None:
    async with stage.session.get(f"{stage.url}page/emoji.json") as response:
        named = await response.json()
    known = {"+1": "👍", "tada": "🎉", "white_check_mark": "✅", "flag-us": "🇺🇸", "us": "🇺🇸", "heart": "❤️"}
    assert {name: named[name] for name in known} == known


@pytest.mark.parametrize(
    "path",
    [
        "page/../server.py",
        "page/..%2fserver.py",
        "page/%2e%2e/server.py",
        "page/blocks/../../server.py",
        "page/%2fetc%2fpasswd",
        "page//etc/passwd.txt",
        "page/.hidden.js",
        "page/",
        "page/blocks",
        "page/main.js%00.css",
        "page/main.py",
    ],
)
async def test_no_path_leads_out_of_the_pages_files(stage: PageStage, path: str) -> None:
    host, _, port = stage.url.removeprefix("http://").rstrip("/").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))  # a client of ours would tidy the path
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    status_line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert status_line.split()[1] in (b"404", b"400"), status_line


async def test_a_taken_port_is_said_plainly(stage: PageStage) -> None:
    port = int(stage.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(PortTaken, match=f"Another program uses port {port} already."):
        await PageServer(Page(), port=port).start()


async def test_without_a_world_the_page_says_that_there_is_none_yet() -> None:
    async with PageServer(Page()) as serving, ClientSession() as session:
        async with session.get(f"{serving.url}control/workspace") as response:
            assert response.status == 503
            assert (await response.json())["error"]["code"] == "no_world"
        async with session.get(serving.url) as response:
            assert response.status == 200


async def test_beside_the_pretend_slack_only_the_pages_own_addresses_are_guarded() -> None:
    workspace, page = Workspace(StoppedClock()), Page()
    ada = workspace.add_person("Ada Osei")
    channel = workspace.add_channel("math-plc", members=[ada.id])
    server = SandboxServer(workspace, beside=page.add_routes)
    page.show(World(server))
    async with server, ClientSession() as session:
        evil = {"Origin": "https://evil.example"}
        async with session.post(f"{server.api_url}api.test", headers=evil) as response:
            assert (await response.json())["ok"]
            assert "Content-Security-Policy" not in response.headers
        async with session.get(f"{workspace.base_url}/control/workspace", headers=evil) as response:
            assert response.status == 403
        acts = f"{workspace.base_url}/control/people/{ada.id}/acts"
        body = {"do": "post", "channel": channel.id, "text": "Hello"}
        async with session.ws_connect(f"{workspace.base_url}/control/live?as={ada.id}") as socket:
            assert (await socket.receive_json())["type"] == "hello"
            async with session.post(acts, json=body) as response:
                assert (await response.json())["ok"]
            await server.settle()  # an open window is nothing in flight


async def test_something_unexpected_is_answered_with_a_sentence_and_logged(
    stage: PageStage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.math.timeline.append("1.000000")  # a message that is nowhere
    status, body = await stage.get(f"people/{stage.ada.id}/sidebar")
    assert (status, body["error"]["code"]) == (500, "internal_error")
    assert "The page's server failed" in caplog.text


async def test_an_extra_puts_its_addresses_behind_the_same_guard() -> None:
    class Extra:
        def add_routes(self, router: web.UrlDispatcher, page: Page) -> None:
            async def answer(request: web.Request) -> web.Response:
                return web.json_response({"people": len(page.world.people())})

            router.add_get("/control/preview", answer)

    workspace, page = Workspace(StoppedClock()), Page(preview=True, extras=(Extra(),))
    workspace.add_person("Ada Osei")
    page.show(World(SandboxServer(workspace)))
    async with PageServer(page) as serving, ClientSession() as session:
        async with session.get(f"{serving.url}control/preview") as response:
            assert await response.json() == {"people": 1}
        async with session.get(f"{serving.url}control/preview", headers={"Host": "x"}) as response:
            assert response.status == 403
        async with session.get(f"{serving.url}control/workspace") as response:
            assert (await response.json())["abilities"]["preview"]
