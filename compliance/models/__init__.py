from compliance.models.duties import DutyRecord
from compliance.models.extensions import Exemption, Extension
from compliance.models.matters import (
    MatterAddressee,
    MatterAttachment,
    MatterMessage,
    MatterMove,
    MatterReading,
    MatterReport,
    MatterSubmission,
)
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import Meeting, QuarterlyReport, ReportAttachment, ReportMove, ReportSubmission

__all__ = [
    "DutyRecord",
    "Exemption",
    "Extension",
    "MatterAddressee",
    "MatterAttachment",
    "MatterMessage",
    "MatterMove",
    "MatterReading",
    "MatterReport",
    "MatterSubmission",
    "Meeting",
    "QuarterlyReport",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
]
