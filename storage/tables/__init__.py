"""Every table of the store. Importing this module is what makes the metadata complete."""

from storage.tables.communities import CommunityRow, HolidayRow
from storage.tables.convenings import AgendaItemRow, AttendanceRow, ConveningRow, RsvpRow
from storage.tables.deliveries import AuditRow, DeliveryRow, LaneRow, ReceiptRow, TroubleRow
from storage.tables.digests import (
    AskRow,
    DigestLearningRow,
    DigestReaderRow,
    DigestRow,
    LessOfRow,
    OfferRow,
    ReportBackRow,
)
from storage.tables.feedback import CommitmentRow, ResponseRow, SurveyInvitationRow, SurveyRow
from storage.tables.learnings import (
    EndorsementRow,
    LearningQuestionRow,
    LearningRequestRow,
    LearningRow,
    LearningSearchRow,
    LearningTagRow,
)
from storage.tables.members import MemberRow
from storage.tables.objectives import ObjectiveMeasureRow, ObjectiveRow, ObjectiveValueRow
from storage.tables.pdsa import (
    CheckinRow,
    CycleEventRow,
    CyclePromptRow,
    CycleRow,
    MeasureRow,
    ObservationRow,
)
from storage.tables.problems import (
    ContributionRow,
    HintRow,
    ProblemRow,
    ProblemStepRow,
    VoiceInvitationRow,
    VoiceRow,
)
from storage.tables.teams import TeamPersonRow, TeamRow
from storage.tables.workspaces import OAuthStateRow, PersonRow, WorkspaceRow

__all__ = [
    "AgendaItemRow",
    "AskRow",
    "AttendanceRow",
    "AuditRow",
    "CheckinRow",
    "CommitmentRow",
    "CommunityRow",
    "ContributionRow",
    "ConveningRow",
    "CycleEventRow",
    "CyclePromptRow",
    "CycleRow",
    "DeliveryRow",
    "DigestLearningRow",
    "DigestReaderRow",
    "DigestRow",
    "EndorsementRow",
    "HintRow",
    "HolidayRow",
    "LaneRow",
    "LearningQuestionRow",
    "LearningRequestRow",
    "LearningRow",
    "LearningSearchRow",
    "LearningTagRow",
    "LessOfRow",
    "MeasureRow",
    "MemberRow",
    "OAuthStateRow",
    "ObjectiveMeasureRow",
    "ObjectiveRow",
    "ObjectiveValueRow",
    "ObservationRow",
    "OfferRow",
    "PersonRow",
    "ProblemRow",
    "ProblemStepRow",
    "ReceiptRow",
    "ReportBackRow",
    "ResponseRow",
    "RsvpRow",
    "SurveyInvitationRow",
    "SurveyRow",
    "TeamPersonRow",
    "TeamRow",
    "TroubleRow",
    "VoiceInvitationRow",
    "VoiceRow",
    "WorkspaceRow",
]
