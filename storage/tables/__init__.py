"""Every table of the store. Importing this module is what makes the metadata complete."""

from storage.tables.communities import CommunityRow, HolidayRow
from storage.tables.convenings import AgendaItemRow, AttendanceRow, ConveningRow, RsvpRow
from storage.tables.deliveries import AuditRow, DeliveryRow, LaneRow, ReceiptRow, TroubleRow
from storage.tables.digests import DigestRow
from storage.tables.feedback import CommitmentRow, ResponseRow, SurveyInvitationRow, SurveyRow
from storage.tables.learnings import LearningRow
from storage.tables.members import MemberRow
from storage.tables.workspaces import OAuthStateRow, PersonRow, WorkspaceRow

__all__ = [
    "AgendaItemRow",
    "AttendanceRow",
    "AuditRow",
    "CommitmentRow",
    "CommunityRow",
    "ConveningRow",
    "DeliveryRow",
    "DigestRow",
    "HolidayRow",
    "LaneRow",
    "LearningRow",
    "MemberRow",
    "OAuthStateRow",
    "PersonRow",
    "ReceiptRow",
    "ResponseRow",
    "RsvpRow",
    "SurveyInvitationRow",
    "SurveyRow",
    "TroubleRow",
    "WorkspaceRow",
]
