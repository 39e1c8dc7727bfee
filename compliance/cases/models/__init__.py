from compliance.cases.models.case import AccountabilityCase, CaseMove, CaseReading, CaseTerm, ConflictDeclaration
from compliance.cases.models.papers import CasePaper, PaperWording, ServiceRecord
from compliance.cases.models.record import (
    CaseFile,
    CaseHearing,
    CaseRectification,
    CaseReview,
    CaseStatement,
    CaseTimeRequest,
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
    "PaperWording",
    "ServiceRecord",
]
