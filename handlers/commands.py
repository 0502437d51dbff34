"""`/cop` and its subcommands. What belongs to a community first finds out which one is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from rapidfuzz import fuzz, process

from community.communities.views import Community
from handlers.answers import Answer, Say
from handlers.boundary import Boundary
from handlers.communities import CommunityListeners
from handlers.convenings import ConveningListeners
from handlers.deliveries import DeliveryListeners
from handlers.desk import Desk
from handlers.digests import DigestCommand
from handlers.digests_answering import AskListeners
from handlers.feedback import QuestionListeners
from handlers.learnings import FindingListeners as LearningFinding
from handlers.learnings import SharingListeners as LearningSharing
from handlers.learnings_saving import SAVE, SavingListeners
from handlers.objectives import ObjectiveListeners
from handlers.payloads import Click, Command
from handlers.pdsa import CycleCommand
from handlers.problems import SharingListeners
from handlers.problems_finding import FindingListeners
from handlers.reports import ReportListeners
from handlers.teams import TeamListeners
from message_templates.ids import ActionId
from message_templates.values import UnreadableRef

COMMAND = "/cop"
WORDS_KEPT = 500  # of a command that first asks which community: they travel in the value of each button
ALIKE_ENOUGH = 60  # of 100: farther words are not suggested

# What people try first, and where it is done.
MEANT = {
    **dict.fromkeys(("plan", "new", "create", "add", "meeting"), "schedule"),
    **dict.fromkeys(("edit", "change", "move", "cancel", "list", "next", "rsvp"), "upcoming"),
    **dict.fromkeys(("skip", "messages", "planned"), "status"),
    **dict.fromkeys(("settings", "config"), "setup"),
    **dict.fromkeys(("feedback", "survey"), "questions"),
    **dict.fromkeys(("teams", "group"), "team"),
    **dict.fromkeys(("cycle", "cycles", "checkin", "check-in", "study", "act"), "pdsa"),
    **dict.fromkeys(("pop", "consultancy", "share"), "problem"),
    **dict.fromkeys(("reports", "export", "annual", "council"), "report"),
    **dict.fromkeys(("objective", "goal", "goals", "targets", "progress"), "objectives"),
    **dict.fromkeys(("digests", "weekly", "newsletter", "preview", "draft"), "digest"),
    **dict.fromkeys(("ask", "offer", "offers", "leaders"), "asks"),
    **dict.fromkeys(("learnt", "learned", "lesson", "insight"), "learning"),
    **dict.fromkeys(("search", "find", "lessons", "insights"), "learnings"),
}

# One community's command: asked in a channel or by a button, with the words after its name.
CommunityCommand = Callable[[Command | Click, Community, str], Awaitable[Answer]]


def register(boundary: Boundary, desk: Desk) -> None:
    listeners = CommandListeners(
        desk,
        setup=CommunityListeners(desk).set_up_here,
        of_a_community={
            "schedule": ConveningListeners(desk).open_schedule,
            "upcoming": ConveningListeners(desk).list_upcoming,
            "status": DeliveryListeners(desk).show_status,
            "questions": QuestionListeners(desk).open_questions,
            "team": TeamListeners(desk).show_or_open,
            "pdsa": CycleCommand(desk).run,
            "problem": SharingListeners(desk).open_form,
            "problems": FindingListeners(desk).list_problems,
            "report": ReportListeners(desk).run,
            "objectives": ObjectiveListeners(desk).show_or_open,
            "digest": DigestCommand(desk).run,
            "asks": AskListeners(desk).list_asks,
            "learning": LearningSharing(desk).open_form,
            "learnings": LearningFinding(desk).list_learnings,
        },
        once_chosen={SAVE: SavingListeners(desk).go_on},
    )
    boundary.on_command(COMMAND, listeners.run)
    boundary.on_click(ActionId.COMMUNITY_CHOOSE, listeners.go_on_with_community)


class CommandListeners:
    """Reads the first word and goes on."""

    def __init__(
        self,
        desk: Desk,
        *,
        setup: Callable[[Command], Awaitable[Answer]],
        of_a_community: Mapping[str, CommunityCommand],
        once_chosen: Mapping[str, CommunityCommand],
    ) -> None:
        """`once_chosen`: what goes on once a community is chosen, and nobody can type."""
        self._desk = desk
        self._setup = setup
        self._of_a_community = of_a_community
        self._once_chosen = {**once_chosen, **of_a_community}

    async def run(self, command: Command) -> Answer:
        word, words = first_word(command.text)
        name = word.lower()
        if name in ("", "help"):
            return Say(self._desk.message("help/help", is_facilitator=True))
        if name == "setup":
            return await self._setup(command)
        if name in self._of_a_community:
            return await self._find_community(command, name, words)
        return Say(self._desk.message("help/unknown", word=word, nearest=self._nearest(name)))

    async def go_on_with_community(self, click: Click) -> Answer:
        """One of several communities was chosen: the command goes on, with its words."""
        community = await self._desk.services.communities.get(click.caller, click.community())
        name, words = first_word(click.ref.words or "")
        if name not in self._once_chosen:
            raise UnreadableRef("no command is named")
        return await self._once_chosen[name](click, community, words)

    async def _find_community(self, command: Command, name: str, words: str) -> Answer:
        """The channel's community, or the person's only one; with none or several it asks."""
        found = await self._candidates(command, name)
        if not found:
            return Say(self._desk.message("communities/none", command=f"{COMMAND} {name}"))
        if len(found) > 1:
            kept = f"{name} {words}".strip()[:WORDS_KEPT]
            return Say(self._desk.message("communities/choose", communities=found, words=kept))
        return await self._of_a_community[name](command, found[0], words)

    async def _candidates(self, command: Command, name: str) -> list[Community]:
        """Learnings stay their author's: typed where no community is meant, those they left count, too."""
        services = self._desk.services
        found = await services.communities.candidates(command.caller, command.channel)
        if name != "learnings" or any(_is_in(command, each) for each in found):
            return found
        return [*found, *await services.learnings.left_behind(command.caller)]

    def _nearest(self, word: str) -> str | None:
        if word in MEANT:
            return MEANT[word]
        known = ["setup", "help", *self._of_a_community]
        found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=ALIKE_ENOUGH)
        return found[0] if found else None


def _is_in(command: Command, community: Community) -> bool:
    return command.channel in (community.home_channel, community.leaders_channel)


def first_word(text: str) -> tuple[str, str]:
    """The word a text begins with, and the rest; a line break parts words as well as a space."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0].strip() if rest else ""
