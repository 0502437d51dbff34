"""The border between Slack and the community: every request passes here, and nothing else knows Bolt.

For each request: read the payload into a typed value, let the person's requests take turns, call the one
listener that is registered for it, present its answer, acknowledge exactly once, log. The order is the point:

1. the listener works and commits,
2. a form opens, if that is the answer,
3. Slack hears yes,
4. only then do messages go through `response_url` or the Web API, in tasks that `drain()` waits for.

A crash before 3 makes Slack ask again; the receipt in `Caller` makes the repeat harmless.

What goes wrong becomes an answer, too. A known error is its own friendly sentence; an unknown one is a
reference code, shown to the person and logged with the traceback (never with what was typed). An event that
fails raises, so that it is answered 500, or not acknowledged in Socket Mode, and Slack sends it again.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from community.errors import ConvenerError, Crossed, InvalidInput, RepeatedRequest
from community.ids import WorkspaceId
from community.work import Caller
from handlers.answers import Answer, Nothing, Problems, Refusal
from handlers.payloads import (
    Body,
    Click,
    Command,
    Event,
    MessageShortcut,
    Shortcut,
    Submission,
    read_click,
    read_command,
    read_event,
    read_shortcut,
    read_submission,
)
from handlers.presenting import ChartsRefused, HomeView, Presenter
from handlers.slack_errors import slack_code
from handlers.turns import Turns
from message_templates.renderer import Renderer
from message_templates.values import UnreadableRef

Asked = TypeVar("Asked", Command, Click, Submission, Shortcut, MessageShortcut)
AnyAsked = Command | Click | Submission | Shortcut | MessageShortcut
Given = TypeVar("Given")
Result = TypeVar("Result")
CommandListener = Callable[[Command], Awaitable[Answer]]
ClickListener = Callable[[Click], Awaitable[Answer]]
SubmissionListener = Callable[[Submission], Awaitable[Answer]]
ShortcutListener = Callable[[Shortcut], Awaitable[Answer]]
MessageShortcutListener = Callable[[MessageShortcut], Awaitable[Answer]]
EventListener = Callable[[Event], Awaitable[None]]

log = structlog.get_logger(__name__)

ANYTHING = re.compile("")
# Slack waits three seconds: what takes longer is told to the person rather than left unanswered.
DEADLINE_SECONDS = 2.5

# What begins so is logged without the person: the area, and what leads to its forms or away from them.
UNNAMED = (
    "problems.",
    "/cop problem",
    "communities.community.choose",
    "communities.choose",
    "learnings.learning",  # perhaps shared without a name
    "/cop learning",
    "learnings.answer",  # perhaps about such a one
    "pdsa.cycle.start",  # perhaps from the message that a presenter gets at the close
)

OLD_BUTTON = "This button is from an older message and no longer works. /cop shows what you can do now."
OLD_FORM = "This form is from an older version and can no longer be sent. Please open it again."
FORM_TOO_LATE = "Slack could not open the form in time. Please try once more."
OLD_SHORTCUT = "This shortcut no longer works. /cop shows what you can do now."
UNKNOWN_COMMAND = "I do not know that command. Try /cop help."
_TRIGGER_GONE = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"}


class Boundary:
    """Tables of listeners, and what is done for all of them. Register first, then `attach` to an app."""

    def __init__(
        self,
        render: Renderer,
        home_view: HomeView,
        *,
        charts_refused: ChartsRefused | None = None,
        new_code: Callable[[], str] = lambda: secrets.token_hex(4),
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._presenter = Presenter(render, home_view, charts_refused or _nobody_minds)
        self._turns = Turns()
        self._new_code = new_code
        self._deadline = deadline_seconds
        self._commands: dict[str, CommandListener] = {}
        self._clicks: dict[str, ClickListener] = {}
        self._submissions: dict[str, SubmissionListener] = {}
        self._shortcuts: dict[str, ShortcutListener] = {}
        self._message_shortcuts: dict[str, MessageShortcutListener] = {}
        self._events: dict[str, EventListener] = {}

    # --- registering ------------------------------------------------------------------------------------

    def on_command(self, name: str, listener: CommandListener) -> None:
        _add(self._commands, name, listener)

    def on_click(self, action: str, listener: ClickListener) -> None:
        _add(self._clicks, action, listener)

    def on_submission(self, form: str, listener: SubmissionListener) -> None:
        _add(self._submissions, form, listener)

    def on_shortcut(self, name: str, listener: ShortcutListener) -> None:
        """A global one."""
        _add(self._shortcuts, name, listener)

    def on_message_shortcut(self, name: str, listener: MessageShortcutListener) -> None:
        _add(self._message_shortcuts, name, listener)

    def on_event(self, type_: str, listener: EventListener) -> None:
        _add(self._events, type_, listener)

    def attach(self, app: AsyncApp) -> None:
        """One Bolt listener for each sort of payload, catching everything of its sort.

        A type nobody handles must be answered too: Bolt would say 404, and Slack would send it again and in
        the end switch the subscription off. It is also quicker: Bolt tries its listeners one by one.
        """
        app.command(ANYTHING)(self._take_command)
        app.action(ANYTHING)(self._take_click)
        app.view_submission(ANYTHING)(self._take_submission)
        app.view_closed(ANYTHING)(self._take_nothing)
        app.shortcut(ANYTHING)(self._take_shortcut)
        app.event(ANYTHING)(self._take_event)

    async def drain(self) -> None:
        """Wait until every reply that was promised has been sent."""
        await self._presenter.drain()

    # --- what Bolt calls --------------------------------------------------------------------------------

    async def _take_command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        command = read_command(body, context)
        with self._bound(command.caller, _name_of(command)):
            listener = self._commands.get(command.name, _unknown_command)
            await self._serve(listener, command, self._presenter.to_command, ack)

    async def _take_click(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        click = read_click(body, context)
        with self._bound(click.caller, click.action):
            listener = self._clicks.get(click.action, _old_button)
            await self._serve(listener, click, self._presenter.to_click, ack)

    async def _take_submission(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        form = read_submission(body, context)
        with self._bound(form.caller, form.form):
            listener = self._submissions.get(form.form, _old_form)
            await self._serve(listener, form, self._presenter.to_submission, ack)

    async def _take_shortcut(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        shortcut = read_shortcut(body, context)
        with self._bound(shortcut.caller, shortcut.name):
            if isinstance(shortcut, MessageShortcut):
                on_message = self._message_shortcuts.get(shortcut.name, _old_shortcut)
                await self._serve(on_message, shortcut, self._presenter.to_shortcut, ack)
            else:
                anywhere = self._shortcuts.get(shortcut.name, _old_shortcut)
                await self._serve(anywhere, shortcut, self._presenter.to_shortcut, ack)

    async def _take_event(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        event = read_event(body, context)
        listener = self._events.get(event.type)
        if listener is None:
            await ack()
            return
        with self._bound(event.caller, event.type):
            await self._follow(listener, event)
            await ack()

    async def _take_nothing(self, ack: AsyncAck) -> None:
        await ack()

    # --- what is done for all ---------------------------------------------------------------------------

    async def _serve(
        self,
        listener: Callable[[Asked], Awaitable[Answer]],
        asked: Asked,
        present: Callable[[Asked, Answer, AsyncAck], Awaitable[None]],
        ack: AsyncAck,
    ) -> None:
        """Work, show the answer, acknowledge: all before Slack gives up waiting."""
        started = time.perf_counter()
        by = asyncio.get_running_loop().time() + self._deadline
        answer = await self._answer(listener, asked, by)
        try:
            async with asyncio.timeout_at(by):
                await present(asked, answer, ack)
        except Exception as error:
            if ack.response is not None:
                raise
            await present(asked, self._not_shown(error, asked), ack)
        log.debug("request.done", answer=type(answer).__name__, milliseconds=_milliseconds_since(started))

    async def _answer(
        self, listener: Callable[[Asked], Awaitable[Answer]], asked: Asked, by: float
    ) -> Answer:
        """The listener's answer, or the error's. `by`: the event loop's time when it must be there."""
        try:
            async with asyncio.timeout_at(by), self._turns.of(asked.caller):
                return await _asked_again_if_crossed(listener, asked)
        except Exception as error:  # noqa: BLE001 - the outermost frame: whatever it is, the person is told
            return self._answer_to(error, asked)

    def _not_shown(self, error: Exception, asked: AnyAsked) -> Answer:
        """A form Slack would not open any more, or a mistake of ours."""
        if isinstance(error, TimeoutError) or slack_code(error) in _TRIGGER_GONE:
            log.warning("form.not_opened", reason=slack_code(error) or "timeout")
            return Refusal(FORM_TOO_LATE)
        return self._answer_to(error, asked)

    async def _follow(self, listener: EventListener, event: Event) -> None:
        try:
            async with asyncio.timeout(self._deadline), self._turns.of(event.caller):
                await _asked_again_if_crossed(listener, event)
        except RepeatedRequest:
            log.info("event.repeated")
        except ConvenerError as error:
            log.info("event.refused", reason=type(error).__name__)
        except Exception:
            log.exception("event.failed")
            raise  # answered 500: Slack sends the event again

    def _answer_to(self, error: Exception, asked: AnyAsked) -> Answer:
        if isinstance(error, RepeatedRequest):
            log.info("request.repeated")
            return Nothing()
        if isinstance(error, InvalidInput) and isinstance(asked, Submission) and asked.inputs:
            return Problems(error.problems or error.warnings)
        sentence = _known_sentence(error, asked)
        if sentence is not None:
            log.info("request.refused", reason=type(error).__name__)
            return Refusal(sentence)
        code = str(structlog.contextvars.get_contextvars()["request"])
        log.error("request.failed", code=code, exc_info=error)
        return Refusal(code=code)

    def _bound(self, caller: Caller, what: str) -> Any:
        """Every line logged meanwhile carries who and what, and one code to find them together by.

        Not who, in what concerns problems of practice or authors of learnings: they may be without a name.
        """
        who = {} if what.startswith(UNNAMED) else {"user": caller.user_id}
        return structlog.contextvars.bound_contextvars(
            request=self._new_code(), workspace=caller.workspace_id, what=what, **who
        )


async def _asked_again_if_crossed(listener: Callable[[Given], Awaitable[Result]], given: Given) -> Result:
    """Once more, if somebody else's transaction stood in the way: nothing was done, nothing is repeated."""
    try:
        return await listener(given)
    except Crossed:
        log.info("request.crossed")
        return await listener(given)


def _add(table: dict[str, Any], name: str, listener: Callable[..., Any]) -> None:
    if name in table:
        raise ValueError(f"{name!r} has a listener already")
    table[name] = listener


def _known_sentence(error: Exception, asked: AnyAsked) -> str | None:
    if isinstance(error, ConvenerError):
        return str(error)
    if isinstance(error, UnreadableRef):
        return OLD_FORM if isinstance(asked, Submission) else OLD_BUTTON
    return None


def _name_of(command: Command) -> str:
    """The command, with the subcommand where it decides whether the person is logged. Never another word."""
    whole = f"{command.name} {command.text}".casefold()
    return next((name for name in UNNAMED if whole.startswith(name)), command.name)


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


async def _nobody_minds(_: WorkspaceId) -> None:
    """Where nothing is remembered of a Slack that refuses charts, it is asked again each time."""


async def _unknown_command(_: Command) -> Answer:
    return Refusal(UNKNOWN_COMMAND)


async def _old_button(_: Click) -> Answer:
    raise UnreadableRef("nobody listens to this action")


async def _old_shortcut(_: Shortcut | MessageShortcut) -> Answer:
    return Refusal(OLD_SHORTCUT)


async def _old_form(_: Submission) -> Answer:
    raise UnreadableRef("nobody listens to this form")
