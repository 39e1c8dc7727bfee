"""A case in each of its states, each reached by the moves that lead there."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.cases import case_workflow, declarations, proposals, service
from compliance.cases.enums import CaseGround, CasePaperKind, CaseReviewOutcome, Measure
from compliance.cases.hearing import rectification, statements
from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.papers import writing
from organizations.enums import Role
from tests.factories import member

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday; the term of statement then ends on Monday, 16 November.
DAY = date(2026, 11, 9)
NOW = datetime(2026, 11, 9, 10, 0, tzinfo=SHANGHAI)


def pdf(name: str = "回证.pdf") -> SimpleUploadedFile:
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return SimpleUploadedFile(name, content, content_type="application/pdf")


NOTICE: dict[str, Any] = {
    "account": "你单位2026年第三季度报告应于2026年10月15日前报送，至今未报送。",
    "article": 2,
    "measure": Measure.CIRCULATED_CRITICISM,
}
DECISION: dict[str, Any] = {
    **NOTICE,
    "measure": Measure.RECTIFICATION_ORDER,
    "reasons": "经多次提醒仍未报送，情节较轻，责令限期改正。",
    "rectification_days": 10,
    "requirements": "补报2026年第三季度报告，明确报送责任人。",
}
REVIEW: dict[str, Any] = {
    "outcome": CaseReviewOutcome.UPHELD,
    "measure": "",
    "rectification_days": None,
    "reasons": "事实清楚，程序合法，措施适当。",
}


@pytest.fixture
def bench(cast, city):
    """The cast with the supervisors that a whole procedure needs: `supervisor` opens, `decider` decides, `reviewer` reviews."""
    cast.users["decider"] = member(Role.SUPERVISOR, cast.organization.registration_authority)
    cast.users["reviewer"] = member(Role.SUPERVISOR, city)
    return cast


@pytest.fixture
def proposed(bench) -> AccountabilityCase:
    return proposals.propose(
        bench.organization, by=bench.registrar, today=DAY, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )


@pytest.fixture
def opened(bench, proposed) -> AccountabilityCase:
    return case_workflow.open_case(
        proposed,
        by=bench.supervisor,
        today=DAY,
        ground=CaseGround.REPORT_MISSING,
        account=NOTICE["account"],
        reason="经核查属实，予以立案。",
    )


@pytest.fixture
def notified(bench, opened) -> AccountabilityCase:
    """The notice is signed and lies in the portal; nobody has confirmed its receipt."""
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    return case_workflow.notify(opened, by=bench.supervisor, today=DAY)


@pytest.fixture
def served(bench, notified) -> AccountabilityCase:
    return serve(bench, notified, CasePaperKind.NOTICE, NOW)


@pytest.fixture
def heard(bench, served) -> AccountabilityCase:
    statements.file(served, by=bench.secretary, now=NOW, text="因经办人更换未能按期报送。", is_complete=True)
    served.refresh_from_db()
    return served


@pytest.fixture
def decided(bench, heard) -> AccountabilityCase:
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(heard, by=bench.decider, has_conflict=False)
    return case_workflow.decide(heard, by=bench.decider, today=DAY)


@pytest.fixture
def rectifying(bench, decided) -> AccountabilityCase:
    return serve(bench, decided, CasePaperKind.DECISION, NOW)


@pytest.fixture
def rectified(bench, rectifying) -> AccountabilityCase:
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="已补报。", uploads=[pdf()])
    rectification.check(rectifying, by=bench.registrar, now=NOW, accepted=True)
    rectifying.refresh_from_db()
    return rectifying


@pytest.fixture
def under_review(bench, rectifying) -> AccountabilityCase:
    return case_workflow.ask_review(rectifying, by=bench.leader, now=NOW, grounds="措施过重。")


def serve(bench, case: AccountabilityCase, kind: CasePaperKind, now: datetime) -> AccountabilityCase:
    """The organization confirms receipt of the latest paper of this kind."""
    paper = case.latest_paper(kind)
    assert isinstance(paper, CasePaper)
    service.acknowledge(paper, by=bench.secretary, now=now)
    case.refresh_from_db()
    return case
