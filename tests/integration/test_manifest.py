"""The app manifest: one source, valid for Slack, and no name misspelt."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.manifest import BOT_EVENTS, BOT_SCOPES, Manifest, build_manifest, manifest_yaml
from message_templates.ids import ShortcutId

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests/support/slack_manifest.schema.2.0.0.json"

# Slack's schema takes any text as a scope or an event, so the names are checked against this list:
# each event with the scopes of which one must be granted for it to arrive.
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "user_change": {"users:read"},
    "team_join": {"users:read"},
    "channel_created": {"channels:read"},
    "channel_id_changed": {"groups:read"},  # of private channels only
    **{
        f"channel_{verb}": {"channels:read"} for verb in ("archive", "unarchive", "rename", "deleted", "left")
    },
    **{f"group_{verb}": {"groups:read"} for verb in ("archive", "unarchive", "rename", "deleted", "left")},
}
SCOPES = {
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
}


def complaints(manifest: Manifest) -> list[str]:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(manifest)]


@pytest.mark.parametrize("public_url", [None, "https://convener.example.org"])
def test_the_manifest_is_valid_for_slack(public_url: str | None) -> None:
    assert complaints(build_manifest(public_url)) == []


def test_the_schema_notices_a_broken_manifest() -> None:
    manifest = build_manifest()
    manifest["features"]["slash_commands"][0]["command"] = "cop"
    manifest["settings"]["interactivity"].pop("is_enabled")
    assert len(complaints(manifest)) == 2


def test_the_committed_manifest_is_what_the_code_makes() -> None:
    committed = (ROOT / "manifest.yaml").read_text(encoding="utf-8")
    assert committed == manifest_yaml(), "run: convener manifest > manifest.yaml"


def test_texts_keep_to_limits_the_schema_does_not_check() -> None:
    manifest = build_manifest()
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert 175 <= len(manifest["display_information"]["long_description"]) <= 4000
    assert len(manifest["features"]["shortcuts"]) <= 10
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_every_shortcut_there_is_is_in_the_manifest_once() -> None:
    offered = [shortcut["callback_id"] for shortcut in build_manifest()["features"]["shortcuts"]]
    assert sorted(offered) == sorted(ShortcutId)


def test_every_scope_is_one_that_slack_knows() -> None:
    assert set(BOT_SCOPES) <= SCOPES


def test_every_event_is_one_that_slack_knows_and_its_scope_is_asked_for() -> None:
    assert set(BOT_EVENTS) <= set(EVENT_SCOPES)
    deaf = {
        event for event in BOT_EVENTS if EVENT_SCOPES[event] and not EVENT_SCOPES[event] & set(BOT_SCOPES)
    }
    assert deaf == set()


def test_over_http_slack_is_given_every_address_and_socket_mode_is_off() -> None:
    manifest = yaml.safe_load(manifest_yaml("https://convener.example.org"))
    events = "https://convener.example.org/slack/events"
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    assert manifest["settings"]["interactivity"]["request_url"] == events
    assert manifest["features"]["slash_commands"][0]["url"] == events
    assert manifest["oauth_config"]["redirect_urls"] == ["https://convener.example.org/slack/oauth_redirect"]
    assert manifest["settings"]["socket_mode_enabled"] is False
