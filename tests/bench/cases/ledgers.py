"""A ledger of 100,000 rows out of the database, against the fastest library that is kept writing the same cells bare, and another."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.utils.timezone import now
from rustpy_xlsxwriter import write_worksheet

from compliance.models import ReportingPeriod
from organizations.enums import Role
from organizations.models import Authority
from tests.bench.case import Case, sql
from tests.bench.reader import seated
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.ledgers.workbook import Book, write

ROWS = 100_000
PERIODS = """
INSERT INTO compliance_reportingperiod (year, quarter, due_on, due_provisional, due_steps)
SELECT 2025 - n / 4, 1 + n % 4, make_date(2025 - n / 4, 3 * (1 + n % 4), 28), false, '[]' FROM generate_series(0, {more} - 1) n
"""


def cases(size: int) -> Iterator[Case]:
    """Of the quarters that the city has, and of so many before them that there are enough rows."""
    if size > ROWS:
        return
    forget()
    rows = max(min(ROWS, 10 * size), ReportingPeriod.objects.count() * size)
    earlier(rows // size - ReportingPeriod.objects.count())
    with tempfile.TemporaryDirectory() as folder:
        ways = Ways(Path(folder) / "ledger.xlsx")
        name = f"ledger of {rows:,} quarterly reports"
        yield Case(
            name,
            ways.ledger,
            "rustpy-xlsxwriter, the cells alone",
            ways.bare,
            limit=1.5,
            most_memory=250,
            rounds=5,
            remark="with title, filters, types, widths and a sheet of sums, which the library alone does not write",
        )
        yield Case(f"{name}, against another", ways.ledger, "XlsxWriter in constant memory", ways.other, rounds=3)
        connection.close()  # what was spared of this session alone
    forget()


def forget() -> None:
    sql(
        "SET session_replication_role = replica",
        "DELETE FROM compliance_quarterlyreport WHERE period_id IN (SELECT id FROM compliance_reportingperiod WHERE year < 2026)",
        "DELETE FROM compliance_reportingperiod WHERE year < 2026",
        "SET session_replication_role = origin",
        "VACUUM ANALYZE compliance_quarterlyreport",
    )


def earlier(more: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_name ="
            " 'compliance_quarterlyreport' AND column_name NOT IN ('id', 'period_id', 'due_on') AND is_generated = 'NEVER'"
        )
        columns = cursor.fetchone()[0]
    sql(
        "SET session_replication_role = replica",
        PERIODS.format(more=more),
        f"INSERT INTO compliance_quarterlyreport (period_id, due_on, {columns})"
        f" SELECT p.id, p.due_on, {', '.join(f'r.{name}' for name in columns.split(', '))}"
        " FROM compliance_reportingperiod p, compliance_quarterlyreport r WHERE p.year < 2026"
        " AND r.period_id = (SELECT min(id) FROM compliance_reportingperiod WHERE year = 2026)",
        "SET session_replication_role = origin",
        "VACUUM ANALYZE compliance_quarterlyreport",
    )


class Ways:
    """The same rows, written in three ways."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.user = seated(Role.REGISTRAR, Authority.objects.get(code="410100-MZJ"))
        self.moment = now()
        self.of = ledgers()["reports"]
        self.form, self.columns = self.of.form(self.user, {}), self.of.chosen(())
        self.titles = ["序号", *(column.title for column in self.columns)]

    def _asked(self) -> tuple:
        return self.user, self.form, self.columns, self.moment

    def _rows(self) -> Iterator[tuple]:
        for place, row in enumerate(self.of.rows(*self._asked()), start=1):
            yield place, *row

    def ledger(self) -> None:
        sums, rows = list(self.of.sums(*self._asked())), self.of.rows(*self._asked())
        write(Book(self.of.title, "全部", f"截至 {self.moment:%Y-%m-%d}", self.columns, rows, sums), self.path)

    def bare(self) -> None:
        write_worksheet((dict(zip(self.titles, row, strict=True)) for row in self._rows()), str(self.path))

    def other(self) -> None:
        said = {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
        with xlsxwriter.Workbook(str(self.path), said) as book:
            sheet = book.add_worksheet("台账")
            sheet.write_row(0, 0, self.titles)
            for number, row in enumerate(self._rows(), start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, (date, datetime)):
                        sheet.write_datetime(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell)
