from compliance.models.duties import DutyRecord
from compliance.models.extensions import Exemption, Extension
from compliance.models.ladder import CaseProposal, Hold, Reminder, Sweep
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import (
    Meeting,
    QuarterlyReport,
    ReportAttachment,
    ReportMove,
    ReportSubmission,
)

__all__ = [
    "CaseProposal",
    "DutyRecord",
    "Exemption",
    "Extension",
    "Hold",
    "Meeting",
    "QuarterlyReport",
    "Reminder",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
    "Sweep",
]
