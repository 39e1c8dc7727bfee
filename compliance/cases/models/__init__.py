from compliance.cases.models.case import AccountabilityCase, CaseMove
from compliance.cases.models.officers import CaseReading, ConflictDeclaration
from compliance.cases.models.papers import CasePaper, PaperWording, ServiceRecord
from compliance.cases.models.record import (
    CaseFile,
    CaseHearing,
    CaseRectification,
    CaseReview,
    CaseStatement,
    CaseTimeRequest,
)
from compliance.cases.models.terms import CaseTerm

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
