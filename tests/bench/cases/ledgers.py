"""A ledger of 100,000 rows out of the database, against the fastest library that is kept writing the same cells bare, and another.

Once the bare library is given the rows that the portal read, so that only the writing differs; once those of one statement in SQL
that says every cell itself, which is the least that anybody could do for the same file.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.utils.timezone import now
from rustpy_xlsxwriter import write_worksheet

from compliance.enums import OUTSTANDING, RECEIVED, ReportState, ReturnGround
from compliance.models import ReportingPeriod
from organizations.enums import Role
from organizations.models import Authority
from tests.bench.case import Case, sql
from tests.bench.reader import seated
from zhengzhou_ideology.clock import day_of
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
        ways.check()
        yield Case(
            f"{name}, against SQL",
            ways.ledger,
            "one statement in SQL and rustpy-xlsxwriter, the cells alone",
            ways.plain,
            rounds=5,
            remark="the portal asks as a reader who sees all, says the words of states from its closed lists, and counts the sums",
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


def spelled(column: str, choices: list[tuple[str, str]]) -> str:
    words = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in choices)
    return f"CASE {column} {words} ELSE '' END"


def one_of(states: Iterable[str]) -> str:
    return f"r.state = ANY ('{{{','.join(states)}}}')"


# Every cell of the ledger, in the words that it has there; `%(today)s` is the only thing that is asked from outside.
ROWS_IN_SQL = f"""
SELECT o.name, o.uscc, d.name, a.name, coalesce(c.name, '直接登记'),
  p.year || '年第' || (ARRAY['一', '二', '三', '四'])[p.quarter] || '季度', r.version, {spelled("r.state", ReportState.choices)},
  CASE WHEN NOT r.is_current THEN '' WHEN stands AND NOT late THEN '按期报送' WHEN stands THEN '逾期报送'
    WHEN owed AND came THEN '退回待更正' WHEN owed AND r.times_extended > 0 AND r.due_on >= %(today)s THEN '已延期'
    WHEN r.state = 'exempted' THEN '已豁免' WHEN overdue OR missed THEN '逾期未报' WHEN owed THEN '尚未报送' ELSE '不适用' END,
  CASE WHEN NOT r.is_current THEN NULL WHEN stands AND late THEN r.first_submitted_on - r.due_on
    WHEN overdue THEN %(today)s - r.due_on WHEN missed THEN o.ended_on - r.due_on END,
  r.due_on, CASE WHEN r.due_provisional THEN '是' ELSE '否' END, r.first_submitted_on,
  r.submitted_at AT TIME ZONE 'Asia/Shanghai', r.accepted_at AT TIME ZONE 'Asia/Shanghai', u.name,
  {spelled("r.return_ground", ReturnGround.choices)}, r.times_extended, r.content_sha256
FROM compliance_quarterlyreport r
JOIN compliance_reportingperiod p ON p.id = r.period_id
JOIN organizations_organization o ON o.id = r.organization_id
JOIN organizations_district d ON d.code = r.district_id
JOIN organizations_authority a ON a.id = r.registration_authority_id
LEFT JOIN organizations_authority c ON c.id = r.competent_authority_id
LEFT JOIN organizations_user u ON u.id = r.decided_by_id
CROSS JOIN LATERAL (SELECT r.first_submitted_on IS NOT NULL, {one_of(OUTSTANDING)}, r.first_submitted_on > r.due_on) f (came, owed, late)
CROSS JOIN LATERAL (SELECT {one_of(RECEIVED)} OR r.state = 'lapsed' AND came,
  owed AND NOT came AND r.due_on < %(today)s AND o.status = 'active' AND NOT (r.times_extended > 0 AND r.due_on >= %(today)s),
  r.state = 'lapsed' AND NOT came AND r.due_on < o.ended_on) g (stands, overdue, missed)
ORDER BY r.due_on DESC, r.id
"""


class Ways:
    """The same rows, written in four ways."""

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

    def plain(self) -> None:
        write_worksheet((dict(zip(self.titles, row, strict=True)) for row in self._rows_in_sql()), str(self.path))

    def _rows_in_sql(self) -> Iterator[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(ROWS_IN_SQL, {"today": day_of(self.moment)})
            for place, row in enumerate(cursor, start=1):
                yield place, *row

    def check(self) -> None:
        """Both say the same of the first thousands of rows: else the comparison were none."""
        empty = {None: "", "": ""}
        for ours, theirs in islice(zip(self._rows(), self._rows_in_sql(), strict=True), 20_000):
            said = [[empty.get(cell, cell) for cell in row] for row in (ours, theirs)]
            if said[0] != said[1]:
                raise AssertionError(f"{said[0]} is not {said[1]}")

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
