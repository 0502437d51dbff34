"""The boundary by itself: what Slack is answered, whatever a listener does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from structlog import contextvars
from structlog.testing import capture_logs

from bot.installations import Installation, Installations
from bot.slack_app import build_slack_app
from community.errors import ConveningStarted, Crossed, InvalidInput, NotAllowed, RepeatedRequest
from community.ids import UserId, WorkspaceId
from community.work import Caller
from handlers.answers import Answer, Nothing, Problems, Refresh, Say
from handlers.boundary import Boundary
from handlers.payloads import Command, Event, Submission
from message_templates.renderer import Message, Renderer
from message_templates.values import UnreadableRef

CODE = "c0de"
STARTED = "“Data walk” has begun: answers are closed."


class OneInstallation(Installations):
    """The bot is installed in T1, as a settings file would say."""

    async def start(self) -> None: ...

    async def find(self, workspace_id: str | None) -> Installation | None:
        return Installation(WorkspaceId("T1"), "School", UserId("UBOT"), "BBOT", "xoxb-1", frozenset())

    async def forget(self, workspace_id: WorkspaceId) -> None: ...


async def no_home(_: Caller) -> dict[str, Any]:
    raise AssertionError("nothing here shows a Home")


@pytest.fixture
def boundary() -> Boundary:
    return Boundary(Renderer(), no_home, new_code=lambda: CODE)


@pytest.fixture
def app(boundary: Boundary) -> AsyncApp:
    return an_app(boundary)


def an_app(boundary: Boundary) -> AsyncApp:
    client = AsyncWebClient(base_url="http://127.0.0.1:1/api/", retry_handlers=[])
    app = build_slack_app(client, OneInstallation(), serves_one=True)
    boundary.attach(app)
    return app


async def send(app: AsyncApp, body: dict[str, Any]) -> BoltResponse:
    return await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))


def answered(response: BoltResponse) -> dict[str, Any]:
    return dict(json.loads(response.body)) if response.body else {}


def a_command(name: str = "/cop", text: str = "") -> dict[str, Any]:
    return {
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "channel_name": "math-plc",
        "command": name,
        "text": text,
        "trigger_id": "1.2.3",
        "response_url": "http://127.0.0.1:1/",
    }


def a_form(callback_id: str = "form", inputs: tuple[str, ...] = ("title", "minutes")) -> dict[str, Any]:
    blocks = [{"type": "input", "block_id": name} for name in inputs]
    view = {"id": "V1", "type": "modal", "callback_id": callback_id, "hash": "h", "blocks": blocks}
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "trigger_id": "1.2.3",
        "view": view | {"private_metadata": "", "state": {"values": {}}},
    }


def an_event(type_: str = "user_change", **about: Any) -> dict[str, Any]:
    event = {"type": type_, "user": "U1", "event_ts": "1.0"} | about
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}


def raising(error: Exception) -> Callable[[Any], Awaitable[Any]]:
    async def listener(_: Any) -> Any:
        raise error

    return listener


def saying(answer: Answer) -> Callable[[Any], Awaitable[Answer]]:
    async def listener(_: Any) -> Answer:
        return answer

    return listener


async def test_a_commands_answer_is_its_acknowledgement(boundary: Boundary, app: AsyncApp) -> None:
    block = {"type": "divider"}
    boundary.on_command("/cop", saying(Say(Message("Hello", [block]))))
    response = await send(app, a_command())
    assert response.status == 200
    assert answered(response) == {"response_type": "ephemeral", "text": "Hello", "blocks": [block]}


async def test_a_known_error_of_a_command_is_its_sentence(boundary: Boundary, app: AsyncApp) -> None:
    boundary.on_command("/cop", raising(NotAllowed("Only facilitators may do this.")))
    said = answered(await send(app, a_command()))
    assert "Only facilitators may do this." in said["text"]
    assert said["response_type"] == "ephemeral"


async def test_an_unknown_error_shows_a_code_that_the_log_has_and_no_words(
    boundary: Boundary, app: AsyncApp
) -> None:
    boundary.on_command("/cop", raising(ZeroDivisionError()))
    with capture_logs() as logs:
        response = await send(app, a_command(text="my secret words"))
    assert response.status == 200
    assert CODE in answered(response)["text"]
    (failed,) = [line for line in logs if line["event"] == "request.failed"]
    assert failed["code"] == CODE
    assert "my secret words" not in str(logs)


async def test_a_request_that_crossed_another_is_done_once_more(boundary: Boundary, app: AsyncApp) -> None:
    tries: list[Exception | None] = [Crossed(), None]

    async def crossed_at_first(_: Command) -> Answer:
        if error := tries.pop(0):
            raise error
        return Say(Message("Done", []))

    boundary.on_command("/cop", crossed_at_first)
    said = answered(await send(app, a_command()))
    assert said["text"] == "Done"
    assert tries == []


async def test_what_takes_too_long_is_told_before_slack_gives_up() -> None:
    async def stuck(_: Command) -> Answer:
        await asyncio.sleep(60)
        return Nothing()

    boundary = Boundary(Renderer(), no_home, new_code=lambda: CODE, deadline_seconds=0.05)
    boundary.on_command("/cop", stuck)
    async with asyncio.timeout(2):
        response = await send(an_app(boundary), a_command())
    assert CODE in answered(response)["text"]


async def test_a_repeated_request_is_acknowledged_and_dropped(boundary: Boundary, app: AsyncApp) -> None:
    boundary.on_command("/cop", raising(RepeatedRequest("again")))
    boundary.on_submission("form", raising(RepeatedRequest("again")))
    boundary.on_event("user_change", raising(RepeatedRequest("again")))
    for body in (a_command(), a_form(), an_event()):
        response = await send(app, body)
        assert (response.status, response.body) == (200, "")


async def test_problems_show_beside_their_fields(boundary: Boundary, app: AsyncApp) -> None:
    boundary.on_submission("form", raising(InvalidInput({"minutes": "Too long."})))
    assert answered(await send(app, a_form())) == {
        "response_action": "errors",
        "errors": {"minutes": "Too long."},
    }


async def test_a_problem_without_a_field_shows_at_the_first_one(boundary: Boundary, app: AsyncApp) -> None:
    problems = {"title": "Say what it is.", "series": "There is none."}
    boundary.on_submission("form", saying(Problems(problems)))
    assert answered(await send(app, a_form()))["errors"] == {"title": "Say what it is. There is none."}


@pytest.mark.parametrize(
    "error", [ConveningStarted(STARTED), OSError("the database is down"), UnreadableRef()]
)
async def test_a_form_that_could_not_be_saved_stays_open(
    error: Exception, boundary: Boundary, app: AsyncApp
) -> None:
    boundary.on_submission("form", raising(error))
    said = answered(await send(app, a_form()))
    assert said["response_action"] == "errors"
    assert list(said["errors"]) == ["title"]
    assert said["errors"]["title"]


async def test_a_form_without_fields_says_in_its_place_what_went_wrong(
    boundary: Boundary, app: AsyncApp
) -> None:
    boundary.on_submission("form", raising(ConveningStarted(STARTED)))
    said = answered(await send(app, a_form(inputs=())))
    assert said["response_action"] == "update"
    assert STARTED in json.dumps(said["view"], ensure_ascii=False)


async def test_a_form_shown_again_takes_the_place_of_the_one_sent(boundary: Boundary, app: AsyncApp) -> None:
    boundary.on_submission("form", saying(Refresh({"type": "modal"})))
    assert answered(await send(app, a_form())) == {"response_action": "update", "view": {"type": "modal"}}


async def test_a_form_nobody_knows_stays_open_and_says_so(app: AsyncApp) -> None:
    said = answered(await send(app, a_form("from.an.older.version")))
    assert "open it again" in said["errors"]["title"]


async def test_a_command_nobody_knows_is_answered(app: AsyncApp) -> None:
    assert "/cop help" in answered(await send(app, a_command("/copp")))["text"]


async def test_an_event_that_fails_is_answered_500_so_that_slack_sends_it_again(
    boundary: Boundary, app: AsyncApp
) -> None:
    boundary.on_event("user_change", raising(OSError("the database is down")))
    assert (await send(app, an_event())).status == 500


async def test_an_event_that_the_community_refuses_is_not_sent_again(
    boundary: Boundary, app: AsyncApp
) -> None:
    boundary.on_event("user_change", raising(NotAllowed("no")))
    assert (await send(app, an_event())).status == 200


@pytest.mark.parametrize(
    "body",
    [
        an_event("message", text="hello", channel="C1"),
        an_event("message", subtype="message_changed", channel="C1", hidden=True),
        an_event("message", subtype="file_share", channel="C1", files=[]),
        an_event("brand_new_event_of_next_year"),
        a_form() | {"type": "view_closed", "is_cleared": False},
        {
            "type": "shortcut",
            "callback_id": "x",
            "team": {"id": "T1"},
            "user": {"id": "U1"},
            "trigger_id": "1",
        },
    ],
)
async def test_what_nobody_listens_to_is_acknowledged_all_the_same(
    body: dict[str, Any], app: AsyncApp
) -> None:
    assert (await send(app, body)).status == 200


async def test_slack_hears_yes_only_after_the_work_is_done(boundary: Boundary, app: AsyncApp) -> None:
    working, finish = asyncio.Event(), asyncio.Event()

    async def work(_: Event) -> None:
        working.set()
        await finish.wait()

    boundary.on_event("user_change", work)
    answer = asyncio.create_task(send(app, an_event()))
    await working.wait()
    assert not answer.done()
    finish.set()
    assert (await answer).status == 200


async def test_logs_of_a_request_say_who_and_what(boundary: Boundary, app: AsyncApp) -> None:
    seen = list[dict[str, Any]]()

    async def look(_: Submission) -> Answer:
        seen.append(contextvars.get_contextvars())
        return Nothing()

    boundary.on_submission("form", look)
    await send(app, a_form())
    assert seen == [{"request": CODE, "workspace": "T1", "user": "U1", "what": "form"}]
    assert contextvars.get_contextvars() == {}


@pytest.mark.parametrize("form", ["problems.share", "learnings.learning", "learnings.answer"])
async def test_logs_do_not_say_who_may_be_without_a_name(
    form: str, boundary: Boundary, app: AsyncApp
) -> None:
    seen = list[dict[str, Any]]()

    async def look(_: Submission) -> Answer:
        seen.append(contextvars.get_contextvars())
        return Nothing()

    boundary.on_submission(form, look)
    await send(app, a_form(form))
    assert seen == [{"request": CODE, "workspace": "T1", "what": form}]


def test_nothing_can_have_two_listeners(boundary: Boundary) -> None:
    boundary.on_event("user_change", raising(ZeroDivisionError()))
    with pytest.raises(ValueError, match="user_change"):
        boundary.on_event("user_change", raising(ZeroDivisionError()))
