"""A city of 2,000 organizations: board, ledger, statements, roll-up and interface say the same of its year."""

import json
from collections import Counter
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from compliance.enums import DutyKind, DutyStatus, PleaState
from compliance.models import Duty, Extension, QuarterlyReport
from compliance.models.duties import part_label
from compliance.status import QUARTERLY_REPORT, period_of
from events.models import EventFiling
from reports.models import AnnualStatement
from tests import city
from tests.exported import exported
from tests.factories import UserFactory
from tests.reports.api.conftest import system

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = 2026
NOW = datetime(2027, 1, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ORGANIZATIONS = 2000
# (duty, period, status) -> how many
Sums = Counter[tuple[str, str, str]]
STATUS_OF = {status.label: status.value for status in DutyStatus} | {"逾期未报": "open"}
QUARTERS = {f"第{word}季度": f"{YEAR}Q{number}" for number, word in enumerate("一二三四", start=1)}
KIND_OF = {kind.label: kind.value for kind in DutyKind}


@pytest.fixture
def filled(cast, django_capture_on_commit_callbacks):
    """The city with its year, counted for the boards and published."""
    with time_machine.travel(NOW, tick=False):
        found = city.build(ORGANIZATIONS, YEAR, today=NOW.date(), preparer=UserFactory(), officer=UserFactory())
        call_command("refresh_boards", full=True)
        with django_capture_on_commit_callbacks(execute=True):
            cast.client("administrator").post(reverse("reports:publication_list"), {"year": YEAR, "sure": "on"})
        yield found


def counted_one_by_one() -> Sums:
    """What stands on the rows, each with its status of that day."""
    today = NOW.date()
    reports = QuarterlyReport.objects.of_year(YEAR).current().with_status(today).select_related("period")
    duties = Duty.objects.of_year(YEAR).current().with_status(today)
    found = Counter((QUARTERLY_REPORT, f"{YEAR}Q{row.period.quarter}", row.status) for row in reports)
    return found + Counter((row.kind, period_of(YEAR, row.part, row.parts), row.status) for row in duties)


def of_the_boards(client) -> Sums:
    """Read from the sheets beside the pages."""
    import openpyxl

    found: Sums = Counter()
    for board in ("reports", "duties"):
        answer = client.get(reverse("boards:sheet", args=[board, YEAR, "period"]))
        assert answer.status_code == 200
        rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(min_row=4, values_only=True)
        titles = next(rows)
        for _, label, *cells in rows:
            if label == "合计":
                continue
            duty, period = line_of(label)
            line = dict(zip(titles[2:], cells, strict=True))
            found.update({(duty, period, status): line[title] for title, status in STATUS_OF.items() if title in line})
    return +found


def line_of(label: str) -> tuple[str, str]:
    """The duty and period that a board calls so."""
    if label in QUARTERS:
        return QUARTERLY_REPORT, QUARTERS[label]
    kind = next(value for name, value in KIND_OF.items() if label.startswith(name))
    return kind, periods_of(kind)[label.removeprefix(DutyKind(kind).label)]


def of_the_ledgers(cast) -> Sums:
    reports = exported(cast, "administrator", "reports", year=YEAR)
    duties = exported(cast, "administrator", "duties", year=YEAR)
    periods = {kind: periods_of(kind) for kind in DutyKind.values}
    found = Counter(
        (QUARTERLY_REPORT, QUARTERS[row["季度"].removeprefix(f"{YEAR}年")], STATUS_OF[row["履职状态"]])
        for row in reports
    )
    for row in duties:
        kind = KIND_OF[row["事项"]]
        found[kind, periods[kind][row["期次"] or ""], STATUS_OF[row["履职状态"]]] += 1
    return found


def periods_of(kind: str) -> dict[str, str]:
    """Periods of a kind by what the ledger calls them."""
    rows = Duty.objects.of_year(YEAR).of_kind(kind).order_by().values_list("part", "parts").distinct()
    return {part_label(part, parts): period_of(YEAR, part, parts) for part, parts in rows}


def of_the_statements() -> Sums:
    """Out of the published papers, one after the other; what is not owed stands on no row."""
    found: Sums = Counter()
    for snapshot in AnnualStatement.objects.values_list("snapshot", flat=True).iterator():
        found.update((line["duty"], line["period"], line["status"]) for line in snapshot["lines"])
    return owed(found)


def of_the_paper(cast) -> tuple[Sums, dict]:
    """Out of the content inside the roll-up's PDF, as whoever receives it finds it."""
    client, authority = cast.client("administrator"), cast.administrator.acting.authority_id
    answer = client.post(reverse("reports:rollup_list"), {"year": YEAR, "authority": authority})
    assert answer.status_code == 302, answer.content.decode()
    with pikepdf.open(BytesIO(client.get(answer.url).content)) as pdf:
        said = json.loads(pdf.attachments["data.json"].get_file().read_bytes())["sums"]
    duties = said["duties"].items()
    return owed(
        Counter({(d, p, s): n for d, periods in duties for p, of in periods.items() for s, n in of.items()})
    ), said


def of_the_interface(cast) -> Sums:
    reader, found, after = system(cast, authority=cast.administrator.acting.authority, now=NOW), Counter(), {}
    while True:
        page = reader.get("/sums", year=YEAR, **after).json()
        for item in page["items"]:
            for line in item["lines"]:
                found.update({(line["duty"], line["period"], s): n for s, n in line["counts"].items()})
        if not page["next"]:
            return +found
        after = {"after": page["next"]}


def owed(found: Sums) -> Sums:
    return Counter({key: number for key, number in found.items() if key[2] != DutyStatus.NOT_APPLICABLE})


def test_board_ledger_statements_roll_up_and_interface_agree(cast, filled):
    truth = counted_one_by_one()
    assert sum(truth.values()) > 10 * ORGANIZATIONS
    assert {status for _, _, status in truth} >= {"met", "late", "returned", "exempt", "open"}

    paper, said = of_the_paper(cast)

    assert of_the_boards(cast.client("administrator")) == truth
    assert of_the_ledgers(cast) == truth
    assert of_the_interface(cast) == truth
    assert of_the_statements() == owed(truth)
    assert paper == owed(truth)

    filings = EventFiling.objects.filter(starts_on__year=YEAR, is_current=True).values_list("state", flat=True)
    assert Counter(said["events"]) == Counter(filings)
    assert sum(said["extensions"].values()) == Extension.objects.filter(state=PleaState.GRANTED).count()
