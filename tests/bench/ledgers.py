"""A ledger of 100,000 rows out of the database against the fastest library that is kept, on the same rows: `make bench`.

In turns: the ledger of quarterly reports as the export centre writes it, with its title, filters, types and formulas; the bare
library, which writes the same cells without any of that; and XlsxWriter in constant memory. `--size` says how many rows.
Exit status 1 if the ledger takes more than 1.5 times as long as the bare library, or more than 250 MB.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django  # noqa: E402

django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from rustpy_xlsxwriter import write_worksheet  # noqa: E402

from compliance.models import QuarterlyReport, ReportingPeriod  # noqa: E402
from organizations.enums import Role  # noqa: E402
from organizations.models import Authority, Organization  # noqa: E402
from reports.exports.making import spare_compiling  # noqa: E402
from tests.factories import OrganizationFactory, credit_code, member  # noqa: E402
from tests.template_database import template_database  # noqa: E402
from zhengzhou_ideology.ledgers.ledger import ledgers  # noqa: E402
from zhengzhou_ideology.ledgers.workbook import Book, write  # noqa: E402

BUREAU = "410105-MZJ"
LIMIT, MEMORY_MB, ROUNDS = 1.5, 250, 3
QUARTERS = [(year, quarter) for year in range(2019, 2029) for quarter in (1, 2, 3, 4)]


def fill(size: int) -> None:
    """So many reports, of as many organizations as there are quarters for, all of one bureau."""
    first = OrganizationFactory(registration_authority=Authority.objects.get(code=BUREAU))
    keys = {
        name: getattr(first, name) for name in ("registration_authority_id", "competent_authority_id", "district_id")
    }
    with connection.cursor() as cursor:
        # Without history and guards: only the rows are read here.
        cursor.execute("SET session_replication_role = replica")
    organizations = Organization.objects.bulk_create(
        (
            Organization(
                uscc=credit_code(7000 + n),
                name=f"郑州市某某行业协会第{n}分会",
                kind=first.kind,
                founded_on=date(2015, 3, 2),
                **keys,
            )
            for n in range(-(-size // len(QUARTERS)))
        ),
        batch_size=2000,
    )
    periods = ReportingPeriod.objects.bulk_create(
        ReportingPeriod(year=year, quarter=quarter, due_on=date(year + quarter // 4, quarter * 3 % 12 + 1, 15))
        for year, quarter in QUARTERS
    )
    reports = (report(one, period, keys) for one in organizations for period in periods)
    QuarterlyReport.objects.bulk_create((one for _, one in zip(range(size), reports, strict=False)), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


def filled_elsewhere(size: int) -> None:
    """By a process that ends: the memory in which the rows were made is none of the ledger's."""
    connection.close()
    child = os.fork()
    if not child:
        status = 1
        try:
            fill(size)
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def report(organization: Organization, period: ReportingPeriod, keys: dict) -> QuarterlyReport:
    came = period.due_on if organization.pk % 3 else None
    moment = now() if came else None
    state, sha256 = ("accepted", f"{organization.pk:064d}") if came else ("draft", "")
    facts = {
        "state": state,
        "content_sha256": sha256,
        "first_submitted_on": came,
        "submitted_at": moment,
        "accepted_at": moment,
    }
    return QuarterlyReport(organization=organization, period=period, due_on=period.due_on, **facts, **keys)


def ways(user: object) -> dict[str, Callable[[Path], None]]:
    ledger, moment = ledgers()["reports"], now()
    form, columns = ledger.form(user, {}), ledger.chosen(())
    titles = ["序号", *(column.title for column in columns)]

    def rows():
        for place, row in enumerate(ledger.rows(user, form, columns, moment), start=1):
            yield place, *row

    def as_ledger(path: Path) -> None:
        sums = list(ledger.sums(user, form, columns, moment))
        write(
            Book(
                ledger.title, "全部", f"截至 {moment:%Y-%m-%d}", columns, ledger.rows(user, form, columns, moment), sums
            ),
            path,
        )

    def bare(path: Path) -> None:
        write_worksheet((dict(zip(titles, row, strict=True)) for row in rows()), str(path))

    def other(path: Path) -> None:
        with xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
        ) as book:
            sheet = book.add_worksheet("台账")
            sheet.write_row(0, 0, titles)
            for number, row in enumerate(rows(), start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, (date, datetime)):
                        sheet.write_datetime(number, place, cell)
                    elif cell is not None:
                        sheet.write(number, place, cell)

    return {"ledger": as_ledger, "bare rustpy-xlsxwriter": bare, "XlsxWriter, constant memory": other}


def measured(way: Callable[[Path], None], path: Path) -> tuple[float, float, float]:
    """Seconds by the wall, seconds on a processor of this process, and the most memory it held meanwhile, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    wall, worked = time.perf_counter(), time.process_time()
    way(path)
    wall, worked = time.perf_counter() - wall, time.process_time() - worked
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return wall, worked, int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(size: int) -> int:
    found: dict[str, list[tuple[float, float, float]]] = {}
    filled_elsewhere(size)
    writers = ways(member(Role.REGISTRAR, Authority.objects.get(code=BUREAU)))
    spare_compiling()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, way in writers.items():
                found.setdefault(name, []).append(measured(way, Path(folder) / "ledger.xlsx"))
    head = "Seconds | Processor seconds | Ratio | Most memory, MB |\n|---|---:|---:|---:|---:|"
    print(f"| {size:,} rows of the ledger of quarterly reports | {head}")  # noqa: T201
    middle = {
        name: [statistics.median(values) for values in zip(*rounds, strict=True)] for name, rounds in found.items()
    }
    bare = middle["bare rustpy-xlsxwriter"][1]
    for name, (wall, worked, memory) in middle.items():
        print(f"| {name} | {wall:.1f} | {worked:.1f} | {worked / bare:.2f} | {memory:.0f} |")  # noqa: T201
    _, worked, memory = middle["ledger"]
    return int(worked > LIMIT * bare or memory > MEMORY_MB)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    wanted = parser.parse_known_args()[0].size
    connection.settings_dict["TEST"]["TEMPLATE"] = template_database()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    setup_test_environment()
    databases = runner.setup_databases()
    try:
        status = main(wanted)
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()
    sys.exit(status)
