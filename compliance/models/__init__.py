from compliance.models.catalogue import DutyCatalogueEntry
from compliance.models.duties import Duty, DutyAttachment, DutyMove, DutySubmission
from compliance.models.entries import PaperEntry
from compliance.models.extensions import Exemption, Extension
from compliance.models.letters import CommitmentLetter, LetterText
from compliance.models.periods import ReportingPeriod
from compliance.models.reports import Meeting, QuarterlyReport, ReportAttachment, ReportMove, ReportSubmission

__all__ = [
    "CommitmentLetter",
    "Duty",
    "DutyAttachment",
    "DutyCatalogueEntry",
    "DutyMove",
    "DutySubmission",
    "Exemption",
    "Extension",
    "LetterText",
    "Meeting",
    "PaperEntry",
    "QuarterlyReport",
    "ReportAttachment",
    "ReportMove",
    "ReportSubmission",
    "ReportingPeriod",
]
