"""The demo's folder: the world as it was left, scenarios that were played before, one demo at a time.

    kept/world-000007     the world as it was left: workspace, database and what else the demo knew
    scenarios/mid_year-…  a scenario played to its end; the name carries a hash of the program that played it
    live/…                databases of worlds that are open; worth nothing once their demo is gone
    set-aside/…           worlds that could not be opened any more
    demo.log              what went wrong since the demo was last started

Everything here blocks: from the event loop, call it in a thread.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.problems import CannotRun

_WORKSPACE, _DATABASE, _ABOUT = "workspace.snapshot", "convener.db", "world.json"
_KEPT, _SCENARIOS, _LIVE, _ASIDE = "kept", "scenarios", "live", "set-aside"
_LOCK, _LOG = "in-use.db", "demo.log"
_UNFINISHED: Final = ".new-"  # how names begin of what is being written, or was when a demo was killed
_PROGRAM: Final = Path(__file__).parents[2]
_PACKAGES: Final = ("bot", "handlers", "jobs", "community", "storage", "message_templates", "sandbox")
_SOURCES: Final = frozenset({".py", ".j2", ".yaml"})
_HASH_LENGTH: Final = 12


class UnreadableWorld(Exception):
    """What was kept cannot be opened again. The message is a sentence for whoever runs the demo."""


@dataclass(frozen=True, slots=True)
class GuideMarks:
    """How far somebody is with the tour. `current` counts from 0; `done` holds names of steps."""

    is_on: bool = False
    current: int | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What the demo knows of a world beside workspace and database.

    `now` is aware UTC. `port` is the pretend Slack's, which links in messages lead to.
    """

    now: datetime
    scenario: str
    port: int = 0
    is_paused: bool = False
    speed: int = 1
    guide: GuideMarks = field(default_factory=GuideMarks)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "now": self.now.isoformat()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> About:
        """From what `as_json` gave. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        guide = kept["guide"]
        return cls(
            now=datetime.fromisoformat(kept["now"]),
            scenario=str(kept["scenario"]),
            port=int(kept["port"]),
            is_paused=bool(kept["is_paused"]),
            speed=int(kept["speed"]),
            guide=GuideMarks(bool(guide["is_on"]), guide["current"], tuple(guide["done"])),
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A world, all of one moment: `workspace` as `sandbox.snapshot` writes it, and a SQLite file's bytes."""

    workspace: bytes
    database: bytes
    about: About


class DemoFolder:
    """What the demo keeps below one folder. Nothing is read or written before `open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: sqlite3.Connection | None = None
        # A thread that keeps the world cannot be cancelled: the one that keeps it at the end waits for it.
        self._keeping = threading.Lock()

    # --- one at a time

    def open(self) -> None:
        """Take the folder for this process. Raises `CannotRun` when another demo has it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.path / _LOCK)
        except OSError as error:
            raise CannotRun(
                f"The demo's folder {self.path} cannot be used ({error.strerror}).",
                "Name another one: CONVENER_DEMO_DIR=/some/folder",
            ) from error
        for useless in (self.path / _LIVE, *self.path.glob(f"*/{_UNFINISHED}*")):
            shutil.rmtree(useless, ignore_errors=True)

    def close(self) -> None:
        """Let another demo have it."""
        shutil.rmtree(self.path / _LIVE, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def forget_all(self) -> None:
        """Remove everything the demo ever wrote here, and the folder if nothing else is in it."""
        for name in (_KEPT, _SCENARIOS, _LIVE, _ASIDE):
            shutil.rmtree(self.path / name, ignore_errors=True)
        self.close()
        for name in (_LOCK, _LOG):
            (self.path / name).unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()

    @property
    def log_file(self) -> Path:
        """Where to write what goes wrong."""
        return self.path / _LOG

    def scratch(self) -> Path:
        """A new, empty folder for the files of an open world."""
        live = self.path / _LIVE
        live.mkdir(exist_ok=True)
        return Path(tempfile.mkdtemp(dir=live))

    # --- the world as it was left

    def keep(self, kept: Kept) -> None:
        """Keep this world in place of the one before. A crash in between leaves the one before."""
        with self._keeping:
            earlier = self._worlds()
            number = int(earlier[-1].name.rpartition("-")[2]) + 1 if earlier else 1
            _write(kept, self.path / _KEPT / f"world-{number:06}")
            for old in earlier:
                shutil.rmtree(old, ignore_errors=True)

    def find_kept(self) -> Kept | None:
        """The world as it was left, if there is one. Raises `UnreadableWorld`."""
        worlds = self._worlds()
        return _read(worlds[-1]) if worlds else None

    def set_aside(self) -> Path | None:
        """Put away the world that cannot be opened; where it is now, for whoever wants to look into it."""
        worlds = self._worlds()
        if not worlds:
            return None
        (self.path / _ASIDE).mkdir(exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f"{worlds[-1].name}-", dir=self.path / _ASIDE))
        return worlds[-1].rename(aside / "world")

    def _worlds(self) -> list[Path]:
        """The last one counts. Names that begin with a dot were never finished."""
        return sorted(one for one in (self.path / _KEPT).glob("world-*") if one.is_dir())

    # --- scenarios played before

    def keep_scenario(self, name: str, program: str, kept: Kept) -> None:
        """Keep a scenario played to its end by the program with this hash; other programs' copies go."""
        target = self._scenario(name, program)
        for old in (self.path / _SCENARIOS).glob(f"{name}-*"):
            shutil.rmtree(old, ignore_errors=True)
        _write(kept, target)

    def has_scenario(self, name: str, program: str) -> bool:
        return self._scenario(name, program).is_dir()

    def find_scenario(self, name: str, program: str) -> Kept | None:
        """As this very program left it; `None` if it has to be played (again)."""
        try:
            return _read(self._scenario(name, program))
        except UnreadableWorld:
            return None

    def _scenario(self, name: str, program: str) -> Path:
        return self.path / _SCENARIOS / f"{name}-{program}"


def hash_of_program(folder: Path = _PROGRAM) -> str:
    """A few letters that change with the program's sources and wording."""
    digest = hashlib.sha256()
    for source in _sources(folder):
        digest.update(str(source.relative_to(folder)).encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:_HASH_LENGTH]


def _sources(folder: Path) -> Iterator[Path]:
    for package in _PACKAGES:
        yield from sorted(
            file for file in (folder / package).rglob("*") if file.suffix in _SOURCES and file.is_file()
        )


def _locked(file: Path) -> sqlite3.Connection:
    """SQLite's own lock: it works on every system, and dies with its process."""
    connection = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise OSError(error.sqlite_errorcode, f"{file.name}: {error}") from error
        raise CannotRun(
            f"Another demo is running on the folder {file.parent}.",
            "End it first (Ctrl-C), or name another folder: CONVENER_DEMO_DIR=/some/folder",
        ) from error
    return connection


def _write(kept: Kept, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=target.parent))
    try:
        _write_file(unfinished / _WORKSPACE, kept.workspace)
        _write_file(unfinished / _DATABASE, kept.database)
        _write_file(unfinished / _ABOUT, json.dumps(kept.about.as_json(), indent=1).encode())
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # else a power cut could leave the renamed folder with empty files in it


def _read(folder: Path) -> Kept:
    try:
        about = About.read(json.loads((folder / _ABOUT).read_text(encoding="utf-8")))
        return Kept((folder / _WORKSPACE).read_bytes(), (folder / _DATABASE).read_bytes(), about)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableWorld("The world that was kept is damaged.") from error
