"""What an app offers while a person types into a menu whose options it looks up."""

from dataclasses import dataclass

from sandbox.block_kit import check_blocks
from sandbox.controls import all_options
from sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The options offered, in groups or not; none at all if the app did not answer well.

    `problems` says what was wrong with the answer, as Slack would write it.
    """

    options: tuple[Json, ...] = ()
    option_groups: tuple[Json, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Json, ...]:
        """Every option, whether or not it stands in a group."""
        return all_options({"options": self.options, "option_groups": self.option_groups})

    def as_json(self) -> Json:
        return {"options": list(self.options), "option_groups": list(self.option_groups)}


def suggestions_of(answer: object) -> Suggestions:
    """The app's answer to `block_suggestion`, if it is one."""
    if not isinstance(answer, dict):
        return Suggestions()
    given = {name: answer[name] for name in ("options", "option_groups") if answer.get(name)}
    if not given:
        return Suggestions()
    if problems := _problems(given):
        return Suggestions(problems=problems)
    return Suggestions(tuple(given.get("options", ())), tuple(given.get("option_groups", ())))


def _problems(given: Json) -> tuple[str, ...]:
    """What offers of this kind would be refused for in a menu that lists them."""
    menu = {"type": "static_select", "action_id": "menu", **given}
    block = {"type": "actions", "elements": [menu]}
    return tuple(problem.as_slack() for problem in check_blocks([block], "message"))
