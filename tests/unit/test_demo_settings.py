"""What the demo takes from its surroundings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.serving import folder_of
from bot.settings import read_demo_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONVENER_DEMO_DIR", "CI", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENER_DEMO_DIR", "/some/folder")
    assert folder_of(read_demo_settings(None).folder).path == Path("/some/folder")


def test_else_it_is_in_the_users_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/home/ada/data")
    path = folder_of(read_demo_settings(None).folder).path
    assert path.parts[-2:] == ("convener", "demo")


def test_a_bot_set_up_wrongly_does_not_disturb_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(f"PORT=none\nSLACK_BOT_TOKEN=wrong\nCONVENER_DEMO_DIR={tmp_path}\n")
    monkeypatch.setenv("DATABASE_URL", "mysql://")
    assert read_demo_settings(tmp_path / ".env").folder == tmp_path


def test_a_browser_opens_only_where_there_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_demo_settings(None).has_browser("linux")
    assert read_demo_settings(None).has_browser("darwin")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert read_demo_settings(None).has_browser("linux")


def test_and_never_where_nobody_sits_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("DISPLAY", ":0")
    assert not read_demo_settings(None).has_browser("linux")
    assert not read_demo_settings(None).has_browser("darwin")
