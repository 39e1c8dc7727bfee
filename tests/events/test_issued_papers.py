"""Papers as real PDFs: what is in them can be found in their text, and the same paper is the same file."""

import subprocess

import pytest

from events.enums import CorrectionKind, Ground
from events.issued_printing import pdf_of
from events.models import IssuedPaper
from tests.events.factories import approved, refused, returned, revoked
from tests.papers.archive import faults_of

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def test_an_approval_paper_carries_number_event_and_code(cast):
    paper = approved(cast).issued_papers.get()

    text = text_of(pdf_of(paper))

    for expected in (
        "郑州市教育局重大活动〔2026〕1号",
        "郑州市教育局关于同意举办“秋季行业发展论坛”的批复",
        cast.organization.name,
        "秋季行业发展论坛",
        "2026年10月20日09:00",
        "市会议中心（金水区农业路1号）",
        "2026年10月9日",
        paper.code,
    ):
        assert expected.replace(" ", "") in text


def test_a_refusal_paper_carries_ground_reasons_and_the_way_to_review(cast):
    paper = refused(cast).issued_papers.get()

    text = text_of(pdf_of(paper))

    for expected in (
        "决定不予批准",
        Ground.OUTSIDE_CHARTER.label,
        "不在业务范围之内。",
        "自送达之日起60日内",
        "由原经办人以外的人员办理",
        paper.code,
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("build", "title"),
    [(returned, "关于补正“秋季行业发展论坛”申报材料的通知"), (revoked, "关于撤销“秋季行业发展论坛”批准的决定")],
)
def test_returns_and_revocations_say_how_to_have_them_reviewed(cast, build, title):
    paper = build(cast).issued_papers.last()

    text = text_of(pdf_of(paper))

    assert title in text
    assert "申请复核" in text


def test_a_paper_can_be_made_again_bit_for_bit(cast):
    paper = approved(cast).issued_papers.get()

    assert pdf_of(paper) == pdf_of(IssuedPaper.objects.get(pk=paper.pk))


def test_number_bears_the_sign_of_the_authority_once_it_is_entered(cast):
    unit = cast.organization.competent_authority
    unit.document_sign = "郑教函"
    unit.save()

    paper = approved(cast).issued_papers.get()

    assert (paper.full_number, paper.content["number"]) == ("郑教活函〔2026〕1号", "郑教活函〔2026〕1号")
    assert "郑教活函〔2026〕1号" in text_of(pdf_of(paper))


def test_paper_of_an_earlier_release_keeps_its_number(cast):
    paper = approved(cast).issued_papers.get()
    del paper.content["number"]

    assert paper.full_number == "郑州市教育局重大活动〔2026〕1号"


def test_registration_authority_gets_a_copy_of_what_another_decides(cast):
    paper = approved(cast).issued_papers.get()

    text = text_of(pdf_of(paper))

    assert paper.content["copies"] == [str(cast.organization.registration_authority)]
    assert f"抄送：{cast.organization.registration_authority}。郑州市教育局2026年10月9日印发" in text


def test_scope_that_an_event_has_not_is_not_printed(cast):
    text = text_of(pdf_of(approved(cast).issued_papers.get()))

    assert "预计人数：120人" in text
    assert "范围：" not in text


def test_no_page_of_a_paper_holds_only_a_few_lines(cast):
    pages = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=pdf_of(refused(cast).issued_papers.get()),
        capture_output=True,
        check=True,
    ).stdout.decode()

    lines = [[line for line in page.splitlines() if line.strip()] for page in pages.split("\f") if page.strip()]
    assert min(len(page) for page in lines) >= 8
    assert "三、救济途径" in "".join(lines[-1])


def test_the_grounds_are_the_closed_list_of_the_regime():
    assert Ground.names == [
        "INCOMPLETE",
        "SHORT_NOTICE",
        "OUTSIDE_CHARTER",
        "NO_PERMIT",
        "NO_LEAD_OR_PLAN",
        "DUPLICATE",
    ]
    assert "OPINION" not in CorrectionKind.names


@pytest.mark.parametrize("build", [approved, refused, revoked])
def test_each_paper_keeps_the_rules_of_the_archive_and_of_readers(cast, build, tmp_path):
    paper = build(cast).issued_papers.last()

    assert faults_of(pdf_of(paper), tmp_path / "paper.pdf") == []
