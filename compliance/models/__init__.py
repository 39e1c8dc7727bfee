from compliance.models.catalogue import DutyCatalogueEntry
from compliance.models.duties import Duty, DutyAttachment, DutyMove, DutySubmission
from compliance.models.exchange import Exchange, ExchangeInvitation, ExchangeMove
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
    "Duty",
    "DutyAttachment",
    "DutyCatalogueEntry",
    "DutyMove",
    "DutySubmission",
    "Exchange",
    "ExchangeInvitation",
    "ExchangeMove",
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
