"""The statement on paper: readable, searchable, tagged, in Chinese faces, and the same each time."""

import io
import time
from datetime import date

import pikepdf
import pytest

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from reports.issuing import issue_one
from reports.models import AnnualStatement
from reports.statement_paper import statement_pdf
from tests.papers.archive import faults_of
from tests.reports.conftest import NOW, accepted, at
from tests.reports.pdf import faces_of, running_text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(known) -> AnnualStatement:
    return issue_one(known, 2026, now=NOW)


def test_search_finds_name_code_figures_and_sources(statement):
    text = running_text_of(statement_pdf(statement))

    for words in (
        "郑州市镕𬬮文化促进会",
        statement.snapshot["organization"]["uscc"],
        "金水区民政局",
        "王某某",
        "2026年2月10日",
        "11／12",
        "逾期3天报送",
        "逾期未报",
        "郑民文〔2019〕94号",
        statement.printed_code,
        statement.snapshot_sha256,
        "出具时间2026年10月20日09:30",
    ):
        assert words in text


def test_open_year_is_marked_on_every_page(statement):
    pdf = statement_pdf(statement)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    assert running_text_of(pdf).count("预发稿，年度未结束，数据截至2026年10月20日") == pages


def test_finished_year_is_not_marked(known):
    QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.EXEMPTED)
    accepted(known, 4, date(2027, 1, 15), at(2027, 1, 5))

    text = running_text_of(statement_pdf(issue_one(known, 2026, now=at(2027, 2, 1))))

    assert "年度已结束，各季度报告均已办结" in text
    assert "年度未结束，数据截至" not in text


def test_paper_neither_scores_nor_ranks(statement):
    text = running_text_of(statement_pdf(statement)).replace("不对社会组织和个人作评价或者排名", "")

    assert [
        word for word in ("得分", "评分", "排名", "等级", "优秀", "信用") if word in text.replace("信用代码", "")
    ] == []


def test_paper_is_tagged_and_says_its_language_and_title(statement):
    with pikepdf.open(io.BytesIO(statement_pdf(statement))) as document:
        root = document.Root
        facts = (bool(root.MarkInfo.Marked), "/StructTreeRoot" in root, str(root.Lang), str(document.docinfo["/Title"]))
        claim = document.open_metadata().get("pdfuaid:part")

    assert facts == (True, True, "zh-CN", "郑州市镕𬬮文化促进会2026年度合规报告")
    assert claim == "1"


def test_every_picture_has_a_text_for_those_who_do_not_see_it(statement):
    with pikepdf.open(io.BytesIO(statement_pdf(statement))) as document:
        figures = [
            str(thing.get("/Alt", ""))
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]

    assert len(figures) == 3
    assert all(figures)


def test_faces_are_chinese_and_embedded(statement):
    assert faces_of(statement_pdf(statement)) == {
        "Noto-Serif-CJK-SC",
        "Noto-Serif-CJK-SC-Bold",
    }


def test_same_statement_gives_the_same_file(statement):
    first = statement_pdf(statement)

    assert statement_pdf(AnnualStatement.objects.get(pk=statement.pk)) == first


def test_later_changes_of_the_register_do_not_reach_a_frozen_statement(statement, known):
    before = statement_pdf(statement)
    known.name = "郑州市改名协会"
    known.save()

    assert statement_pdf(AnnualStatement.objects.get(pk=statement.pk)) == before


def test_warm_process_prints_a_statement_in_a_few_seconds(statement):
    """One on most machines; with faces that are cut by Python instead of by HarfBuzz it was eleven."""
    statement_pdf(statement)

    start = time.process_time()
    statement_pdf(statement)

    assert time.process_time() - start < 8


def test_statement_keeps_the_rules_of_the_archive_and_of_readers(statement, tmp_path):
    content = statement_pdf(statement)

    assert faults_of(content, tmp_path / "paper.pdf") == []
    assert len(content) < 150 * 1024
