"""Reading an app's manifest, and saying what is wrong with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.manifest import build_manifest
from community.clock import MovableClock
from sandbox.manifests import WrongManifest, read_manifest, request_url
from sandbox.model import Json
from sandbox.team import everything_manifest
from sandbox.workspace import Workspace

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "hello-manifest.yaml"
GOOD: Json = {"display_information": {"name": "App"}, "settings": {"socket_mode_enabled": True}}


def written(folder: Path, manifest: object) -> Path:
    path = folder / "manifest.yaml"
    path.write_text(yaml.safe_dump(manifest))
    return path


def problems(folder: Path, **more: object) -> tuple[str, ...]:
    with pytest.raises(WrongManifest) as wrong:
        read_manifest(written(folder, {**GOOD, **more}))
    return wrong.value.problems


def test_good_manifests_are_read_as_they_are_from_yaml_and_json(tmp_path: Path) -> None:
    for manifest in (GOOD, build_manifest(), everything_manifest("/hello")):
        assert read_manifest(written(tmp_path, manifest)) == manifest
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(GOOD))
    assert read_manifest(path) == GOOD
    assert read_manifest(EXAMPLE)["features"]["slash_commands"][0]["command"] == "/hello"


def test_each_problem_names_its_place(tmp_path: Path) -> None:
    features: Json = {
        "slash_commands": [{"command": "/fine"}, {"command": "hello"}, {"command": "/two words"}, {}],
        "shortcuts": [{"type": "both", "name": "Keep", "callback_id": "keep", "description": "Keeps"}],
    }
    rule = "should be a slash and 1 to 31 characters without spaces, not"
    assert problems(tmp_path, features=features) == (
        f"features.slash_commands[1].command {rule} 'hello'.",
        f"features.slash_commands[2].command {rule} '/two words'.",
        f"features.slash_commands[3].command {rule} None.",
        'features.shortcuts[0].type should be "global" or "message", not \'both\'.',
    )
    given_settings = {"socket_mode_enabled": True, "event_subscriptions": {"bot_events": "message.im"}}
    assert problems(tmp_path, settings=given_settings, oauth_config={"scopes": {"bot": ["chat:write"]}}) == (
        "settings.event_subscriptions.bot_events should be a list of names.",
        "features.bot_user.display_name is missing: what is the app's bot called?",
    )
    assert problems(tmp_path, features=["home"]) == ("features should hold settings by name, not a list.",)


def test_an_app_without_socket_mode_is_reached_at_an_address_of_this_machine_only(tmp_path: Path) -> None:
    here = {"interactivity": {"request_url": "http://localhost:3000/slack/events"}}
    assert request_url(read_manifest(written(tmp_path, {**GOOD, "settings": here}))) == (
        "http://localhost:3000/slack/events"
    )
    assert request_url(GOOD) is None
    for far in ("https://app.example/slack", "http://localhost.example/", "http://127.0.0.1.example:3000/"):
        (problem,) = problems(tmp_path, settings={"interactivity": {"request_url": far}})
        assert f"could not be reached at {far}: " in problem
    (problem,) = problems(tmp_path, settings={})
    assert problem.startswith("The app could not be reached: set settings.socket_mode_enabled")


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SECTIONS = ["features", "app_home", "bot_user", "settings", "event_subscriptions", "interactivity"]
SECTIONS += ["oauth_config", "scopes"]
ENTRIES = ["slash_commands", "shortcuts", "bot", "bot_events", "bot_optional", "display_name"]
ENTRIES += ["command", "type", "name", "callback_id", "description", "request_url", "url"]
GIVEN = st.recursive(
    PARTS | st.sampled_from(["/hello", "global", "chat:write", "http://localhost:3000/"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(SECTIONS + ENTRIES), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(more=st.dictionaries(st.sampled_from(SECTIONS), GIVEN, max_size=3))
def test_whatever_is_in_it_an_app_can_be_made_of_it_or_it_is_refused_in_sentences(
    tmp_path_factory: pytest.TempPathFactory, more: Json
) -> None:
    path = tmp_path_factory.getbasetemp() / "manifest.json"
    path.write_text(json.dumps({**GOOD, **more}))
    found = read_or_refused(path)
    if isinstance(found, WrongManifest):
        assert all(problem.endswith((".", "?")) for problem in found.problems)
        return
    app = Workspace(MovableClock(datetime(2026, 9, 7, tzinfo=UTC))).install_app(found)
    assert app.name == "App"


def read_or_refused(path: Path) -> Json | WrongManifest:
    try:
        return read_manifest(path)
    except WrongManifest as wrong:
        return wrong
