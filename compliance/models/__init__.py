from compliance.models.duties import DutyRecord
from compliance.models.exchange import Exchange, ExchangeInvitation, ExchangeMove
from compliance.models.extensions import Exemption, Extension
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import Meeting, QuarterlyReport, ReportAttachment, ReportMove, ReportSubmission

__all__ = [
    "DutyRecord",
    "Exchange",
    "ExchangeInvitation",
    "ExchangeMove",
    "Exemption",
    "Extension",
    "Meeting",
    "QuarterlyReport",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
]
