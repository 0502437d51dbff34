"""A case: a template, the surface it is for, and what it is told. Its golden file is what Slack would get."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from bot.preview.hostile import HOSTILE
from message_templates.renderer import Renderer

Surface = Literal["message", "modal", "home", "text"]
USER_ID = re.compile("[UW][0-9A-Z]{3,}")  # somebody who was chosen, not typed: an owner

# What people type, by the names of fields and variables. All other text is ids, or words of ours.
TYPED = frozenset(
    (
        *(
            "title",
            "name",
            "objectives",
            "place",
            "link",
            "spotlight",
            "cancel_reason",
            "note",
            "text",
            "topic",
        ),
        *("whom", "shared", "practice", "agenda_text", "holidays_text", "community_name", "convening_title"),
        *("statements_text", "prompts_text", "valuable", "change", "minutes_text"),
        *("by_name", "to_name"),
        *("owner", "next_step", "focus_question", "takeaways"),
        *("numbers", "observations", "metric", "student_group", "tried", "end_reason"),
        *("heard", "will_try", "result", "learning"),
        *("site", "unit", "baseline", "target", "problem", "shared_learning", "prediction", "reason"),
        *("evidence_adult", "evidence_student", "data_says", "successes", "challenges", "learnt", "share"),
        *("act_start", "act_stop", "act_keep", "act_scale", "next_step", "pause_reason", "close_reason"),
        *("tags", "tags_text", "tag"),
        *("intro", "leaders_note", "outcome", "ask_text"),
        *("measure", "measures", "ties"),
        *("council_said", "to_say", "scale", "period_text"),
        *("happened", "surprises", "help_wanted", "links", "links_text", "observations", "lines"),
        *("understood", "signals", "risk", "gaps"),
        *("question", "before", "after", "advice", "sentence", "notice", "word", "zone_label"),
    )
)


@dataclass(frozen=True)
class Sample:
    """A template in one of its cases, by the case's name."""

    template: str
    name: str
    ending: ClassVar[str]  # of its golden file

    def golden_in(self, folder: Path) -> Path:
        """Where its golden file is, or would be, among those of `folder`."""
        return folder / f"{self}.{self.ending}"

    def __str__(self) -> str:
        return f"{self.template}.{self.name}"


@dataclass(frozen=True)
class Case(Sample):
    """What one template is told, and the surface it is for."""

    surface: Surface
    context: Mapping[str, Any] = field(repr=False)
    ending = "json"

    def render(self, renderer: Renderer, context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What Slack would get, as one JSON object."""
        told = self.context if context is None else context
        match self.surface:
            case "message":
                return asdict(renderer.message(self.template, **told))
            case "modal":
                return renderer.modal(self.template, **told)
            case "home":
                return renderer.home(self.template, **told)
            case "text":
                return {
                    "text": renderer.text(self.template, **told),
                    "plain": renderer.text(self.template, plain=True, **told),
                }


def as_file(rendered: Mapping[str, Any]) -> str:
    """What a golden file holds of what was rendered."""
    return json.dumps(rendered, ensure_ascii=False, indent=1) + "\n"


def usual(template: str, surface: Surface = "message", name: str = "usual", **context: Any) -> Case:
    return Case(template, name, surface, context)


def typed(case: Case, *names: str) -> list[Case]:
    """The same once more, with each of the hostile texts of these names wherever somebody may type."""
    return [replace(case, name=name, context=with_typed(case.context, HOSTILE[name])) for name in names]


def with_typed(value: Any, text: str, name: str = "") -> Any:
    """`value` with everything that people type in it replaced, at any depth, by `text`."""
    if isinstance(value, str):
        return text if name in TYPED and not USER_ID.fullmatch(value) else value
    if isinstance(value, Mapping):
        inner = "text" if name == "comments" else ""
        return {key: with_typed(part, text, inner or str(key)) for key, part in value.items()}
    if isinstance(value, tuple | list):
        inner = "text" if name == "warnings" else name
        return type(value)(with_typed(part, text, inner) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {part.name: getattr(value, part.name) for part in fields(value) if part.init}
        return replace(value, **{key: with_typed(part, text, key) for key, part in own.items()})
    return value
