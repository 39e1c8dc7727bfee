"""The archive's package: papers, attachments, their description and checksums that a tool of the archive can verify."""

import subprocess
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest
import time_machine
from django.core.management import call_command

from compliance import drafting, report_workflow
from compliance.models import QuarterlyReport
from tests.compliance.cases.conftest import pdf
from tests.events.factories import EventPaperFactory, approved
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory
from tests.reports.conftest import NOW
from tests.reports.test_statement_commands import refused
from tests.reports.test_statement_content import closed_case
from zhengzhou_ideology.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def package(cast, known, tmp_path) -> Path:
    """Of a year with a report and its file, an event with its paper, and a closed case."""
    QuarterlyReport.objects.filter(organization=known, period__quarter=3).delete()
    report = QuarterlyReportFactory(
        organization=known, period=ReportingPeriodFactory(), prepared_by=cast.secretary, complete=True
    )
    drafting.attach(report, by=cast.secretary, uploads=[pdf("会议纪要.pdf")], part="council")
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)
    approved(cast)
    closed_case(cast, known, NOW.date())
    call_command("archive_package", known.uscc, "2026", out=str(tmp_path))
    return next(path for path in tmp_path.iterdir())


def names_in(package) -> list[str]:
    return sorted(str(path.relative_to(package)) for path in package.rglob("*") if path.is_file())


def test_package_holds_papers_attachments_description_and_checksums(known, package):
    names = names_in(package)

    assert package.name == f"{known.uscc}_{known.name}_2026"
    assert [name for name in names if not name.startswith(("04", "05"))] == [
        "01年度合规报告/2026年度合规报告.pdf",
        "02季度报告/2026年第三季度报告回执.pdf",
        "02季度报告/附件_会议纪要.pdf",
        "manifest-sha256.txt",
        "元数据.xml",
    ]
    assert [name.split("/")[0] for name in names if name.startswith(("04", "05"))] == ["04重大活动"] * 2 + [
        "05案件文书"
    ]


def test_checksums_are_verified_by_the_usual_tool(package):
    def verified():
        command = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
        return subprocess.run(command, cwd=package, capture_output=True, check=False).returncode

    before = verified()
    path = package / "01年度合规报告/2026年度合规报告.pdf"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)

    assert (before, verified()) == (0, 1)


def test_every_file_but_the_manifest_has_its_checksum(package):
    lines = (package / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()

    assert sorted(line.split("  ", 1)[1] for line in lines) == [
        name for name in names_in(package) if name != "manifest-sha256.txt"
    ]


def test_description_names_what_the_standard_names(known, package):
    root = parse(package / "元数据.xml").getroot()
    records = root.findall("文件实体")
    first = records[0]

    assert (root.tag, root.get("标准"), len(records)) == ("电子文件元数据", "DA/T 46-2009", len(names_in(package)) - 2)
    assert {
        path: first.findtext(path)
        for path in (
            "聚合层次",
            "来源/立档单位名称",
            "档号/年度",
            "档号/保管期限",
            "内容描述/题名",
            "内容描述/文种",
            "内容描述/日期",
        )
    } == {
        "聚合层次": "件",
        "来源/立档单位名称": "金水区民政局",
        "档号/年度": "2026",
        "档号/保管期限": "10年",
        "内容描述/题名": f"{known.name} 2026 年度合规报告",
        "内容描述/文种": "报告",
        "内容描述/日期": "20261020",
    }
    for record in records:
        path = package / record.findtext("电子属性/计算机文件名")
        assert path.stat().st_size == int(record.findtext("电子属性/计算机文件大小"))
        kept = record.findtext("档号/保管期限")
        assert kept == ("30年" if path.parent.name == "05案件文书" else "10年")


def test_file_that_is_gone_or_was_altered_is_said_to_be_so(cast, known, tmp_path):
    filing = approved(cast)
    gone = EventPaperFactory(filing=filing).file
    StoredFile.objects.filter(pk=gone.pk).update(file="files/gone.pdf", name="不在了.pdf")

    call_command("archive_package", known.uscc, "2026", out=str(tmp_path))

    package = next(path for path in tmp_path.iterdir())
    notes = {
        record.findtext("内容描述/题名"): record.findtext("附注")
        for record in parse(package / "元数据.xml").getroot().findall("文件实体")
        if record.findtext("内容描述/文种") == "附件"
    }
    assert notes == {
        "不在了.pdf": f"随附于：{filing.title}；存储中没有找到原文件",
        "活动议程.pdf": f"随附于：{filing.title}；存储中的内容与登记的校验值不符",
    }


def test_draft_and_other_years_stay_out(cast, known, tmp_path):
    approved(cast, starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 5))

    call_command("archive_package", known.uscc, "2026", out=str(tmp_path))

    package = next(path for path in tmp_path.iterdir())
    assert names_in(package) == ["01年度合规报告/2026年度合规报告.pdf", "manifest-sha256.txt", "元数据.xml"]


@pytest.mark.parametrize(
    ("uscc", "year", "message"),
    [
        ("51410100MJ0000000X", "2026", "没有统一社会信用代码为“51410100MJ0000000X”的社会组织。"),
        ("known", "2018", "年度应在 2019 至"),
        ("known", "今年", "参数有误，用法：archive_package USCC YEAR --out DIR。"),
    ],
)
def test_wrong_input_is_one_line_and_writes_nothing(known, tmp_path, capsys, uscc, year, message):
    code = known.uscc if uscc == "known" else uscc

    status, lines = refused(capsys, "archive_package", code, year, f"--out={tmp_path / 'x'}")

    assert (status, len(lines), list(tmp_path.iterdir())) == (2, 1, [])
    assert lines[0].startswith(message)


def test_package_is_not_written_over_another(known, tmp_path, capsys):
    call_command("archive_package", known.uscc, "2026", out=str(tmp_path))

    status, lines = refused(capsys, "archive_package", known.uscc, "2026", f"--out={tmp_path}")

    assert (status, len(lines), len(list(tmp_path.iterdir()))) == (2, 1, 1)
