"""The documentation is true where a machine can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import AliasChoices, BaseModel

from bot.cli import cli
from bot.metrics import Metrics
from bot.settings import DemoSettings, Settings, settings_of
from bot.wiring import build
from community.convenings.prefill import prefill
from community.ids import DeliveryKind
from handlers.commands import COMMAND, CommandListeners
from message_templates.renderer import Renderer
from tests.support.convenings import ZONE, utc

ROOT = Path(__file__).parents[2]
FACILITATORS = ROOT / "docs/guides/facilitators.md"
OPERATORS = ROOT / "docs/guides/operators.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OURS = "bot|handlers|jobs|community|storage|message_templates|sandbox|tests|docs"
MONDAY = utc(2026, 11, 23, 17)

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def words_of(*found: Path) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in found or PAGES)


def anchors(page: Path) -> set[str]:
    """The headings as a reader's browser would link to them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sources() -> Iterator[str]:
    for package in OURS.split("|"):
        yield from (file.read_text(encoding="utf-8") for file in (ROOT / package).rglob("*.py"))


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", words_of(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_picture_is_shown_or_linked_somewhere() -> None:
    linked = {
        (page.parent / path).resolve()
        for page in PAGES
        for path in re.findall(r"(?:\]\(|src=\")([^)\"\s]+\.(?:png|svg))", words_of(page))
        if "://" not in path
    }
    pictures = [picture for kind in ("png", "svg") for picture in (ROOT / "docs").rglob(f"*.{kind}")]
    assert len(pictures) > 5
    assert [picture.name for picture in pictures if picture not in linked] == []


@pages
def test_every_file_that_is_named_exists(page: Path) -> None:
    for path in re.findall(rf"`((?:{OURS})/[\w/.]+\.\w+)`", words_of(page)):
        assert (ROOT / path).exists(), path


def test_every_make_verb_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", words_of(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", words_of())) | set(
        re.findall(r"^make (\w+)", words_of(), re.M)
    )
    assert named
    assert named <= targets


def test_every_command_is_in_the_operators_guide_and_every_one_named_exists() -> None:
    commands = set(cli.commands)
    assert commands == set(re.findall(r"^\| `convener ([\w-]+)` \|", words_of(OPERATORS), re.MULTILINE))
    assert set(re.findall(r"`(?:\.venv/bin/)?convener ([a-z]+)", words_of())) <= commands


@pytest.mark.parametrize("settings", [Settings, DemoSettings])
def test_every_setting_is_in_the_operators_guide(settings: type[BaseModel]) -> None:
    guide = words_of(OPERATORS)
    for field in settings.model_fields.values():
        aliases = field.validation_alias
        names = aliases.choices if isinstance(aliases, AliasChoices) else [aliases]
        assert [name for name in names if f"`{str(name).upper()}`" not in guide] == []


def test_every_metric_is_in_the_operators_guide() -> None:
    metrics = re.findall(r"^# TYPE (\w+) (?:counter|gauge|histogram)$", Metrics().exposition().decode(), re.M)
    named = [name for name in metrics if not name.endswith("_created")]
    assert len(named) == 4
    for name in named:
        assert f"`{name}" in words_of(OPERATORS)


def test_every_log_event_that_is_named_is_logged() -> None:
    section = words_of(OPERATORS).split("## Logs")[1].split("\n## ")[0]
    events = re.findall(r"`(\w+(?:\.\w+)+)`", section)
    code = "\n".join(sources())
    assert len(events) > 10
    assert [event for event in events if f'"{event}"' not in code] == []


def subcommands() -> set[str]:
    """What `/cop` takes, as it is registered."""
    convener = build(settings_of(SLACK_BOT_TOKEN="xoxb-1"))
    listeners: object = getattr(convener.boundary._commands[COMMAND], "__self__", None)
    assert isinstance(listeners, CommandListeners)
    return {"setup", "help", *listeners._of_a_community}


def test_every_subcommand_is_in_the_table_of_the_facilitators_guide_and_in_help() -> None:
    helped = str(Renderer().message("help/help", is_facilitator=True).blocks)
    table = "\n".join(re.findall(rf"^\| .*`{COMMAND}.*$", words_of(FACILITATORS).split("\n## ")[0], re.M))
    for name in subcommands():
        assert f"`{COMMAND} {name}`" in table
        assert f"{COMMAND} {name}" in helped


def test_every_kind_of_message_is_in_the_facilitators_guide_by_the_name_they_know() -> None:
    names = vars(Renderer()._environment.get_template("_macros.j2").module)["KINDS"]
    for kind in DeliveryKind:
        assert f"**{names[kind]}**" in words_of(FACILITATORS)


def test_every_example_of_words_to_schedule_is_read_whole() -> None:
    told = words_of() + words_of(ROOT / "message_templates/help/help.j2")
    examples = re.findall(r"/cop schedule ([^`\n]*\d[^`\n]*)", told)
    assert len(examples) >= 3
    for example in examples:
        found = prefill(example, zone=ZONE, now=MONDAY)
        assert found.unread == ()
        assert None not in (found.starts_on, found.starts_time, found.minutes)
