"""Every table of the store. Importing this module is what makes the metadata complete."""

from storage.tables.communities import CommunityRow, HolidayRow
from storage.tables.convenings import AgendaItemRow, AttendanceRow, ConveningRow, RsvpRow
from storage.tables.deliveries import AuditRow, DeliveryRow, LaneRow, ReceiptRow, TroubleRow
from storage.tables.digests import DigestRow
from storage.tables.feedback import CommitmentRow, ResponseRow, SurveyInvitationRow, SurveyRow
from storage.tables.learnings import LearningRow
from storage.tables.members import MemberRow
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
    "DigestRow",
    "HintRow",
    "HolidayRow",
    "LaneRow",
    "LearningRow",
    "MeasureRow",
    "MemberRow",
    "OAuthStateRow",
    "ObservationRow",
    "PersonRow",
    "ProblemRow",
    "ProblemStepRow",
    "ReceiptRow",
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
