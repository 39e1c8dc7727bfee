"""Which issued paper a file is: found by the code that it bears, and the same only if its content is."""

from datetime import date
from typing import NamedTuple

from django.urls import reverse

from compliance.cases.models import CasePaper
from compliance.models import CommitmentLetter
from events.models import IssuedPaper
from reports.models import AnnualStatement
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.signing.verdicts import SignatureVerdict


class FoundPaper(NamedTuple):
    name: str
    organization: str
    issued_on: date
    address: str
    is_same: bool


def found_paper(verdict: SignatureVerdict) -> FoundPaper | None:
    """No more than what the public page of its code says, where it also stands whether the paper still holds."""
    code = verdict.identifier
    for look in (_event_paper, _case_paper, _letter, _statement):
        if code and (hit := look(code)):
            name, organization, issued_on, address, content = hit
            return FoundPaper(name, organization, issued_on, address, sha256_of(content) == verdict.content_sha256)
    return None


Hit = tuple[str, str, date, str, dict] | None


def _event_paper(code: str) -> Hit:
    paper = IssuedPaper.objects.filter(code=code).first()
    if paper is None:
        return None
    address = reverse("events:verify", args=[code])
    return f"活动文书 {paper.full_number}", paper.content["organization"], paper.issued_on, address, paper.content


def _case_paper(code: str) -> Hit:
    paper = CasePaper.objects.signed().filter(code=code).first()
    if paper is None or paper.content is None or paper.signed_on is None:
        return None
    address = reverse("cases:verify_paper", args=[code])
    return str(paper), paper.content["organization"], paper.signed_on, address, paper.content


def _letter(code: str) -> Hit:
    letter = CommitmentLetter.objects.select_related("submission").filter(code=code).first()
    if letter is None:
        return None
    submission, address = letter.submission, reverse("compliance:letter_verify", args=[code])
    name = submission.content["letter"]["name"]
    return "承诺书", name, day_of(submission.submitted_at), address, submission.content


def _statement(code: str) -> Hit:
    statement = AnnualStatement.objects.filter(verification_code=code).first()
    if statement is None:
        return None
    name, address = statement.snapshot["organization"]["name"], reverse("reports:verify", args=[code])
    return f"{statement.year}年度合规报告", name, day_of(statement.issued_at), address, statement.snapshot
