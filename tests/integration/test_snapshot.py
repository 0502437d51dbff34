"""A workspace kept as bytes: it looks the same to everybody, and everything in it goes on."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from community.clock import MovableClock
from sandbox.model import File, ScheduledMessage
from sandbox.screens import Screen
from sandbox.server import SandboxServer
from sandbox.snapshot import DamagedSnapshot, OtherVersion, restored, saved
from sandbox.team import everything_manifest, invite_team
from sandbox.workspace import Content, InstalledApp, SlackError, Workspace

Json = dict[str, Any]
MONDAY = datetime(2026, 9, 7, 15, 0, tzinfo=UTC)


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def asked(block_id: str) -> Json:
    field = {"type": "plain_text_input", "action_id": "value"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": block_id},
        "element": field,
    }


def modal(title: str, **more: object) -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [asked("title"), asked("place")],
        **more,
    }


HOME: Json = {"type": "home", "blocks": [section("*Welcome*"), asked("notes")]}


class Played:
    """A workspace, and what people and an app do in it. Each verb does what it can with what is there."""

    def __init__(self, workspace: Workspace, clock: MovableClock) -> None:
        self.workspace, self.clock = workspace, clock

    @classmethod
    def afresh(cls) -> Played:
        clock = MovableClock(MONDAY)
        workspace = Workspace(clock)
        channels = invite_team(workspace)
        app = workspace.install_app(everything_manifest())
        for channel in channels[:2]:
            workspace.join(channel.id, app.bot_user_id)
        return cls(workspace, clock)

    @property
    def app(self) -> InstalledApp:
        return next(iter(self.workspace.apps.values()))

    def does(self, what: int, who: int, where: int) -> None:
        """Verb number `what`, by person number `who` in channel number `where`; refusals are part of life."""
        verbs = sorted(name for name in dir(self) if name.startswith("_do_"))
        people = [u.id for u in self.workspace.users.values() if not u.is_bot]
        channels = list(self.workspace.channels)
        verb: Callable[[str, str], object] = getattr(self, verbs[what % len(verbs)])
        self.clock.advance(timedelta(seconds=who))
        with suppress(SlackError):
            verb(people[who % len(people)], channels[where % len(channels)])

    def _newest(self, channel_id: str) -> str:
        timeline = self.workspace.channels[channel_id].timeline
        return timeline[-1] if timeline else ""

    def _do_post(self, who: str, where: str) -> None:
        self.workspace.post(where, who, f"Hello from <@{who}> 🎉 نص \ud83d\x00")

    def _do_reply(self, who: str, where: str) -> None:
        self.workspace.post(where, who, "A reply", thread_ts=self._newest(where), broadcast=who.endswith("3"))

    def _do_edit(self, who: str, where: str) -> None:
        self.workspace.edit(where, self._newest(where), who, "Edited")

    def _do_delete(self, who: str, where: str) -> None:
        self.workspace.delete(where, self._newest(where), who)

    def _do_react(self, who: str, where: str) -> None:
        self.workspace.react(where, self._newest(where), who, "tada")

    def _do_pin(self, who: str, where: str) -> None:
        channel = self.workspace.channels[where]
        self.workspace.pin(channel, self.workspace.message(channel, self._newest(where)), who)

    def _do_read(self, who: str, where: str) -> None:
        self.workspace.last_read.setdefault(who, {})[where] = self._newest(where)
        self.workspace.threads_read.setdefault(who, {})[f"{where}:1.000000"] = self._newest(where)

    def _do_choose(self, who: str, where: str) -> None:
        chosen = {"menu": {"pick": {"type": "static_select", "selected_option": None}}}
        self.workspace.chosen.setdefault(who, {})[f"{where}:{self._newest(where)}"] = chosen

    def _do_leave(self, who: str, where: str) -> None:
        if not self.workspace.channels[where].is_direct:
            self.workspace.leave(where, who)

    def _do_join(self, who: str, where: str) -> None:
        if not self.workspace.channels[where].is_direct:
            self.workspace.join(where, who)

    def _do_archive(self, who: str, where: str) -> None:
        if where.endswith("3"):
            self.workspace.archive(where, by=who)

    def _do_rename(self, who: str, where: str) -> None:
        self.workspace.rename(where, f"was-{where.lower()}", by=who)

    def _do_deactivate(self, who: str, where: str) -> None:
        if who.endswith("8"):
            self.workspace.deactivate(who)

    def _do_write_directly(self, who: str, where: str) -> None:
        channel = self.workspace.direct_channel((who, self.app.bot_user_id))
        content = Content("For you", [section("*For you*")], None, {"event_payload": {"key": "k"}})
        self.workspace.add_message(channel, self.app.bot_user_id, content, app=self.app)

    def _do_whisper(self, who: str, where: str) -> None:
        channel = self.workspace.channels[where]
        self.workspace.add_ephemeral(channel, who, Content("Only you"), app=self.app)

    def _do_share(self, who: str, where: str) -> None:
        file = File(
            self.workspace.ids.next("F"), "year.html", "The year", who, 0, 3, b"\xff\x00<", True, True
        )
        self.workspace.files[file.id] = file
        self.workspace.share_file(file, self.workspace.channels[where], app=self.app, comment="See")

    def _do_schedule(self, who: str, where: str) -> None:
        at = self.workspace.unix() + 20
        scheduled = ScheduledMessage(
            self.workspace.ids.next("Q"), self.app.id, where, at, at - 20, {"text": "Later"}
        )
        self.workspace.scheduled[scheduled.id] = scheduled

    def _do_let_time_pass(self, who: str, where: str) -> None:
        self.workspace.post_scheduled()

    def _do_open(self, who: str, where: str) -> None:
        self.workspace.views.open(self.app, who, modal("Schedule", external_id=f"schedule-{who}"))

    def _do_push(self, who: str, where: str) -> None:
        self.workspace.views.push(self.app, who, modal("More"))

    def _do_type(self, who: str, where: str) -> None:
        if (view := self.workspace.views.top(who)) is not None:
            view.state["title"] = {"value": {"type": "plain_text_input", "value": "SEL data walk"}}

    def _do_close(self, who: str, where: str) -> None:
        self.workspace.views.pop(who)

    def _do_publish(self, who: str, where: str) -> None:
        self.workspace.views.publish(self.app, who, HOME)


def looks(workspace: Workspace) -> Iterator[object]:
    """Everything everybody sees, and what lies behind it."""
    for user in workspace.users.values():
        yield user.id, asdict(user)
        screen = Screen(workspace, user)
        for channel in screen.channels():
            messages = screen.messages(channel)
            yield channel.id, list(channel.members), channel.name, channel.topic, messages
            yield [screen.thread(channel, m.ts) for m in messages if not m.is_ephemeral and not m.thread_ts]
        yield (
            list(screen.everything()),
            screen.modals(),
            [screen.home(app) for app in workspace.apps.values()],
        )
    for channel in workspace.channels.values():
        yield channel.id, channel.pins, channel.is_archived, list(channel.messages), channel.last_us
    yield workspace.last_read, workspace.threads_read, workspace.chosen
    yield [asdict(app) for app in workspace.apps.values()]
    yield [asdict(file) for file in workspace.files.values()]
    yield [asdict(scheduled) for scheduled in workspace.scheduled.values()]


DEEDS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 7), st.integers(0, 12)), max_size=60)


@settings(max_examples=60, deadline=None)
@given(before=DEEDS, after=DEEDS)
def test_whatever_happened_it_looks_the_same_to_everybody_and_goes_on_in_the_same_way(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    first = Played.afresh()
    for deed in before:
        first.does(*deed)
    clock = MovableClock(first.clock.now())
    workspace = restored(saved(first.workspace), clock)
    again = Played(workspace, clock)
    assert list(looks(workspace)) == list(looks(first.workspace))
    for deed in after:
        first.does(*deed)
        again.does(*deed)
    # The same ids, time stamps and texts: no counter began anew, and nothing that was there is in the way.
    assert list(looks(workspace)) == list(looks(first.workspace))


def test_a_file_and_its_message_are_still_one_thing() -> None:
    first = Played.afresh()
    where = next(iter(first.workspace.channels))
    first._do_share("U00000001", where)
    workspace = restored(saved(first.workspace), first.clock)
    (file,) = workspace.files.values()
    (message,) = (m for m in workspace.channels[where].messages.values() if m.files)
    assert message.files[0] is file
    assert file.content == b"\xff\x00<"


async def test_a_bot_comes_back_with_its_old_tokens_and_goes_on() -> None:
    first = Played.afresh()
    revoked = first.workspace.install_app(everything_manifest())
    first.workspace.revoke_tokens(revoked)
    dead = revoked.bot_token
    first.workspace.reinstall(revoked)
    posted = first.workspace.add_message(
        first.workspace.channels["C00000001"], first.app.bot_user_id, Content("Old"), app=first.app
    )
    workspace = restored(saved(first.workspace), first.clock)
    async with SandboxServer(workspace) as server:
        client = AsyncWebClient(token=first.app.bot_token, base_url=server.api_url)
        await client.chat_update(channel="C00000001", ts=posted.ts, text="New")
        assert workspace.channels["C00000001"].messages[posted.ts].text == "New"
        later = await client.chat_postMessage(channel="C00000001", text="Later")
        assert str(later["ts"]) > posted.ts
        assert (await client.apps_connections_open(app_token=first.app.app_token))["ok"]
        assert (await client.auth_test(token=revoked.bot_token))["ok"]
        with pytest.raises(SlackApiError, match="token_revoked"):
            await client.auth_test(token=dead)


def test_a_response_url_serves_for_what_is_left_of_its_half_hour_and_of_its_uses() -> None:
    first = Played.afresh()
    urls, app = first.workspace.response_urls, first.app
    living, used_up = (urls.issue(app, "U00000001", "C00000001", message_ts="1.2") for _ in range(2))
    urls.use(living)
    for _ in range(5):
        urls.use(used_up)
    first.clock.advance(timedelta(minutes=29))
    workspace = restored(saved(first.workspace), first.clock)
    place = workspace.response_urls.use(living)
    assert (place.user_id, place.channel_id, place.message_ts, place.uses_left) == (
        "U00000001",
        "C00000001",
        "1.2",
        3,
    )
    assert workspace.response_urls.issue(app, "U00000001", "C00000001") not in (living, used_up)
    with pytest.raises(SlackError, match="expired_url"):
        workspace.response_urls.use(used_up)
    first.clock.advance(timedelta(minutes=2))
    with pytest.raises(SlackError, match="expired_url"):
        workspace.response_urls.use(living)


def test_a_code_to_come_in_with_can_be_redeemed_after_a_restart_once() -> None:
    first = Played.afresh()
    code = first.workspace.oauth_codes.issue(first.app, "U00000001", "http://localhost/")
    workspace = restored(saved(first.workspace), first.clock)
    app = workspace.apps[first.app.id]
    assert workspace.oauth_codes.redeem(code, app, redirect_uri="http://localhost/").user_id == "U00000001"
    with pytest.raises(SlackError, match="code_already_used"):
        workspace.oauth_codes.redeem(code, app, redirect_uri="http://localhost/")


def test_another_format_and_damaged_data_are_refused_in_plain_words() -> None:
    data = saved(Played.afresh().workspace)
    clock = MovableClock(MONDAY)
    with pytest.raises(OtherVersion, match="saved in format 77"):
        restored(data.replace(b"workspace 1\n", b"workspace 77\n", 1), clock)
    for damaged in (
        b"",
        b"PK\x03\x04",
        data[:-10],
        data[:40] + b"x" + data[41:],
        _with_a_strange_field(data),
    ):
        with pytest.raises(DamagedSnapshot, match="workspace"):
            restored(damaged, clock)


def _with_a_strange_field(data: bytes) -> bytes:
    header, _, compressed = data.partition(b"\n")
    text = zlib.decompress(compressed).replace(b'"real_name"', b'"surname"')
    return header + b"\n" + zlib.compress(text)


def test_ten_thousand_messages_are_saved_and_restored_in_a_second() -> None:
    first = Played.afresh()
    channel = first.workspace.channels["C00000001"]
    for number in range(10_000):
        text = f"Message {number}: what one would say in a sentence or two, with <@U00000001> and a *word*."
        content = Content(text, [section(text), {"type": "divider"}, section(f"_{text}_")])
        first.workspace.add_message(channel, first.app.bot_user_id, content, app=first.app)
    began = time.process_time()
    data = saved(first.workspace)
    workspace = restored(data, first.clock)
    assert time.process_time() - began < 1.0
    assert len(workspace.channels["C00000001"].timeline) == len(channel.timeline)
