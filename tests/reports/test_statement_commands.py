"""The commands that operators and scripts use."""

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from reports.models import AnnualStatement
from tests.reports.pdf import running_text_of
from tests.reports.test_batches import index_sheet

pytestmark = pytest.mark.django_db


def refused(capsys, *args) -> tuple[int, list[str]]:
    with pytest.raises(SystemExit) as stop:
        call_command(*args)
    return stop.value.code, capsys.readouterr().err.strip().splitlines()


def test_annual_statement_writes_the_pdf(known, tmp_path):
    out = tmp_path / "报告.pdf"

    call_command("annual_statement", known.uscc.lower(), "2026", out=str(out))

    assert known.name in running_text_of(out.read_bytes())
    assert [path.name for path in tmp_path.iterdir()] == ["报告.pdf"]


def test_annual_statement_again_is_the_same_file(known, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        call_command("annual_statement", known.uscc, "2026", out=str(tmp_path / name))

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert AnnualStatement.objects.count() == 1


@pytest.mark.parametrize(
    ("uscc", "year", "message"),
    [
        ("51410100MJ0000000X", "2026", "没有统一社会信用代码为“51410100MJ0000000X”的社会组织。"),
        ("known", "2018", "年度应在 2019 至"),
        ("known", "今年", "参数有误，用法：annual_statement USCC YEAR --out FILE.pdf。"),
    ],
)
def test_annual_statement_answers_wrong_input_with_one_line(known, tmp_path, capsys, uscc, year, message):
    code = known.uscc if uscc == "known" else uscc

    status, lines = refused(capsys, "annual_statement", code, year, f"--out={tmp_path / 'x.pdf'}")

    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith(message)
    assert (list(tmp_path.iterdir()), AnnualStatement.objects.exists()) == ([], False)


def test_annual_statement_needs_an_out_file(known, capsys):
    status, lines = refused(capsys, "annual_statement", known.uscc, "2026")

    assert (status, lines) == (2, ["参数有误，用法：annual_statement USCC YEAR --out FILE.pdf。"])


@pytest.mark.parametrize("out", ["no/such/folder/x.pdf", "."])
def test_annual_statement_issues_nothing_that_cannot_be_written(known, tmp_path, capsys, monkeypatch, out):
    monkeypatch.chdir(tmp_path)

    status, lines = refused(capsys, "annual_statement", known.uscc, "2026", f"--out={out}")

    assert (status, lines) == (2, [f"无法写入“{out}”：目录不存在，或者这是一个目录。"])
    assert not AnnualStatement.objects.exists()


def test_annual_statements_writes_all_of_an_authority_with_an_index(known, several, tmp_path):
    folder = tmp_path / "2026"

    call_command("annual_statements", "2026", authority=known.registration_authority.code, out=str(folder))

    header, *rows = index_sheet(CalamineWorkbook.from_path(folder / "目录.xlsx"))
    place = header.index("文件")
    files = [row[place] for row in rows]
    assert files == [
        f"金水区/{one.uscc}_{one.name}_2026.pdf" for one in sorted([known, *several], key=lambda one: one.uscc)
    ]
    written = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert sorted(written) == sorted([*files, "目录.xlsx"])


@pytest.mark.parametrize(
    ("year", "authority", "message"),
    [
        ("2026", "410999-MZJ", "没有代码为“410999-MZJ”的机关单位。"),
        ("2018", "410105-MZJ", "年度应在 2019 至"),
        ("x", "410105-MZJ", "参数有误，用法：annual_statements YEAR --authority CODE --out DIR。"),
    ],
)
def test_annual_statements_answers_wrong_input_with_one_line(known, tmp_path, capsys, year, authority, message):
    folder = tmp_path / "out"

    status, lines = refused(capsys, "annual_statements", year, f"--authority={authority}", f"--out={folder}")

    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith(message)
    assert not folder.exists()


def test_annual_statements_says_that_a_file_is_in_the_way(known, tmp_path, capsys):
    blocked = tmp_path / "out"
    blocked.write_text("", encoding="utf-8")

    status, lines = refused(
        capsys, "annual_statements", "2026", f"--authority={known.registration_authority.code}", f"--out={blocked}"
    )

    assert (status, lines) == (2, [f"无法写入“{blocked}”：已有同名文件。"])
