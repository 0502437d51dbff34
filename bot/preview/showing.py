"""What the preview shows of one case: what Slack would get, or the error in the template that prevents it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any, Literal

from bot.preview.case import Case, as_file
from bot.preview.counting import counts
from bot.preview.fresh import FreshTemplates
from bot.preview.pages import Page
from message_templates.errors import RenderError
from sandbox.block_kit import check_blocks, check_view

Json = dict[str, Any]
Exhibit = Case | Page
GoldenState = Literal["same", "differs", "none"]  # none: there is no such file yet

AROUND = 4  # lines of a template's source before and after the one that is wrong
DIFF_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are. `goldens` is `None` where there are no golden files: an installed Convener."""

    templates: FreshTemplates
    goldens: Path | None


def show(exhibit: Exhibit, place: Place) -> Json:
    """All about one case, as JSON. Renders, which takes milliseconds, or a second for a long page."""
    told: Json = {
        "template": exhibit.template,
        "case": exhibit.name,
        "surface": exhibit.surface,
        "source": _source_name(place.templates, exhibit.template),
    }
    try:
        rendered = exhibit.render(place.templates.renderer())
    except RenderError as error:
        return {**told, "error": _trouble(error, place.templates)}
    return {**told, **_inside(exhibit.surface, rendered), "golden": _golden(exhibit, rendered, place)}


def golden_state(exhibit: Exhibit, rendered: Json | str, goldens: Path | None) -> GoldenState | None:
    """How the case stands to its golden file; `None` where there are none."""
    return _compare(exhibit, rendered, goldens)[0] if goldens else None


def words_of(rendered: Json | str) -> str:
    """Everything in it that people read, in small letters, to be searched."""
    return "\n".join(_texts(rendered)).casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ("type", "block_id", "action_id", "value", "private_metadata", "callback_id"):
                yield from _texts(part)


# --- what is in it ------------------------------------------------------------------------------------------


def _inside(surface: str, rendered: Json | str) -> Json:
    if isinstance(rendered, str):
        return {"html": rendered, "counts": [], "problems": []}
    return {
        "payload": rendered,
        "counts": [asdict(count) for count in counts(surface, rendered)],
        "problems": [problem.as_slack() for problem in _problems(surface, rendered)],
    }


def _problems(surface: str, rendered: Json) -> Iterator[Any]:
    if surface == "message":
        yield from check_blocks(rendered["blocks"], "message")
    elif surface in ("modal", "home"):
        yield from check_view(rendered)


# --- the golden file ----------------------------------------------------------------------------------------


def _golden(exhibit: Exhibit, rendered: Json | str, place: Place) -> Json | None:
    """How it stands to its golden file, and where it differs. `None` where there are no such files."""
    if place.goldens is None:
        return None
    state, before, after = _compare(exhibit, rendered, place.goldens)
    diff = unified_diff(before, after, "golden file", "now", n=3, lineterm="") if state == "differs" else ()
    return {
        "state": state,
        "file": exhibit.golden_in(place.goldens).as_posix(),
        "diff": list(diff)[:DIFF_LINES],
    }


def _compare(
    exhibit: Exhibit, rendered: Json | str, goldens: Path
) -> tuple[GoldenState, list[str], list[str]]:
    """The state, and the lines of the golden file and of now."""
    given = rendered if isinstance(rendered, str) else as_file(rendered)
    try:
        kept = exhibit.golden_in(goldens).read_text(encoding="utf-8")
    except FileNotFoundError:
        return "none", [], []
    return ("same" if kept == given else "differs"), kept.splitlines(), given.splitlines()


# --- an error in a template ---------------------------------------------------------------------------------


def _trouble(error: RenderError, templates: FreshTemplates) -> Json:
    """The sentence, the file and line, and the lines around it."""
    return {
        "reason": error.reason,
        "file": _source_name(templates, error.template),
        "line": error.line,
        "lines": list(_lines_around(templates.source(error.template), error.line)),
    }


def _lines_around(source: Path | None, line: int | None) -> Iterator[Json]:
    if source is None or line is None:
        return
    lines = source.read_text(encoding="utf-8").splitlines()
    for number in range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1):
        yield {"number": number, "text": lines[number - 1], "is_wrong": number == line}


def _source_name(templates: FreshTemplates, template: str) -> str:
    """`message_templates/convenings/reminder.j2`: what an editor is asked to open."""
    source = templates.source(template)
    return f"{template}.j2" if source is None else source.relative_to(templates.folder.parent).as_posix()
