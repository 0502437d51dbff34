"""Puts an answer on the person's screen: each sort of request has its own place for each sort of answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from community.deliveries import is_person
from community.ids import WorkspaceId
from community.work import Caller
from handlers.answers import Answer, Open, Problems, Refresh, Refusal, Say, View
from handlers.payloads import Click, Command, MessageShortcut, Shortcut, Submission, Surface
from handlers.slack_errors import SLACK_FAILURES, slack_code
from message_templates.renderer import Message, Renderer
from message_templates.values import Ref, UnreadableRef

HomeView = Callable[[Caller], Awaitable[View]]
# Remembers that a workspace's Slack refuses charts and tables of its own making.
ChartsRefused = Callable[[WorkspaceId], Awaitable[None]]
Send = Callable[[Message], Awaitable[None]]

log = structlog.get_logger(__name__)

# A reply must not overtake the acknowledgement it follows. Only the server knows when that has left: it is
# written within a turn or two of the event loop once the listener has returned. Ten are ample.
TURNS_UNTIL_ACKNOWLEDGED = 10
REPLY_SECONDS = 10.0
REPLY_ATTEMPTS = 3
NOTICE_SECONDS = 0.4  # it may come after a form that could not be opened, and the acknowledgement still waits
LONGEST_PAUSE_SECONDS = 3.0
OK, TOO_MANY = 200, 429
INVALID_BLOCKS = "invalid_blocks"  # what a Slack says that does not know our charts
FORM_CLOSED = "not_found"  # Slack's word when a form to be shown anew is on nobody's screen any more

# How a reply through `response_url` stands to the message that was clicked.
REPLACING: dict[str, Any] = {"replace_original": True}
BESIDE: dict[str, Any] = {"replace_original": False, "response_type": "ephemeral"}


class BlocksRefused(Exception):
    """Slack would not show a reply because of its blocks."""


class Presenter:
    """Every `to_…` acknowledges exactly once; what follows an acknowledgement runs in a task of its own."""

    def __init__(self, render: Renderer, home_view: HomeView, charts_refused: ChartsRefused) -> None:
        self._render = render
        self._home_view = home_view
        self._charts_refused = charts_refused
        self._replies: set[asyncio.Task[None]] = set()

    async def to_command(self, command: Command, answer: Answer, ack: AsyncAck) -> None:
        match answer:
            case Say(without_charts=Message()) if command.respond is not None:
                await ack()  # nobody hears of an acknowledgement that Slack refuses: charts come after it
                self._later(self._say(command.caller, answer, _through(command.respond, BESIDE)))
            case Say(message):
                await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
            case Refusal():
                await ack(text=self._words(answer), response_type="ephemeral")
            case Open(view) | Refresh(view):
                await command.client.views_open(trigger_id=command.trigger_id, view=view)
                await ack()
            case _:
                await ack()

    async def to_click(self, click: Click, answer: Answer, ack: AsyncAck) -> None:
        match answer:
            case Refresh(view) if click.surface is Surface.MODAL:
                await _show_in_place(click, view)
            case Open(view) | Refresh(view):
                await _open(click, view)
            case Refusal() if click.respond is None:
                await _open_if_possible(click, self._notice(answer))
        await ack()
        self._after_click(click, answer)

    async def to_shortcut(self, shortcut: Shortcut | MessageShortcut, answer: Answer, ack: AsyncAck) -> None:
        """As after a click in a direct message; words are a direct message, since nothing was clicked in."""
        match answer:
            case Open(view) | Refresh(view):
                await _open_anew(shortcut, view)
            case Refusal():
                await _open_if_possible(shortcut, self._notice(answer))
        await ack()
        if isinstance(answer, Say):
            send = partial(_say_directly, shortcut.client, shortcut.caller.user_id)
            self._later(self._say(shortcut.caller, answer, send))

    async def to_submission(self, form: Submission, answer: Answer, ack: AsyncAck) -> None:
        match answer:
            case Problems(by_field):
                await ack(response_action="errors", errors=_beside_fields(by_field, form.inputs))
            case Refusal() if form.inputs:
                await ack(response_action="errors", errors={form.inputs[0]: self._words(answer, plain=True)})
            case Refusal():
                await ack(response_action="update", view=self._notice(answer))
            case Refresh(view) | Open(view):
                await ack(response_action="update", view=view)
            case _:
                await ack()
        if isinstance(answer, Say):
            self._later(self._say(form.caller, answer, partial(self._show_where_opened, form)))

    async def drain(self) -> None:
        """Wait for the replies under way, and for those that start meanwhile."""
        while self._replies:
            await asyncio.gather(*self._replies)

    def _after_click(self, click: Click, answer: Answer) -> None:
        match answer:
            case Say(is_beside=True) if click.respond is None:
                send = partial(_say_directly, click.client, click.caller.user_id)
                self._later(self._say(click.caller, answer, send))
            case Say() if click.surface is Surface.HOME:
                self._later(self._publish_home(click.client, click.caller))
            case Say(is_beside=is_beside) if click.respond is not None:
                theirs = click.surface in (Surface.DIRECT, Surface.EPHEMERAL)
                how = REPLACING if theirs and not is_beside else BESIDE
                self._later(self._say(click.caller, answer, _through(click.respond, how)))
            case Refusal() if click.respond is not None:
                self._later(_reply(click.respond, {"text": self._words(answer)} | BESIDE))
            case Open(removes_original=True) if click.respond is not None:
                self._later(_reply(click.respond, {"text": "", "delete_original": True}))

    async def _say(self, caller: Caller, say: Say, send: Send) -> None:
        """Where Slack does not know the charts, that is remembered, and the same is said without them."""
        try:
            await send(say.message)
        except (BlocksRefused, SlackApiError) as error:
            if say.without_charts is None or not _is_about_blocks(error):
                raise
            log.info("charts.refused", workspace=caller.workspace_id)
            await self._charts_refused(caller.workspace_id)
            await send(say.without_charts)

    async def _show_where_opened(self, form: Submission, message: Message) -> None:
        """In place of the direct message, or in the channel, or on the Home the form was opened from."""
        ref, client, user = _ref_of(form), form.client, form.caller.user_id
        if ref.channel is None:
            await self._publish_home(client, form.caller)
        elif ref.ts is not None:
            await client.chat_update(channel=ref.channel, ts=ref.ts, **_contents(message))
        else:
            await _say_privately(client, ref.channel, user, message)

    async def _publish_home(self, client: AsyncWebClient, caller: Caller) -> None:
        await client.views_publish(user_id=caller.user_id, view=await self._home_view(caller))

    def _words(self, refusal: Refusal, *, plain: bool = False) -> str:
        if refusal.code is not None:
            return self._render.text("errors/unexpected", plain=plain, code=refusal.code)
        return self._render.text("errors/sentence", plain=plain, sentence=refusal.sentence)

    def _notice(self, refusal: Refusal) -> View:
        return self._render.modal(
            "errors/notice", title="That did not work", sentence=self._words(refusal, plain=True)
        )

    def _later(self, reply: Coroutine[Any, Any, None]) -> None:
        """Once the acknowledgement has left. Nobody waits for it, so what goes wrong is logged."""
        task = asyncio.create_task(_after_the_ack(reply))
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)


async def _after_the_ack(reply: Coroutine[Any, Any, None]) -> None:
    for _ in range(TURNS_UNTIL_ACKNOWLEDGED):
        await asyncio.sleep(0)
    try:
        async with asyncio.timeout(REPLY_SECONDS):
            await reply
    except Exception:  # the outermost frame of this task
        log.exception("reply.failed")


async def _open(click: Click, view: View) -> None:
    show = click.client.views_push if click.surface is Surface.MODAL else click.client.views_open
    await show(trigger_id=click.trigger_id, view=view)


async def _show_in_place(click: Click, view: View) -> None:
    try:
        await click.client.views_update(view_id=click.view_id, view=view)
    except SlackApiError as error:
        if slack_code(error) != FORM_CLOSED:
            raise
        log.info("form.closed_meanwhile", form=view["callback_id"])


async def _open_anew(shortcut: Shortcut | MessageShortcut, view: View) -> None:
    await shortcut.client.views_open(trigger_id=shortcut.trigger_id, view=view)


async def _open_if_possible(asked: Click | Shortcut | MessageShortcut, view: View) -> None:
    """For a refusal: when it cannot be shown either, there is nobody left to tell."""
    try:
        async with asyncio.timeout(NOTICE_SECONDS):
            await (_open(asked, view) if isinstance(asked, Click) else _open_anew(asked, view))
    except SLACK_FAILURES as error:
        log.warning("notice.not_shown", reason=slack_code(error))


def _through(respond: AsyncWebhookClient, how: dict[str, Any]) -> Send:
    """Sends a message through a `response_url`."""

    async def send(message: Message) -> None:
        await _reply(respond, _contents(message) | how)

    return send


async def _reply(respond: AsyncWebhookClient, contents: dict[str, Any]) -> None:
    """A reply is refused without an error, whatever Slack says; and Slack takes about one a second.

    Raises `BlocksRefused`, which may be mended.
    """
    for _ in range(REPLY_ATTEMPTS):
        response = await respond.send_dict(contents)
        if response.status_code != TOO_MANY:
            break
        await asyncio.sleep(_retry_after(response.headers))
    if INVALID_BLOCKS in response.body:
        raise BlocksRefused(response.body[:100])
    if response.status_code != OK:
        log.warning("reply.refused", status=response.status_code, said=response.body[:100])


async def _say_privately(client: AsyncWebClient, channel: str, user: str, message: Message) -> None:
    """Shown to one person in a channel; where the bot or the person is no member, as a direct message."""
    if is_person(channel):
        await _say_directly(client, user, message)
        return
    try:
        await client.chat_postEphemeral(channel=channel, user=user, **_contents(message))
    except SlackApiError as error:
        if _is_about_blocks(error):
            raise
        await _say_directly(client, user, message)


async def _say_directly(client: AsyncWebClient, user: str, message: Message) -> None:
    await client.chat_postMessage(channel=user, **_contents(message))


def _is_about_blocks(error: BlocksRefused | SlackApiError) -> bool:
    return isinstance(error, BlocksRefused) or slack_code(error) == INVALID_BLOCKS


def _contents(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks or None}


def _beside_fields(by_field: Mapping[str, str], inputs: Sequence[str]) -> dict[str, str]:
    """Slack refuses a problem beside what is no input, so those of other names are told at the first one."""
    beside = {name: sentence for name, sentence in by_field.items() if name in inputs}
    elsewhere = " ".join(sentence for name, sentence in by_field.items() if name not in inputs)
    if elsewhere:
        beside[inputs[0]] = " ".join(filter(None, (beside.get(inputs[0]), elsewhere)))
    return beside


def _ref_of(form: Submission) -> Ref:
    try:
        return form.ref
    except UnreadableRef:
        return Ref()


def _retry_after(headers: Mapping[str, Any]) -> float:
    said = {name.lower(): value for name, value in headers.items()}.get("retry-after", "1")
    said = said[0] if isinstance(said, list) else said
    return min(float(said), LONGEST_PAUSE_SECONDS) if str(said).isdigit() else 1.0
