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
from tests.papers.authority import status_of
from tests.papers.conftest import bureau, keys, root, stamps  # noqa: F401 - the key of the education authority
from tests.reports.conftest import NOW
from tests.reports.pdf import running_text_of
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
    call_command("archive_package", known.uscc, "2026", out=str(tmp_path / "out"))
    return next((tmp_path / "out").iterdir())


def names_in(package) -> list[str]:
    return sorted(str(path.relative_to(package)) for path in package.rglob("*") if path.is_file())


def signatures_in(package) -> dict[str, tuple[str | None, str | None]]:
    """Of each PDF that is no attachment: by whom it is signed, or that it is not, as the description says."""
    records = parse(package / "元数据.xml").getroot().findall("文件实体")
    return {
        record.findtext("电子属性/计算机文件名"): (record.findtext("电子签名/签名人"), record.findtext("附注"))
        for record in records
        if record.findtext("内容描述/文种") != "附件"
    }


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
    lines = (package / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(line.split("  ", 1)[1] for line in lines) == [name for name in names if name[0] != "m"]


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


def test_description_names_what_the_standard_names(known, package):
    described = parse(package / "元数据.xml").getroot()
    records = described.findall("文件实体")
    first = records[0]

    assert (described.tag, described.get("标准"), len(records)) == (
        "电子文件元数据",
        "DA/T 46-2009",
        len(names_in(package)) - 2,
    )
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
    assert list(signatures_in(package).values()) == [(None, "未加盖电子签名")] * 4  # nobody has a key


def test_papers_of_authorities_lie_in_it_as_they_are_handed_out(registrar_key, package, root):  # noqa: F811
    found = signatures_in(package)

    assert sorted(signer for signer, _ in found.values()) == ["郑州市教育局"] + ["金水区民政局"] * 3
    for path, (signer, note) in found.items():
        paper = (package / path).read_bytes()
        status = status_of(paper, root)
        assert (status.intact, status.valid, status.trusted, note) == (True, True, True, None), path
        assert status.signing_cert.subject.native == {"common_name": signer}
        assert "本文件已加盖电子签名" in running_text_of(paper)


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
