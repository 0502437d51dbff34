"""What can go wrong, as facts. The sentence of an error is what the person reads."""

from __future__ import annotations

from collections.abc import Mapping


class ConvenerError(Exception):
    """A fact that stops a use case; its text is a plain sentence for the person who asked."""


class Crossed(Exception):
    """Two transactions waited for each other; the database ended this one. Nothing was done: ask again."""


class RepeatedRequest(ConvenerError):
    """Slack sent the same thing again; it has been done already."""


class NotAllowed(ConvenerError):
    """This person may not do this; the sentence says who may."""


class CommunityNotFound(ConvenerError):
    """There is no such community, or this person cannot see it."""


class ConveningNotFound(ConvenerError):
    """There is no such convening in this community."""


class ConveningCancelled(ConvenerError):
    """The convening was cancelled."""


class ConveningStarted(ConvenerError):
    """The convening has begun (or is over): answers are closed."""


class ConveningMoved(ConvenerError):
    """The button was made for another time of this convening; the sentence says the time that holds now."""


class NotAMember(ConvenerError):
    """Only members of the community can do this."""


class SurveyClosed(ConvenerError):
    """Feedback is not open: not yet, or no longer."""


class SurveyOpen(ConvenerError):
    """Feedback is still open: whoever looked again and again would see whose comment came when."""


class NotAsked(ConvenerError):
    """Feedback was not asked of this person."""


class TeamNotFound(ConvenerError):
    """There is no such team in this community."""


class CycleNotFound(ConvenerError):
    """There is no such PDSA cycle in this community."""


class WrongStage(ConvenerError):
    """The cycle is not in the stage this belongs to; the sentence says where it is and what comes next."""


class CyclePaused(ConvenerError):
    """The cycle is paused; the sentence says since when, and how to go on."""


class CycleClosed(ConvenerError):
    """The cycle is over; the sentence says how it ended."""


class PromptAnswered(ConvenerError):
    """A teammate has answered this prompt already; the sentence says who."""


class ProblemNotFound(ConvenerError):
    """There is no such problem of practice in this community, or this person may not see it."""


class ProblemOver(ConvenerError):
    """The problem's thread is closed or was ended."""


class WrongStep(ConvenerError):
    """The thread has moved on: the button belongs to another step. The sentence says which holds now."""


class LearningNotFound(ConvenerError):
    """There is no such key learning, or nobody may see it yet."""


class LearningWithdrawn(ConvenerError):
    """The learning was taken back by its author, or by a facilitator."""


class AnsweredAlready(ConvenerError):
    """The question, or the request, has been answered."""


class DigestNotFound(ConvenerError):
    """There is no such digest, or none yet, in this community."""


class DigestSent(ConvenerError):
    """The digest has gone: what it told stays as it is."""


class AskNotFound(ConvenerError):
    """There is no such ask of leaders in this community."""


class OfferNotFound(ConvenerError):
    """There is no such offer of help in this community."""


class ObjectiveNotFound(ConvenerError):
    """There is no such objective in this community."""


class ObjectiveClosed(ConvenerError):
    """The objective is no longer pursued: values are not added to it."""


class DeliveryNotFound(ConvenerError):
    """There is no such planned message any more: it was sent, skipped or replaced."""


class DeliveryTooEarly(ConvenerError):
    """The message tells of a session that has not begun, or not ended: it cannot be sent now."""


class StaleButton(ConvenerError):
    """The button's value is of an older or foreign make."""


class InvalidInput(ConvenerError):
    """A form was not accepted. `problems` maps a field's name to a sentence shown beside it.

    `warnings` hold what the person may accept and go on with: they are shown with a tick box.
    """

    def __init__(
        self, problems: Mapping[str, str] | None = None, warnings: Mapping[str, str] | None = None
    ) -> None:
        self.problems = dict(problems or {})
        self.warnings = dict(warnings or {})
        super().__init__("; ".join([*self.problems.values(), *self.warnings.values()]))


class EditedMeanwhile(ConvenerError):
    """Somebody else changed the same thing after this form was opened.

    `version` is the one that holds now: sent back with the form it means "yes, over theirs".
    """

    def __init__(self, sentence: str, version: int) -> None:
        self.version = version
        super().__init__(sentence)
