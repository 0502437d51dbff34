"""Templates in, Slack objects out.

One file per message or view. The file is a stream of the objects `blocks.py` makes; `{% set text %}` gives a
message its fallback text, `{% set title %}` and its like give a view its frame. A variable that is missing,
text outside of a block, or more of anything than Slack takes is a `RenderError` naming template and line.
"""

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError
from markupsafe import Markup

from message_templates import filters, limits
from message_templates.blocks import VOCABULARY, Json, exact, plain_object, stream
from message_templates.compiled import COMPILED
from message_templates.errors import InvalidObject, LimitExceeded, RenderError, StrayText, WordingError
from message_templates.ids import ActionId, FormId
from message_templates.pages import environment_of_pages
from message_templates.text import cut_mrkdwn, cut_plain, one_line, to_mrkdwn, to_plain
from message_templates.values import make_ref

HERE = Path(__file__).parent
SUFFIX = ".j2"
PAGE_SUFFIX = ".html.j2"  # whole HTML files, which escape otherwise
NATIVE_CHARTS = frozenset({"data_visualization", "data_table"})


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage` takes. `text` is mrkdwn: the notification, and what a screen reader says."""

    text: str
    blocks: list[Json]

    @property
    def has_native_charts(self) -> bool:
        """Whether it holds a chart or a table of the sorts that not every workspace's Slack takes yet."""
        return any(block["type"] in NATIVE_CHARTS for block in self.blocks)


class Renderer:
    """Renders the templates below a folder. Keep the one you build: a template is compiled once."""

    def __init__(self, folder: Path = HERE) -> None:
        self._folder = folder
        self._environment = _environment(folder)
        self._pages = environment_of_pages(folder)

    def names(self) -> list[str]:
        """The templates of messages and views, as `area/name`. Shared parts begin with an underscore."""
        found = sorted(self._folder.rglob(f"[!_]*{SUFFIX}"))
        names = [path.relative_to(self._folder).as_posix() for path in found]
        return [name.removesuffix(SUFFIX) for name in names if not name.endswith(PAGE_SUFFIX)]

    def message(self, template: str, **context: Any) -> Message:
        """A message of at most 50 blocks and 4,000 characters of text. The template sets `text`."""
        blocks, exported = self._stream(template, context)
        with _blaming(template):
            text = one_line(to_mrkdwn(_required(exported, "text")))
            _check_blocks(blocks, limits.MESSAGE_BLOCKS)
            _check_data(blocks)
        return Message(cut_mrkdwn(text, limits.MESSAGE_TEXT), blocks)

    def modal(self, template: str, *, ref_text: str = "", **context: Any) -> Json:
        """A whole modal view. `ref_text` becomes its private_metadata.

        The template sets `title` and `callback_id`, and if it likes `submit`, `close`, `notify_on_close` and
        `clear_on_close`.
        """
        blocks, exported = self._stream(template, context | {"ref_text": ref_text})
        with _blaming(template):
            _refuse_data(blocks)
            view: Json = {"type": "modal", **_frame(exported), **_metadata(ref_text), "blocks": blocks}
            _check_view(view)
        return view

    def home(self, template: str, *, ref_text: str = "", **context: Any) -> Json:
        """A whole App Home view. The template may set `callback_id`."""
        blocks, exported = self._stream(template, context | {"ref_text": ref_text})
        with _blaming(template):
            _refuse_data(blocks)
            view: Json = {"type": "home", **_callback(exported), **_metadata(ref_text), "blocks": blocks}
            _check_view(view)
        return view

    def text(self, template: str, *, plain: bool = False, **context: Any) -> str:
        """A sentence or a few: mrkdwn for an ephemeral reply, or `plain` for an error beside a field."""
        whole = Markup("").join(Markup(piece) for piece in self._pieces(template, context, {}))  # noqa: S704 - autoescaped
        if plain:
            return cut_plain(to_plain(whole).strip(), limits.SECTION_TEXT)
        return cut_mrkdwn(to_mrkdwn(whole).strip(), limits.SECTION_TEXT)

    def words(self, table: str) -> Mapping[str, str]:
        """A table of `_macros.j2`, such as `KINDS`: what the templates call things."""
        module = self._environment.get_template(f"_macros{SUFFIX}").make_module()
        words: Mapping[str, str] = getattr(module, table)
        return words

    def html(self, page: str, **context: Any) -> str:
        """A whole HTML file. Slow, a second for hundreds of charts: not for the event loop's thread."""
        try:
            return self._pages.get_template(page + PAGE_SUFFIX).render(context)
        except TemplateSyntaxError as error:
            raise RenderError(_name(error.name) or page, error.lineno, str(error.message)) from error
        except Exception as error:
            raise RenderError(*_place(error, page), _reason(error)) from error

    def _stream(self, name: str, context: dict[str, Any]) -> tuple[list[Json], Mapping[str, Any]]:
        """The blocks a template puts out, and the variables it sets at its top level."""
        exported: dict[str, Any] = {}
        blocks: list[Json] = []
        pieces = self._pieces(name, context, exported)
        for piece in pieces:
            if piece.isspace():
                continue
            try:
                blocks += stream(piece)
            except (WordingError, ValueError) as error:
                pieces.throw(error)  # so that it is raised at the line that put the piece out
        return blocks, exported

    def _pieces(self, name: str, context: dict[str, Any], exported: dict[str, Any]) -> Generator[str]:
        """What a template puts out, piece by piece; fills `exported` at its end. Raises RenderError."""
        try:
            template = self._template(name)
            state = template.new_context(context)
            yield from template.root_render_func(state)
        except TemplateSyntaxError as error:
            raise RenderError(_name(error.name) or name, error.lineno, str(error.message)) from error
        except Exception as error:
            where, line = _place(error, name)
            if isinstance(error, StrayText):
                line = self._line_of(error.words, where) or line
            raise RenderError(where, line, _reason(error)) from error
        exported.update(state.get_exported())

    def _template(self, name: str) -> Template:
        template = self._environment.get_template(name + SUFFIX)
        if not isinstance(template.globals, dict):
            # Jinja copies the globals for each rendering; copying its ChainMap took a tenth of the time.
            template.globals = dict(template.globals)
        return template

    def _line_of(self, words: str, template: str) -> int | None:
        """Where a template has these words: compiled code does not know the lines of fixed text."""
        source = (self._folder / f"{template}{SUFFIX}").read_text(encoding="utf-8")
        at = source.find(words.rstrip())
        return None if at < 0 else source.count("\n", 0, at) + 1


def _environment(folder: Path) -> Environment:
    """Strict and escaping, with our filters in place of Jinja's own that know HTML."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=filters.nothing_left_out,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a look at the file's time for each message would cost more than the message
        cache_size=-1,
        bytecode_cache=COMPILED,
    )
    environment.filters = {name: environment.filters[name] for name in filters.KEPT} | filters.FILTERS
    environment.globals |= {"actions": ActionId, "forms": FormId, "ref": make_ref, **VOCABULARY}
    return environment


# --- what went wrong, and where -----------------------------------------------------------------------------


@contextmanager
def _blaming(template: str) -> Iterator[None]:
    """Names the template in what is wrong with it as a whole."""
    try:
        yield
    except WordingError as error:
        raise RenderError(template, None, str(error)) from error


def _place(error: BaseException, asked: str) -> tuple[str, int | None]:
    """The template and line nearest to where `error` was raised."""
    place: tuple[str, int | None] = (asked, None)
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            place = (_name(template.name) or asked, template.get_corresponding_lineno(trace.tb_lineno))
        trace = trace.tb_next
    return place


def _name(file: str | None) -> str | None:
    return file.removesuffix(SUFFIX) if file else None


def _reason(error: Exception) -> str:
    """Our own and Jinja's sentences say all; of others the type is needed to understand them."""
    return str(error) if isinstance(error, WordingError) else f"{type(error).__name__}: {error}"


# --- views and limits ---------------------------------------------------------------------------------------


def _required(exported: Mapping[str, Any], name: str) -> Any:
    try:
        return exported[name]
    except KeyError:
        raise InvalidObject(f"it does not {{% set {name} %}}") from None


def _frame(exported: Mapping[str, Any]) -> Json:
    """What is around a modal's blocks."""
    frame: Json = {
        "title": plain_object(_required(exported, "title"), limits.VIEW_TITLE),
        **_callback(exported),
    }
    for button in ("submit", "close"):
        if button in exported:
            frame[button] = plain_object(exported[button], limits.VIEW_TITLE)
    for switch in ("notify_on_close", "clear_on_close"):
        if exported.get(switch):
            frame[switch] = True
    return frame


def _callback(exported: Mapping[str, Any]) -> Json:
    if "callback_id" not in exported:
        return {}
    return {"callback_id": exact("callback_id", exported["callback_id"], limits.IDENTIFIER)}


def _metadata(ref_text: str) -> Json:
    return (
        {"private_metadata": exact("private_metadata", ref_text, limits.PRIVATE_METADATA)} if ref_text else {}
    )


def _check_view(view: Json) -> None:
    _check_blocks(view["blocks"], limits.VIEW_BLOCKS)
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        raise InvalidObject("a form needs {% set submit %}")
    size = len(json.dumps(view).encode())
    if size > limits.VIEW_BYTES:
        raise LimitExceeded(f"{size} bytes, Slack takes {limits.VIEW_BYTES}")


def _check_blocks(blocks: list[Json], most: int) -> None:
    if not 1 <= len(blocks) <= most:
        raise LimitExceeded(
            f"{len(blocks)} blocks, Slack takes 1 to {most}: cut the lists with {{{{ more(…) }}}}"
        )
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        raise InvalidObject("two blocks have the same block_id")


def _check_data(blocks: list[Json]) -> None:
    """Slack counts charts, and the characters in tables, for a message as a whole."""
    charts = sum(block["type"] == "data_visualization" for block in blocks)
    if charts > limits.CHARTS:
        raise LimitExceeded(f"{charts} charts, Slack takes {limits.CHARTS}")
    tables = [block for block in blocks if block["type"] == "data_table"]
    size = sum(len(cell.get("text", "")) for table in tables for row in table["rows"] for cell in row)
    if size > limits.TABLE_CHARACTERS:
        raise LimitExceeded(f"{size} characters in tables, Slack takes {limits.TABLE_CHARACTERS}")


def _refuse_data(blocks: list[Json]) -> None:
    if any(block["type"] in NATIVE_CHARTS for block in blocks):
        raise InvalidObject("charts and data tables can stand in messages only")
