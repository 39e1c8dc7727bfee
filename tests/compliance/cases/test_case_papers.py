"""Papers of a case as real PDFs: what they say, what a draft lacks, and that a signed one never changes."""

import io
import re
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from django.db import connection
from django.test import Client

from compliance.cases import case_workflow, declarations, service
from compliance.cases.enums import CasePaperKind, CaseReviewOutcome, Measure, ServiceMethod
from compliance.cases.models import CasePaper, PaperWording
from compliance.cases.papers import writing
from compliance.cases.papers.content import content_of
from compliance.cases.papers.printing import paper_pdf
from organizations.models import Authority, Organization
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, pdf
from tests.papers.archive import faults_of
from tests.reports.pdf import running_text_of, text_of

pytestmark = pytest.mark.django_db

SIGN = "金水民函"
LATER = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def signs(bench):
    Authority.objects.filter(pk=bench.organization.registration_authority_id).update(document_sign=SIGN)
    Authority.objects.filter(parent=None, kind="city_bureau").update(document_sign="郑民函")
    bench.organization.registration_authority.refresh_from_db()


@pytest.fixture
def annulled(bench, under_review):
    writing.draft(
        under_review,
        CasePaperKind.REVIEW_DECISION,
        by=bench.reviewer,
        facts={**REVIEW, "outcome": CaseReviewOutcome.ANNULLED, "reasons": "主要事实不清。"},
    )
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)
    return case_workflow.annul(under_review, by=bench.reviewer, now=NOW)


def of_kind(case, kind: CasePaperKind) -> CasePaper:
    paper = case.latest_paper(kind)
    assert paper is not None
    return paper


def served_by_hand(bench, case) -> CasePaper:
    """The notice, signed for on a slip by 王某某; its service record."""
    record = service.send(
        of_kind(case, CasePaperKind.NOTICE),
        by=bench.registrar,
        today=DAY,
        method=ServiceMethod.IN_PERSON,
        sent_on=DAY,
        address="金水区农业路1号",
    )
    service.prove(record, by=bench.registrar, today=DAY, served_on=DAY, proof=pdf(), received_by="王某某")
    record.refresh_from_db()
    return service.issue_record(record, by=bench.registrar, today=DAY)


def signed(bench, request, kind: CasePaperKind) -> CasePaper:
    """A signed paper of this kind, out of the state that brings it forth."""
    if kind == CasePaperKind.SERVICE_RECORD:
        return served_by_hand(bench, request.getfixturevalue("notified"))
    if kind == CasePaperKind.CLOSING:
        case = case_workflow.close_without_measure(
            request.getfixturevalue("heard"), by=bench.supervisor, today=DAY, reason="情节轻微，已及时改正。"
        )
    else:
        state = {CasePaperKind.NOTICE: "notified", CasePaperKind.REVIEW_DECISION: "annulled"}.get(kind, "decided")
        case = request.getfixturevalue(state)
    return of_kind(case, kind)


SAYS = {
    CasePaperKind.NOTICE: (
        f"{SIGN}〔2026〕1号",
        "拟处理事项告知书",
        NOTICE["account"],
        "郑民文〔2019〕94号通知第二条",
        "拟对你单位采取以下措施：通报批评",
        "5个工作日内",
    ),
    CasePaperKind.DECISION: (
        f"{SIGN}〔2026〕2号",
        "处理决定书",
        "你单位于2026年11月9日提出陈述、申辩",
        "郑民文〔2019〕94号通知第二条",
        DECISION["reasons"],
        "责令整改（自决定书送达之日起10个工作日内完成）",
        "自送达之日起60日内",
        "郑州市民政局申请复核",
    ),
    CasePaperKind.RECTIFICATION_ORDER: (
        f"{SIGN}〔2026〕3号",
        "责令整改通知书",
        f"处理决定书（{SIGN}〔2026〕2号）",
        "郑民文〔2019〕94号通知第二条",
        DECISION["requirements"],
        "10个工作日内完成整改",
    ),
    CasePaperKind.SERVICE_RECORD: (
        f"{SIGN}〔2026〕2号",
        "送达回证",
        f"拟处理事项告知书{SIGN}〔2026〕1号",
        "直接送达",
        "金水区农业路1号",
        "王某某",
        "《民事诉讼法》第八十七条",
        "受送达人签名或者盖章",
        "送达人签名",
    ),
    CasePaperKind.REVIEW_DECISION: (
        "郑民函〔2026〕1号",
        "复核决定书",
        f"处理决定书（{SIGN}〔2026〕2号）",
        "措施过重。",
        "撤销原决定",
        "主要事实不清。",
    ),
    CasePaperKind.CLOSING: (f"{SIGN}〔2026〕2号", "结案通知书", "不采取措施。情节轻微，已及时改正。"),
}


# 版记: to whom copies go, by kind; a service record is a form and has none.
COPIED_TO = {
    CasePaperKind.NOTICE: [],
    CasePaperKind.DECISION: ["郑州市教育局"],
    CasePaperKind.RECTIFICATION_ORDER: ["郑州市教育局"],
    CasePaperKind.REVIEW_DECISION: ["金水区民政局", "郑州市教育局"],
    CasePaperKind.CLOSING: [],
}


def test_every_kind_of_paper_is_looked_at():
    assert set(SAYS) == set(CasePaperKind)


@pytest.mark.parametrize("kind", SAYS, ids=str)
def test_a_signed_paper_says_what_it_must(bench, request, kind):
    paper = signed(bench, request, kind)

    text = running_text_of(paper_pdf(paper, DAY))

    wanted = (*SAYS[kind], str(paper.authority), bench.organization.name, "2026年11月9日", paper.code)
    assert [words for words in wanted if words not in text] == []
    assert "草稿" not in text
    if kind in COPIED_TO:
        copies = COPIED_TO[kind]
        assert re.findall("抄送：(.+?)。", text) == (["，".join(copies)] if copies else [])
        assert f"{paper.authority}2026年11月9日印发" in text


def test_decision_on_an_organization_without_competent_authority_goes_to_nobody_else(bench, heard):
    Organization.objects.filter(pk=bench.organization.pk).update(competent_authority=None)
    paper = writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)

    paper.case.organization.refresh_from_db()
    assert content_of(paper, DAY)["copies"] == []


@pytest.mark.parametrize("kind", [CasePaperKind.DECISION, CasePaperKind.SERVICE_RECORD], ids=str)
def test_a_signed_paper_can_be_made_again_bit_for_bit(bench, request, kind):
    paper = signed(bench, request, kind)

    once = paper_pdf(paper, DAY)
    bench.organization.name = "郑州市更名协会"
    bench.organization.save()
    PaperWording.objects.create(kind=kind, text="改过的文字", edited_by=bench.administrator)

    assert paper_pdf(CasePaper.objects.get(pk=paper.pk), LATER) == once


def test_a_draft_is_marked_and_has_neither_number_nor_code(bench, opened):
    draft = writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)

    text = running_text_of(paper_pdf(draft, DAY))

    assert ("草稿" in text, NOTICE["account"] in text) == (True, True)
    assert [words for words in ("〔2026〕", "验证码", "2026年11月9日") if words in text] == []


def test_a_long_draft_is_marked_on_every_page(bench, opened):
    draft = writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts={**NOTICE, "account": "经查" * 2000})

    pages = [page for page in text_of(paper_pdf(draft, DAY)).split("\f") if page.strip()]

    assert len(pages) > 5
    assert [number for number, page in enumerate(pages, 1) if "草" not in page or "稿" not in page] == []


def test_a_draft_that_says_nothing_yet_can_be_printed(bench, heard):
    decision = writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts={})

    assert "四、决定" in running_text_of(paper_pdf(decision, DAY))


def test_braces_and_numerals_in_what_an_officer_wrote_stay_plain_text(bench, opened):
    account = "一、材料载明“{单位名称}”字样\n二、{理由}\n\n{0!r}"
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts={**NOTICE, "account": account})

    paper = of_kind(case_workflow.notify(opened, by=bench.supervisor, today=DAY), CasePaperKind.NOTICE)

    written = [block for block in paper.content["blocks"] if "{" in block["text"]]
    assert written == [
        {"heading": False, "text": "一、材料载明“{单位名称}”字样"},
        {"heading": False, "text": "二、{理由}"},
        {"heading": False, "text": "{0!r}"},
    ]
    assert "一、材料载明“{单位名称}”字样" in running_text_of(paper_pdf(paper, DAY))


def test_both_sides_get_the_paper_and_the_reading_is_logged(bench, notified):
    paper = of_kind(notified, CasePaperKind.NOTICE)

    for name in ("secretary", "registrar"):
        response = bench.client(name).get(paper.get_absolute_url())
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert paper.full_number in running_text_of(response.content)

    readings = notified.readings.order_by("pk").values_list("user", "what")
    assert list(readings) == [
        (bench.secretary.pk, f"拟处理事项告知书 {SIGN}〔2026〕1号.pdf"),
        (bench.registrar.pk, f"拟处理事项告知书 {SIGN}〔2026〕1号.pdf"),
    ]


def test_nobody_else_gets_it(bench, notified):
    address = of_kind(notified, CasePaperKind.NOTICE).get_absolute_url()

    assert {bench.client(name).get(address).status_code for name in ("stranger", "strange_registrar", "competent")} == {
        404
    }
    assert Client().get(address).status_code == 302


def test_a_draft_is_for_officers_alone(bench, opened):
    address = writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE).get_absolute_url()

    assert bench.client("registrar").get(address).status_code == 200
    assert bench.client("secretary").get(address).status_code == 404


@pytest.fixture
def verify() -> Callable[[str | None], tuple[int, str]]:
    """Status and text of the public page, as somebody who is not signed in sees it."""

    def ask(code: str | None) -> tuple[int, str]:
        response = Client().get(f"/cases/verify/{code}/")
        return response.status_code, "".join(response.content.decode().split("<main", 1)[1].split())

    return ask


def test_everybody_can_verify_a_paper_and_learns_neither_ground_nor_measure(bench, decided, verify):
    paper = of_kind(decided, CasePaperKind.DECISION)

    status, page = verify(paper.code)

    assert status == 200
    for words in (
        "有效",
        "处理决定书",
        paper.full_number,
        str(paper.authority),
        bench.organization.name,
        "2026年11月9日",
    ):
        assert words in page
    kept = (decided.get_ground_display(), *Measure.labels, DECISION["reasons"], "第二条", bench.organization.uscc)
    assert [words for words in kept if words in page] == []


@pytest.mark.parametrize("kind", [CasePaperKind.DECISION, CasePaperKind.RECTIFICATION_ORDER], ids=str)
def test_an_annulled_decision_verifies_as_such(annulled, verify, kind):
    status, page = verify(of_kind(annulled, kind).code)

    assert (status, "已被复核决定撤销" in page, ">有效<" in page) == (200, True, False)


def test_a_changed_decision_verifies_as_such(bench, under_review, verify):
    facts = {**REVIEW, "outcome": CaseReviewOutcome.CHANGED, "measure": Measure.INTERVIEW}
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=facts)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)
    case_workflow.change(under_review, by=bench.reviewer, now=NOW)

    assert "已被复核决定变更" in verify(of_kind(under_review, CasePaperKind.DECISION).code)[1]
    assert ">有效<" in verify(of_kind(under_review, CasePaperKind.REVIEW_DECISION).code)[1]
    assert ">有效<" in verify(of_kind(under_review, CasePaperKind.NOTICE).code)[1]


def test_a_tampered_paper_verifies_as_invalid(decided, verify):
    paper = of_kind(decided, CasePaperKind.DECISION)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_casepaper DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_casepaper SET content = jsonb_set(content, '{organization}', '\"别的单位\"') WHERE id = %s",
            [paper.pk],
        )
        cursor.execute("ALTER TABLE cases_casepaper ENABLE TRIGGER USER")

    status, page = verify(paper.code)

    assert (status, "无效" in page, "别的单位" in page) == (404, True, False)


def test_an_unknown_code_is_invalid(verify):
    assert verify("0" * 20)[0] == 404


def test_a_service_record_is_one_page_and_a_paper_is_tagged(bench, notified):
    pages = [page for page in text_of(paper_pdf(served_by_hand(bench, notified), DAY)).split("\f") if page.strip()]
    with pikepdf.open(io.BytesIO(paper_pdf(of_kind(notified, CasePaperKind.NOTICE), DAY))) as notice:
        tagged = (bool(notice.Root.MarkInfo.Marked), str(notice.Root.Lang), "/StructTreeRoot" in notice.Root)

    assert len(pages) == 1
    assert tagged == (True, "zh-CN", True)


@pytest.mark.parametrize("kind", SAYS, ids=str)
def test_each_paper_keeps_the_rules_of_the_archive_and_of_readers(bench, request, kind, tmp_path):
    assert faults_of(paper_pdf(signed(bench, request, kind), DAY), tmp_path / "paper.pdf") == []
