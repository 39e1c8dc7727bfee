"""Importing the same lists into registers of any size, against calamine, COPY and one comparison by code."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import python_calamine
import xlsxwriter
from django.db import connection
from django.utils import timezone
from stdnum.cn import uscc

from organizations.registry import importing
from tests.bench.case import Case, fetched
from tests.bench.town import TODAY
from tests.factories import credit_code

ROWS = (10_000, 100_000)  # the longer one from a register of as many on
KINDS = (("unchanged", 1), ("new", 5_000_001))
HEADS = ("名称", "统一社会信用代码", "登记管理机关", "业务主管单位", "成立日期", "状态")


def cases(size: int) -> Iterator[Case]:
    with tempfile.TemporaryDirectory() as folder:
        lists = [(rows, *kind) for rows in ROWS if rows <= max(size, ROWS[0]) for kind in KINDS]
        for rows, what, first in lists:
            path = Path(folder) / f"{rows}-{what}.xlsx"
            written(path, rows, first)
            yield Case(
                f"import of {rows:,} rows, {what}",
                lambda path=path: imported(path),
                "calamine, check of the code, COPY, upsert by code",
                lambda path=path: bare(path),
                limit=2,
                grows=1.3,
                remark="reads the workbook in a process of its own, and keeps every row with its cells and what is wrong with it for the preview",
                rounds=7,
            )


def written(path: Path, rows: int, first: int) -> None:
    known = {
        row[0]: row[1:]
        for row in fetched(
            "SELECT o.uscc, o.name, r.name, c.name FROM organizations_organization o"
            " JOIN organizations_authority r ON r.id = o.registration_authority_id"
            " JOIN organizations_authority c ON c.id = o.competent_authority_id ORDER BY o.id LIMIT %s",
            [rows],
        )
    }
    bureau, unit = next(iter(known.values()))[1:]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for number in range(rows):
            code = credit_code(first + number)
            name, registrar, competent = known.get(code, (f"郑州市新设第{number}协会", bureau, unit))
            sheet.write_row(number + 1, 0, (name, code, registrar, competent, "2015-03-02", "正常"))


def imported(path: Path) -> None:
    batch = importing.preview(path.read_bytes(), path.name, today=TODAY)
    assert not batch.counts["error"], batch.rows.filter(verdict="error").first().errors
    assert importing.confirm(batch, now=timezone.now())


def bare(path: Path) -> None:
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE listed (name text, uscc text, registrar text, competent text, founded_on date)"
        )
        with cursor.copy("COPY listed FROM STDIN") as copy:
            for name, code, registrar, competent, founded, _ in rows:
                if uscc.is_valid(code):
                    copy.write_row((name, code, registrar, competent, date.fromisoformat(founded)))
        cursor.execute("ANALYZE listed")
        cursor.execute(
            "INSERT INTO organizations_organization (uscc, name, kind, registration_authority_id, competent_authority_id,"
            " district_id, secretariat, phone, email, founded_on, address, status)"
            " SELECT l.uscc, l.name, 'association', r.id, c.id, r.district_id, '', '', '', l.founded_on, '', 'active' FROM listed l"
            " JOIN organizations_authority r ON r.name = l.registrar JOIN organizations_authority c ON c.name = l.competent"
            " ON CONFLICT (uscc) DO UPDATE SET name = excluded.name, founded_on = excluded.founded_on,"
            " registration_authority_id = excluded.registration_authority_id"
            " WHERE (organizations_organization.name, organizations_organization.founded_on)"
            " IS DISTINCT FROM (excluded.name, excluded.founded_on)"
        )
        cursor.execute("DROP TABLE listed")
