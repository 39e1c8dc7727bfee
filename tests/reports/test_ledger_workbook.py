"""A ledger opened again: types, formulas and what stands above the rows, by a library and by an office program."""

import subprocess
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhengzhou_ideology.ledgers import workbook
from zhengzhou_ideology.ledgers.columns import code, day, labelled, moment, number, read, text
from zhengzhou_ideology.ledgers.workbook import DATA, ROWS, SUMMARY, TOTAL, Book, Sum, TooManyRows, write

COLUMNS = (
    text("name", "名称", "name"),
    code("uscc", "统一社会信用代码", "uscc"),
    labelled("state", "状态", "state", [("met", "按期报送"), ("late", "逾期报送")]),
    day("due_on", "截止日期", "due_on"),
    moment("came_at", "提交时间", "came_at"),
    number("times", "次数", "times", summed=True),
)
CAME = datetime(2026, 10, 12, 23, 30, tzinfo=ZoneInfo("UTC"))
FOUND = [
    ("郑州市𬭎文化促进会", "51410100MJ0000001X", "met", date(2026, 10, 15), CAME, 2),
    ("=1+1", "0053410100", "late", date(2026, 7, 15), None, 3),
    ("+86", "@SUM(A1)", "late", None, None, None),
    ("-2", "https://www.example.org", "met", None, None, 0),
]
SUMS = [Sum("序号", ROWS, 4), Sum("状态", "按期报送", 2), Sum("状态", "逾期报送", 2), Sum("次数", TOTAL, 5)]


def book(path: Path, found=FOUND, sums=SUMS) -> Path:
    rows = read(COLUMNS, found)
    write(Book("季度报告台账", "导出条件：全部", "截至 2026-10-20 09:30", COLUMNS, rows, sums), path)
    return path


def opened(path: Path, **options):
    import openpyxl

    return openpyxl.load_workbook(path, **options)


def test_cells_have_the_types_of_their_columns(tmp_path):
    sheet = opened(book(tmp_path / "ledger.xlsx"))[DATA]

    first, second = list(sheet.iter_rows(min_row=5, max_row=6))
    assert [cell.value for cell in first] == [
        1,
        "郑州市𬭎文化促进会",
        "51410100MJ0000001X",
        "按期报送",
        datetime(2026, 10, 15),
        datetime(2026, 10, 13, 7, 30),
        2,
    ]
    assert [cell.data_type for cell in first] == ["n", "s", "s", "s", "d", "d", "n"]
    assert [cell.number_format for cell in first[2:6]] == ["@", "General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert second[2].value == "0053410100"


def test_no_text_becomes_a_formula_or_a_link(tmp_path):
    sheet = opened(book(tmp_path / "ledger.xlsx"))[DATA]

    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row[1:3]]
    assert {cell.value for cell in cells} >= {"=1+1", "+86", "-2", "@SUM(A1)", "https://www.example.org"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_title_filters_and_header_stay_in_sight(tmp_path):
    sheet = opened(book(tmp_path / "ledger.xlsx"))[DATA]

    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == ["季度报告台账", "导出条件：全部", "截至 2026-10-20 09:30"]
    assert [cell.value for cell in sheet[4]] == ["序号", *(column.title for column in COLUMNS)]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C5", "A4:G8")
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "$4:$4",
        "landscape",
        8,
    )


def test_without_rows_there_is_still_a_header(tmp_path):
    sheet = opened(book(tmp_path / "ledger.xlsx", [], [Sum("序号", ROWS, 0)]))[DATA]

    assert [cell.value for cell in sheet[4]] == ["序号", *(column.title for column in COLUMNS)]


def test_more_rows_than_a_sheet_holds_are_refused_and_not_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)

    with pytest.raises(TooManyRows):
        book(tmp_path / "ledger.xlsx")


def counted_again(files: list[Path], folder: Path) -> dict[str, list[tuple]]:
    """The sheets of sums as LibreOffice computes them, all files in one run."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=180)
    return {
        path.stem: list(opened(folder / path.name, data_only=True)[SUMMARY].iter_rows(min_row=2, values_only=True))
        for path in files
    }


@pytest.mark.slow
def test_formulas_agree_with_the_portal_when_an_office_program_counts_again(tmp_path):
    wrong = [*SUMS[:-1], Sum("次数", TOTAL, 6)]
    files = [
        book(tmp_path / "right.xlsx"),
        book(tmp_path / "wrong.xlsx", sums=wrong),
        book(tmp_path / "none.xlsx", [], [Sum("序号", ROWS, 0)]),
    ]
    counted = {name: [row[1:] for row in rows] for name, rows in counted_again(files, tmp_path / "again").items()}

    assert counted["right"] == [
        (ROWS, 4, 4, "一致"),
        ("按期报送", 2, 2, "一致"),
        ("逾期报送", 2, 2, "一致"),
        (TOTAL, 5, 5, "一致"),
    ]
    assert counted["wrong"][-1] == (TOTAL, 6, 5, "不一致")
    assert counted["none"] == [(ROWS, 0, 0, "一致")]
    again = opened(tmp_path / "again" / "right.xlsx")[DATA]
    assert [again[f"{column}5"].data_type for column in "ABCDEFG"] == ["n", "s", "s", "s", "d", "d", "n"]
    assert again["B6"].value == "=1+1"
