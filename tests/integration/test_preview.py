"""The preview: every case rendered from templates as they are now, beside what Slack and golden files say."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from bot.cli import cli
from bot.preview.counting import units
from bot.preview.fresh import FreshTemplates
from bot.preview.gallery import EXHIBITS, Gallery, NotExhibited
from bot.preview.world import sample_world
from message_templates.renderer import Renderer
from tests.support.previews import PreviewStage, a_preview

REMINDER = "convenings/reminder"
NOBODY = "U0000000BEN"  # whom hostile text mentions: there is no such person
MENTIONED = re.compile(r"<[@#]([UC][0-9A-Z]+)")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[PreviewStage]:
    async with a_preview(tmp_path) as stage:
        yield stage


def a_line_of(stage: PreviewStage, template: str) -> str:
    """Words that stand in a template, to be edited."""
    source = (stage.templates / f"{template}.j2").read_text(encoding="utf-8")
    return next(line for line in source.splitlines() if line.startswith("*What should we take up?"))


# --- what is there


async def test_templates_are_listed_by_area_with_their_cases(stage: PreviewStage) -> None:
    _, index = await stage.get("")
    assert [area["name"] for area in index["areas"]] == ["convenings", "errors", "home", "reports"]
    reminder = index["areas"][0]["templates"][0]
    assert reminder["name"] == REMINDER
    assert reminder["surface"] == "message"
    assert reminder["cases"][0] == "usual"
    assert index["has_goldens"]


def test_every_template_can_be_looked_at() -> None:
    listed = Gallery(FreshTemplates(), None).index()["areas"]
    names = {template["name"] for area in listed for template in area["templates"]}
    assert names >= set(Renderer().names()) | {"reports/report"}


def test_everybody_the_samples_speak_of_has_a_name() -> None:
    workspace, renderer = sample_world().workspace, Renderer()
    spoken_of = {
        found
        for exhibit in EXHIBITS
        for found in MENTIONED.findall(json.dumps(exhibit.render(renderer), ensure_ascii=False))
    }
    assert spoken_of - set(workspace.users) - set(workspace.channels) == {NOBODY}


async def test_a_page_can_ask_who_they_are(stage: PreviewStage) -> None:
    async with stage.session.get(f"{stage.url}control/workspace") as response:
        workspace = await response.json()
    assert workspace["abilities"]["preview"]
    assert "Chi Nguyen" in [person["name"] for person in workspace["people"]]


# --- one case


async def test_a_case_is_what_slack_would_get_counted_and_checked(stage: PreviewStage) -> None:
    shown = await stage.case(f"{REMINDER}/usual")
    assert shown["source"] == "message_templates/convenings/reminder.j2"
    assert shown["payload"]["blocks"][0]["type"]
    assert shown["problems"] == []
    counts = {count["name"]: count for count in shown["counts"]}
    assert counts["blocks"] == {"name": "blocks", "count": len(shown["payload"]["blocks"]), "most": 50}
    assert counts["fallback text"]["count"] == len(shown["payload"]["text"])
    assert counts["longest section"]["most"] == 3000


async def test_views_are_counted_in_bytes_and_by_their_frame(stage: PreviewStage) -> None:
    shown = await stage.case("convenings/schedule/empty")
    counts = {count["name"]: count["most"] for count in shown["counts"]}
    assert counts["bytes"] == 250_000
    assert counts["title"] == counts["submit"] == 24
    assert {count["name"] for count in (await stage.case("home/home/member"))["counts"]} >= {
        "blocks",
        "bytes",
    }


async def test_a_sentence_is_shown_as_a_reply_and_beside_a_field(stage: PreviewStage) -> None:
    shown = await stage.case("errors/sentence/channel")
    assert shown["payload"]["text"].startswith("&lt;!channel&gt;")
    assert shown["payload"]["plain"].startswith("<!channel>")


async def test_what_slack_would_refuse_is_said_in_its_words(stage: PreviewStage) -> None:
    with (stage.templates / f"{REMINDER}.j2").open("a", encoding="utf-8") as template:
        template.write('{"type": "section"}\n')
    last = len((await stage.case(f"{REMINDER}/usual"))["payload"]["blocks"]) - 1
    assert (await stage.case(f"{REMINDER}/usual"))["problems"] == [
        f"[ERROR] missing required field: text or fields [json-pointer:/blocks/{last}]"
    ]


def test_an_emoji_counts_as_slack_counts_it() -> None:
    assert units("👩🏽‍🏫") == 7
    assert units("é") == 1
    assert units("\ud83d") == 1  # half of one, as a broken phone sends it


async def test_there_is_no_case_of_another_name(stage: PreviewStage) -> None:
    status, body = await stage.get(f"/cases/{REMINDER}/nothing")
    assert status == 404
    assert body["error"]["sentence"] == "convenings/reminder has no case “nothing”."
    with pytest.raises(NotExhibited):
        await Gallery(FreshTemplates(), None).show("convenings/..", "usual")


# --- templates as they are now


async def test_a_saved_template_shows_its_new_wording_at_the_next_look(stage: PreviewStage) -> None:
    before = await stage.case(f"{REMINDER}/usual")
    line = a_line_of(stage, REMINDER)
    stage.edit(REMINDER, line, f"*Something else entirely.* {line}")
    after = await stage.case(f"{REMINDER}/usual")
    assert before["golden"]["state"] == "same"
    assert "Something else entirely" in json.dumps(after["payload"])
    assert after["golden"]["state"] == "differs"
    assert any(line.startswith("+") and "Something else entirely" in line for line in after["golden"]["diff"])


async def test_a_shared_part_that_is_saved_reaches_all_that_use_it(stage: PreviewStage) -> None:
    stage.save(stage.templates / "convenings" / "_parts.j2", "*When:*", "*At:*")
    assert "*At:*" in json.dumps((await stage.case(f"{REMINDER}/usual"))["payload"])


async def test_an_error_in_a_template_tells_file_line_and_the_lines_around(stage: PreviewStage) -> None:
    line = a_line_of(stage, REMINDER)
    stage.edit(REMINDER, line, f"{{{{ convening.nothing_such }}}}\n{line}")
    shown = await stage.case(f"{REMINDER}/usual")
    error = shown["error"]
    assert "payload" not in shown
    assert error["file"] == "message_templates/convenings/reminder.j2"
    assert "nothing_such" in error["reason"]
    (wrong,) = [around for around in error["lines"] if around["is_wrong"]]
    assert wrong == {"number": error["line"], "text": "{{ convening.nothing_such }}", "is_wrong": True}
    assert len(error["lines"]) > 3


async def test_even_a_template_that_makes_no_sense_is_an_error_with_a_line(stage: PreviewStage) -> None:
    stage.edit(REMINDER, a_line_of(stage, REMINDER), "{% if %}")
    error = (await stage.case(f"{REMINDER}/usual"))["error"]
    assert error["line"] is not None
    (stage.templates / "convenings" / "reminder.j2").unlink()
    error = (await stage.case(f"{REMINDER}/usual"))["error"]
    assert error["file"] == "convenings/reminder.j2"
    assert error["lines"] == []


async def test_the_page_hears_that_something_was_saved(stage: PreviewStage) -> None:
    _, index = await stage.get("")
    asked = asyncio.create_task(stage.get(f"/changes?since={index['revision']}"))
    await asyncio.sleep(0.02)
    assert not asked.done()
    stage.save(stage.goldens / "convenings" / "reminder.usual.json", "{", "{ ")
    _, news = await asyncio.wait_for(asked, 5)
    assert news["revision"] != index["revision"]


# --- golden files and words


async def test_all_cases_at_a_glance(stage: PreviewStage) -> None:
    line = a_line_of(stage, REMINDER)
    stage.edit(REMINDER, line, "{{ 'Again' }}")
    stage.edit("errors/sentence", "sentence", "nothing_such")
    (stage.goldens / "convenings" / "schedule.empty.json").unlink()
    _, body = await stage.get("/states")
    states = body["states"]
    assert states["convenings/reminder.usual"] == "differs"
    assert states["errors/sentence.usual"] == "error"
    assert states["convenings/schedule.empty"] == "none"
    assert states["home/home.member"] == "same"
    assert states["reports/report.period"] == "same"


async def test_without_golden_files_nothing_is_compared(tmp_path: Path) -> None:
    gallery = Gallery(FreshTemplates(), None, EXHIBITS[:3])
    assert set((await gallery.states()).values()) == {None}
    shown = await gallery.show(EXHIBITS[0].template, EXHIBITS[0].name)
    assert shown["golden"] is None


async def test_words_are_found_in_what_people_read(stage: PreviewStage) -> None:
    _, body = await stage.get("/found?words=two EXIT tickets")
    assert "convenings/reminder.usual" in body["found"]
    _, body = await stage.get("/found?words=plain_text")
    assert body["found"] == []  # what only programs read is no wording


# --- pages


async def test_a_report_comes_alone_and_may_do_nothing(stage: PreviewStage) -> None:
    address = f"{stage.url}control/preview/pages/reports/report/markup"
    async with stage.session.get(address) as response:
        policy = response.headers["Content-Security-Policy"]
        html = await response.text()
    assert policy.startswith("sandbox; default-src 'none'")
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert (await stage.get(f"/pages/{REMINDER}/usual"))[0] == 404


async def test_another_site_may_not_look(stage: PreviewStage) -> None:
    status, body = await stage.get("", Origin="https://evil.example")
    assert status == 403
    assert body["error"]["code"] == "foreign_origin"


# --- the command


async def test_the_command_tells_its_address_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "preview", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found is not None
    async with ClientSession() as session, session.get(f"{found[0]}control/preview") as response:
        assert (await response.json())["has_goldens"]
    process.send_signal(signal.SIGINT)
    rest, complained = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert complained == b""
    assert rest.decode().endswith("The preview is over.\n")


def test_a_taken_port_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli, ["preview", "--port", str(port)])
    assert result.exit_code == 1
    assert f"Another program uses port {port} already." in result.output
