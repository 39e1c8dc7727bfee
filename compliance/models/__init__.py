from compliance.models.duties import DutyRecord
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import (
    Meeting,
    QuarterlyReport,
    ReportAttachment,
    ReportMove,
    ReportReminder,
    ReportSubmission,
)

__all__ = [
    "DutyRecord",
    "Meeting",
    "QuarterlyReport",
    "ReportAttachment",
    "ReportMove",
    "ReportReminder",
    "ReportSubmission",
    "ReportingPeriod",
]
