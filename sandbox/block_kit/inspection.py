"""What one inspection finds, and what it must remember between blocks."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Surface: TypeAlias = Literal["message", "modal", "home"]
Constraint: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing Slack would refuse, in the shape that `blocks.validate` answers.

    `pointer` is a JSON pointer to the offending value (for a missing or unknown field: to its owner).
    `code` is `failed_constraint`, `missing_field`, `unknown_field`, `unsupported_type`, `wrong_type`,
    or the API error of its own that Slack uses (`view_too_large`, `msg_blocks_too_long`).
    """

    code: str
    message: str
    pointer: str
    constraint: Constraint | None = None
    field: str | None = None

    def as_slack(self) -> str:
        """The line that Slack puts in `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"

    def as_dict(self) -> dict[str, object]:
        """The entry of `errors` in the answer of `blocks.validate`."""
        return {
            "code": self.code,
            "message": self.message,
            "pointer": self.pointer,
            "constraint": self.constraint,
            "field": self.field,
        }


@dataclass(slots=True)
class Inspection:
    """The problems found so far on one message or view, and the totals that span its blocks."""

    surface: Surface
    unknown_kinds: frozenset[str] = frozenset()  # types this workspace's Slack does not take (yet)
    problems: list[Problem] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    has_focus: bool = False
    inputs: int = 0
    tables: int = 0
    charts: int = 0
    markdown_characters: int = 0
    cell_characters: int = 0

    def report(
        self, pointer: str, message: str, *, code: str = "failed_constraint", **constraint: object
    ) -> None:
        """Add a problem with the value at `pointer`; its last step is the field."""
        self.problems.append(
            Problem(code, message, pointer, dict(constraint) or None, pointer.rpartition("/")[2] or None)
        )

    def missing(self, pointer: str, name: str) -> None:
        self.problems.append(
            Problem("missing_field", f"missing required field: {name}", pointer, {"type": "required"}, name)
        )

    def unknown(self, pointer: str, name: object) -> None:
        self.problems.append(
            Problem(
                "unknown_field",
                f"invalid additional property: {name}",
                pointer,
                {"type": "additional_properties"},
                str(name),
            )
        )

    def unsupported(self, pointer: str, kind: object) -> None:
        self.report(f"{pointer}/type", f"unsupported type: {kind}", code="unsupported_type", type="type")

    def wrong_type(self, pointer: str, wanted: str) -> None:
        self.report(pointer, f"must provide {wanted}", code="wrong_type", type="type", expected=wanted)

    def too_long(self, pointer: str, most: int, got: int) -> None:
        self.report(
            pointer, f"must be less than {most + 1} characters", type="max_length", expected=most, got=got
        )

    def too_short(self, pointer: str, least: int, got: int) -> None:
        self.report(
            pointer, f"must be more than {least - 1} characters", type="min_length", expected=least, got=got
        )

    def too_many(self, pointer: str, most: int, got: int) -> None:
        self.report(pointer, f"no more than {most} items allowed", type="max_items", expected=most, got=got)

    def too_few(self, pointer: str, least: int, got: int) -> None:
        self.report(
            pointer, f"no fewer than {least} items allowed", type="min_items", expected=least, got=got
        )

    def not_one_of(self, pointer: str, allowed: tuple[str, ...], got: object) -> None:
        self.report(
            pointer, "must be a valid enum value", type="enum", expected=sorted(allowed), got=repr(got)
        )
