"""What must hold of every problem of practice, read from the transcript alone.

Its steps were announced once and in order, in its thread, and none after it had ended; it was closed after
the sixth or ended before. And whoever presented one without a name is named in no message about it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from bot.simulation.transcript import Line

_OPENING, _STEP = "problems.opening:", "problems.step:"
_STEP_OF = re.compile(r"\*Step (\d) of 6")
_LAST = 6


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody who presents without a name. `traces`: id and name; `may_know`: ids of those who know."""

    title: str
    traces: Sequence[str]
    may_know: Collection[str]


@dataclass(slots=True)
class SeenThread:
    """A problem as the transcript shows it. `steps`: what was announced, in order; `end`: how it ended."""

    title: str
    ts: str
    steps: list[int] = field(default_factory=list)
    end: str = ""
    after_end: list[int] = field(default_factory=list)


def read_threads(lines: Iterable[Line]) -> list[SeenThread]:
    """Every problem that was opened in a channel."""
    threads: dict[str, SeenThread] = {}
    for line in lines:
        key, ts = line["key"] or "", line["ts"]
        if line["action"] == "post" and key.startswith(_OPENING):
            threads[ts] = SeenThread(line["text"][:60], ts)
        elif line["action"] == "post" and key.startswith(_STEP):
            _take_step(threads[line["thread_ts"]], line)
        elif line["action"] == "update" and ts in threads:
            _take_end(threads[ts], line["text"])
    return list(threads.values())


def _take_step(thread: SeenThread, line: Line) -> None:
    found = _STEP_OF.search(json.dumps(line["blocks"]))
    step = int(found[1]) if found else 0
    thread.steps.append(step)
    if thread.end:
        thread.after_end.append(step)


def _take_end(thread: SeenThread, text: str) -> None:
    for words, end in (("Closed: ", "closed"), ("Ended early: ", "ended")):
        if text.startswith(words):
            thread.end = end


def out_of_step(threads: Iterable[SeenThread]) -> list[str]:
    """The threads whose steps did not come once and in order, and why."""
    return [f"{thread.title}: {why}" for thread in threads if (why := _why_out_of_step(thread))]


def _why_out_of_step(thread: SeenThread) -> str:
    said = f"steps {thread.steps}, {thread.end or 'open'}"
    if thread.steps != list(range(1, len(thread.steps) + 1)):
        return f"not once and in order: {said}"
    if thread.end == "closed" and len(thread.steps) < _LAST:
        return f"closed without all its steps: {said}"
    if any(step < _LAST for step in thread.after_end) or (thread.end == "ended" and thread.after_end):
        return f"a step after its end: {said}"
    return ""


def how_they_ended(threads: Sequence[SeenThread]) -> dict[str, int]:
    counts = Counter(thread.end or "open" for thread in threads)
    return {"opened": len(threads), **dict(sorted(counts.items()))}


def named(lines: Iterable[Line], unnamed: Sequence[Unnamed]) -> list[str]:
    """The messages about a problem without a name that name its presenter to others."""
    found, threads = [], dict[str, Unnamed]()
    for line in lines:
        about = _about(line, unnamed, threads)
        if about is not None and line["user"] not in about.may_know and _names(line, about.traces):
            found.append(f"{about.title}: {line['action']} {line['key'] or line['ts']} at {line['at']}")
    return found


def _about(line: Line, unnamed: Sequence[Unnamed], threads: dict[str, Unnamed]) -> Unnamed | None:
    """Whose problem a message of the bot is about: by its thread, its place, or its key and title."""
    if not line["blocks"]:
        return None  # people's own replies
    thread = threads.get(line["thread_ts"] or line["ts"] or "")
    if thread is None and (line["key"] or "").startswith("problems."):
        thread = next((one for one in unnamed if one.title in line["text"]), None)
        if thread is not None and (line["key"] or "").startswith(_OPENING):
            threads[line["ts"]] = thread
    return thread


def _names(line: Line, traces: Sequence[str]) -> bool:
    shown = json.dumps([line["text"], line["blocks"], line["key"]], ensure_ascii=False)
    return any(trace in shown for trace in traces)
