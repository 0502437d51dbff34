"""The demo's folder: what is kept comes back, whatever happened in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.keeping import About, DemoFolder, GuideMarks, Kept, UnreadableWorld, hash_of_program
from bot.problems import CannotRun


def a_world(text: str = "a workspace") -> Kept:
    guide = GuideMarks(is_on=True, current=3, done=("rsvp", "setup"))
    now = datetime(2026, 9, 8, 15, 30, tzinfo=UTC)
    return Kept(
        text.encode(), b"a database", About(now, "empty", 4711, is_paused=True, speed=60, guide=guide)
    )


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    folder = DemoFolder(tmp_path / "demo")
    folder.open()
    return folder


def test_what_is_kept_comes_back_whole(folder: DemoFolder) -> None:
    folder.keep(a_world())
    assert folder.find_kept() == a_world()


def test_a_new_folder_holds_no_world(folder: DemoFolder) -> None:
    assert folder.find_kept() is None


def test_a_world_takes_the_place_of_the_one_before(folder: DemoFolder) -> None:
    for text in ("first", "second", "third"):
        folder.keep(a_world(text))
    assert folder.find_kept() == a_world("third")
    assert len(list((folder.path / "kept").iterdir())) == 1


def test_what_a_crash_left_unfinished_does_not_count(folder: DemoFolder) -> None:
    folder.keep(a_world("finished"))
    (folder.path / "kept" / ".new-xyz").mkdir()
    assert folder.find_kept() == a_world("finished")


def test_what_a_killed_demo_had_begun_to_write_is_cleared_away(folder: DemoFolder) -> None:
    folder.keep(a_world())
    folder.keep_scenario("empty", "aaa", a_world())
    unfinished = [folder.path / "kept" / ".new-abc", folder.path / "scenarios" / ".new-def"]
    for one in unfinished:
        one.mkdir()
        (one / "convener.db").write_bytes(b"half a database")
    folder.close()
    folder.open()
    assert not any(one.exists() for one in unfinished)
    assert folder.find_kept() == a_world()
    assert folder.has_scenario("empty", "aaa")


def test_threads_that_keep_at_the_same_moment_wait_for_each_other(folder: DemoFolder) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: folder.keep(a_world(f"world {number}")), range(24)))
    assert folder.find_kept() is not None
    assert len(list((folder.path / "kept").iterdir())) == 1


def test_of_two_that_a_crash_left_the_newer_counts(folder: DemoFolder) -> None:
    folder.keep(a_world("older"))
    older = next((folder.path / "kept").iterdir())
    folder.keep(a_world("newer"))
    next((folder.path / "kept").iterdir()).rename(older.with_name("world-000010"))
    older.mkdir()
    assert folder.find_kept() == a_world("newer")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"now": "yesterday"}'])
def test_a_damaged_world_is_told_and_can_be_set_aside(folder: DemoFolder, damage: str) -> None:
    folder.keep(a_world())
    next((folder.path / "kept").iterdir()).joinpath("world.json").write_text(damage)
    with pytest.raises(UnreadableWorld, match="damaged"):
        folder.find_kept()
    aside = folder.set_aside()
    assert aside is not None
    assert (aside / "workspace.snapshot").read_bytes() == b"a workspace"
    assert folder.find_kept() is None


def test_two_demos_do_not_share_a_folder(folder: DemoFolder) -> None:
    with pytest.raises(CannotRun, match="Another demo is running"):
        DemoFolder(folder.path).open()
    folder.close()
    other = DemoFolder(folder.path)
    other.open()
    other.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotRun, match="cannot be used"):
        DemoFolder(tmp_path / "file" / "demo").open()


def test_a_lock_that_is_no_database_is_not_taken_for_another_demo(tmp_path: Path) -> None:
    (tmp_path / "in-use.db").write_bytes(b"somebody wrote something else here" * 40)
    with pytest.raises(CannotRun, match=r"cannot be used .*in-use\.db"):
        DemoFolder(tmp_path).open()


def test_a_scenario_is_found_by_the_program_that_played_it_alone(folder: DemoFolder) -> None:
    folder.keep_scenario("mid_year", "aaa", a_world())
    assert folder.has_scenario("mid_year", "aaa")
    assert folder.find_scenario("mid_year", "aaa") == a_world()
    assert folder.find_scenario("mid_year", "bbb") is None
    folder.keep_scenario("mid_year", "bbb", a_world("new wording"))
    assert not folder.has_scenario("mid_year", "aaa")


def test_the_programs_hash_changes_with_its_wording(tmp_path: Path) -> None:
    template = tmp_path / "message_templates" / "hello.j2"
    template.parent.mkdir()
    template.write_text("Hello")
    before = hash_of_program(tmp_path)
    assert hash_of_program(tmp_path) == before
    template.write_text("Good morning")
    assert hash_of_program(tmp_path) != before


def test_forgetting_removes_what_the_demo_wrote_and_nothing_else(folder: DemoFolder) -> None:
    (folder.path / "holiday.jpg").write_bytes(b"mine")
    folder.keep(a_world())
    folder.keep_scenario("empty", "aaa", a_world())
    folder.scratch()
    folder.log_file.write_text("Something went wrong.")
    folder.forget_all()
    assert [file.name for file in folder.path.iterdir()] == ["holiday.jpg"]


def test_forgetting_removes_a_folder_of_its_own(folder: DemoFolder) -> None:
    folder.keep(a_world())
    folder.forget_all()
    assert not folder.path.exists()
