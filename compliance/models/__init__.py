from compliance.models.case_papers import CasePaper, PaperWording, ServiceRecord
from compliance.models.case_record import (
    CaseFile,
    CaseHearing,
    CaseRectification,
    CaseReview,
    CaseStatement,
    CaseTimeRequest,
)
from compliance.models.cases import AccountabilityCase, CaseMove, CaseReading, CaseTerm, ConflictDeclaration
from compliance.models.duties import DutyRecord
from compliance.models.extensions import Exemption, Extension
from compliance.models.ladder import Hold, Reminder, Sweep
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import (
    Meeting,
    QuarterlyReport,
    ReportAttachment,
    ReportMove,
    ReportSubmission,
)

__all__ = [
    "AccountabilityCase",
    "CaseFile",
    "CaseHearing",
    "CaseMove",
    "CasePaper",
    "CaseReading",
    "CaseRectification",
    "CaseReview",
    "CaseStatement",
    "CaseTerm",
    "CaseTimeRequest",
    "ConflictDeclaration",
    "DutyRecord",
    "Exemption",
    "Extension",
    "Hold",
    "Meeting",
    "PaperWording",
    "QuarterlyReport",
    "Reminder",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
    "ServiceRecord",
    "Sweep",
]
