from compliance.models.catalogue import DutyCatalogueEntry
from compliance.models.desk import PaperAssignment, PaperMessage, PaperNote
from compliance.models.duties import Duty, DutyAttachment, DutyMove, DutySubmission
from compliance.models.entries import PaperEntry
from compliance.models.exchange import Exchange, ExchangeInvitation, ExchangeMove
from compliance.models.extensions import Exemption, Extension
from compliance.models.letters import CommitmentLetter, LetterText
from compliance.models.matters import (
    MatterAddressee,
    MatterAttachment,
    MatterMessage,
    MatterMove,
    MatterReading,
    MatterReport,
    MatterSubmission,
)
from compliance.models.paper_counts import DutyYearCount, PeriodCount
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import Meeting, QuarterlyReport, ReportAttachment, ReportMove, ReportSubmission

__all__ = [
    "CommitmentLetter",
    "Duty",
    "DutyAttachment",
    "DutyCatalogueEntry",
    "DutyMove",
    "DutySubmission",
    "DutyYearCount",
    "Exchange",
    "ExchangeInvitation",
    "ExchangeMove",
    "Exemption",
    "Extension",
    "LetterText",
    "MatterAddressee",
    "MatterAttachment",
    "MatterMessage",
    "MatterMove",
    "MatterReading",
    "MatterReport",
    "MatterSubmission",
    "Meeting",
    "PaperAssignment",
    "PaperEntry",
    "PaperMessage",
    "PaperNote",
    "PeriodCount",
    "QuarterlyReport",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
]
