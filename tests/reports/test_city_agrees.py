"""A city of 2,000 organizations: boards, ledgers, interface, statements and roll-up say the same of its year, on paper too.

So do those of one of its districts and of one competent authority, each as its own officers read them.
"""

import json
import re
from collections import Counter
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from python_calamine import CalamineWorkbook

from compliance.cases.enums import CaseGround, CaseState, Measure
from compliance.cases.models import AccountabilityCase
from compliance.enums import DutyKind, DutyStatus, MeetingKind, PleaState
from compliance.models import Duty, Exemption, Extension, Meeting, QuarterlyReport
from compliance.models.duties import part_label
from compliance.models.matters import MatterReport
from compliance.models.status import called
from compliance.status import QUARTERLY_REPORT, period_of
from events.enums import FilingState
from events.models import EventFiling
from organizations.models import Authority, Organization, Outlet
from reports.models import AnnualStatement
from tests import city
from tests.exported import cells_of, export_of
from tests.factories import UserFactory
from tests.reports.api.conftest import system
from tests.reports.pdf import running_text_of, table_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = 2026
NOW = datetime(2027, 1, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
LAST = date(YEAR, 12, 31)
ORGANIZATIONS = 2000
# ("duty", "study", "2026H1", "met"), ("event", "approved"), ("outlet",) and the like -> how many
Sums = Counter[tuple[str, ...]]
STATUS_OF = {status.label: status.value for status in DutyStatus} | {"逾期未报": "open"}
QUARTERS = {f"第{word}季度": f"{YEAR}Q{number}" for number, word in enumerate("一二三四", start=1)}
KIND_OF = {kind.label: kind.value for kind in DutyKind}
FILED = {state.label: state.value for state in FilingState}
MEASURES = {measure.label: measure.value for measure in Measure} | {"未采取措施": ""}
GROUNDS = {ground.label: ground.value for ground in CaseGround}
PLEAS = {"延期": "extension", "豁免": "exemption"}
# Who reads for an authority, and who of it reads reports of matters and cases one by one.
READERS = {
    "410100-MZJ": ("administrator", "auditor"),
    "410105-MZJ": ("supervisor", "supervisor"),
    "410100-JYJ": ("competent", ""),
}
OF_DUTIES = {"按期": "met", "逾期报送": "late", "退回": "returned", "延期": "extended", "豁免": "exempt", "不适用": "not_applicable"}  # fmt: skip
BY_DISTRICT = {"应办义务": "owed", "按期": "met", "逾期报送": "late", "逾期未报": "overdue", "申报活动": "events", "批准活动": "approved"}  # fmt: skip


@pytest.fixture
def filled(cast, django_capture_on_commit_callbacks):
    """The city with its year, counted for the boards and published."""
    with time_machine.travel(NOW, tick=False):
        found = city.build(ORGANIZATIONS, YEAR, today=NOW.date(), preparer=UserFactory(), officer=UserFactory())
        call_command("refresh_boards", full=True)
        with django_capture_on_commit_callbacks(execute=True):
            cast.client("administrator").post(reverse("reports:publication_list"), {"year": YEAR, "sure": "on"})
        yield found


# What stands on the rows


def counted_one_by_one(authority: Authority) -> Sums:
    """Each paper with its status of that day, each act, each outlet in use when the year ended."""
    today, reach = NOW.date(), Authority.objects.subtree_of(authority.pk).values("pk")
    whose = Organization.objects.filter(Q(registration_authority__in=reach) | Q(competent_authority__in=reach))
    of = {"organization__in": whose.values("pk")}
    found: Sums = Counter()
    reports = QuarterlyReport.objects.of_year(YEAR).current().filter(**of).with_status(today).select_related("period")
    for row in reports:
        found.update(_counted(QUARTERLY_REPORT, f"{YEAR}Q{row.period.quarter}", row))
    for row in Duty.objects.of_year(YEAR).current().filter(**of).with_status(today):
        found.update(_counted(row.kind, period_of(YEAR, row.part, row.parts), row))
    filings = EventFiling.objects.filter(starts_on__year=YEAR, is_current=True, **of)
    found.update(("event", state) for state in filings.values_list("state", flat=True))
    found["late event",] = filings.filter(is_late=True).count()
    for kind, model in (("extension", Extension), ("exemption", Exemption)):
        either = Q(report__organization__in=whose.values("pk")) | Q(duty__organization__in=whose.values("pk"))
        found["granted", kind] = model.objects.filter(either, state=PleaState.GRANTED).count()
    found["matter",] = MatterReport.objects.filter(sent_at__year=YEAR, **of).count()
    outlets = Outlet.objects.filter(**of).values_list("since", "until")
    found["outlet",] = sum(in_use(since, until) for since, until in outlets)
    meetings = Meeting.objects.filter(report__organization__in=whose.values("pk"), report__period__year=YEAR)
    read = meetings.exclude(report__state__in=("draft", "certifying", "returned", "exempted", "lapsed"))
    found.update(("meeting", kind) for kind in read.values_list("kind", flat=True))
    cases = AccountabilityCase.objects.filter(**of)
    found.update(("opened", ground) for ground in cases.filter(opened_on__year=YEAR).values_list("ground", flat=True))
    found.update(("closed", one) for one in cases.filter(closed_on__year=YEAR).values_list("measure", flat=True))
    return +found


def _counted(duty: str, period: str, row) -> list[tuple[str, ...]]:
    overdue = row.status == DutyStatus.OPEN and row.days_over > 0
    return [("duty", duty, period, row.status), *([("overdue", duty, period)] if overdue else [])]


def in_use(since, until) -> bool:
    return (not since or since <= LAST) and (not until or until > LAST)


def told(found: Sums, *subjects: str) -> Sums:
    return Counter({key: number for key, number in found.items() if key[0] in subjects and number})


def owed(found: Sums) -> Sums:
    """What is not applicable stands on no row as often as on one."""
    return Counter({key: number for key, number in found.items() if key[-1] != DutyStatus.NOT_APPLICABLE and number})


# Boards, out of the sheets beside their pages


def sheet_of(client, board: str, table: str) -> list[dict]:
    answer = client.get(reverse("boards:sheet", args=[board, YEAR, table]))
    assert answer.status_code == 200, (board, table)
    _, _, _, titles, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return [dict(zip(["row", "head", *titles[2:]], row, strict=True)) for row in rows if row[1] != "合计"]


def of_the_boards(client, *, of_a_bureau: bool) -> Sums:
    found: Sums = Counter()
    for board in ("reports", "duties"):
        for line in sheet_of(client, board, "period"):
            duty, period = line_of(line["head"])
            counts = {status: line[title] for title, status in STATUS_OF.items() if title in line}
            found.update({("duty", duty, period, status): number for status, number in counts.items()})
            found["overdue", duty, period] += line["其中逾期未报"]
    for line in sheet_of(client, "events", "part"):
        found.update({("event", state): line[title] for title, state in FILED.items() if title in line})
        found["late event",] += line["逾期申报"]
        assert line["全部申报"] == sum(line[title] for title in FILED if title in line)
    if of_a_bureau:
        found.update({("opened", GROUNDS[line["head"]]): line["件数"] for line in sheet_of(client, "events", "case")})
        found["matter",] = sum(line["件数"] for line in sheet_of(client, "events", "matter"))
    return +found


def line_of(label: str) -> tuple[str, str]:
    """The duty and period that a board calls so."""
    if label in QUARTERS:
        return QUARTERLY_REPORT, QUARTERS[label]
    kind = next(value for name, value in KIND_OF.items() if label.startswith(name))
    return kind, periods_of(kind)[label.removeprefix(DutyKind(kind).label)]


def periods_of(kind: str) -> dict[str, str]:
    """Periods of a kind by what the ledger calls them."""
    rows = Duty.objects.of_year(YEAR).of_kind(kind).order_by().values_list("part", "parts").distinct()
    return {part_label(part, parts): period_of(YEAR, part, parts) for part, parts in rows}


def districts_of_the_boards(client) -> Sums:
    found: Sums = Counter()
    for board in ("reports", "duties"):
        for line in sheet_of(client, board, "district"):
            here = {"met": line["按期报送"], "late": line["逾期报送"], "overdue": line["其中逾期未报"]}
            here["owed"] = line["全部"] - line["不适用"]
            found.update({(line["head"], what): number for what, number in here.items()})
    for line in sheet_of(client, "events", "district"):
        found[line["head"], "events"] += line["全部申报"]
        found[line["head"], "approved"] += line["已批准"] + line["已办结"]
    return +found


# Ledgers, taken away by those who may


def of_the_ledgers(cast, reader: str, reader_of_cases: str) -> Sums:
    def rows(key: str, columns: str, by: str = reader, **query) -> list[dict]:
        return cells_of(export_of(cast, by, key, {name: str(value) for name, value in query.items()}, columns.split()))

    found: Sums = Counter()
    periods = {kind: periods_of(kind) for kind in DutyKind.values}
    for row in rows("reports", "period status", year=YEAR):
        found.update(_said(QUARTERLY_REPORT, QUARTERS[row["季度"].removeprefix(f"{YEAR}年")], row["履职状态"]))
    for row in rows("duties", "kind part status", year=YEAR):
        kind = KIND_OF[row["事项"]]
        found.update(_said(kind, periods[kind][row["期次"] or ""], row["履职状态"]))
    for row in rows("filings", "state is_late", when="all", year=YEAR):
        found.update([("event", FILED[row["审批状态"]]), *([("late event",)] if row["逾期申报"] == "是" else [])])
    for row in rows("extensions", "what state"):
        found.update([("granted", PLEAS[row["种类"]])] if row["状态"] == PleaState.GRANTED.label else [])
    for standing in ("", "closed"):
        found["outlet",] += sum(
            in_use(row["启用日期"], row["停用日期"]) for row in rows("outlets", "since until", standing=standing)
        )
    if reader_of_cases:
        for row in rows("cases", "ground measure state closed_on", by=reader_of_cases, show="all", year=YEAR):
            found["opened", GROUNDS[row["事由"]]] += 1
            if row["状态"] == CaseState.CLOSED.label and row["结案日期"] <= LAST:
                found["closed", MEASURES[row["措施"] or "未采取措施"]] += 1
        sums = rows("case_sums", "table label number", year=YEAR)
        by_ground = {("opened", GROUNDS[row["项目"]]): row["数"] for row in sums if row["统计表"] == "按事由"}
        assert +Counter(by_ground) == told(found, "opened")
    if reader_of_cases == "auditor":
        found["matter",] = sum(row["件数"] for row in rows("matters", "reports", by="auditor", state="all"))
    return +found


def _said(duty: str, period: str, label: str) -> list[tuple[str, ...]]:
    return [("duty", duty, period, STATUS_OF[label]), *([("overdue", duty, period)] if label == "逾期未报" else [])]


# The interface


def of_the_interface(cast, authority: Authority) -> Sums:
    reader, found = system(cast, authority=authority, now=NOW), Counter()
    for line in (line for item in items(reader, "/sums", year=YEAR) for line in item["lines"]):
        where = line["duty"], line["period"]
        found.update({("duty", *where, status): number for status, number in line["counts"].items()})
        found["overdue", *where] += line["overdue"]
    for item in items(reader, "/filings", starts_from=f"{YEAR}-01-01", starts_until=f"{YEAR}-12-31"):
        found.update([("event", item["state"]), *([("late event",)] if item["is_late"] else [])])
    return +found


def items(reader, path: str, **query):
    after: dict[str, str] = {}
    while True:
        page = reader.get(path, **query, **after).json()
        yield from page["items"]
        if not page["next"]:
            return
        after = {"after": page["next"]}


# Statements and their roll-up, as what receives them finds them


def of_the_statements(authority: Authority) -> Sums:
    """Out of the published papers, one after the other."""
    found: Sums = Counter()
    statements = AnnualStatement.objects.of_authority(authority)
    for snapshot in statements.values_list("snapshot", flat=True).iterator(chunk_size=200):
        for line in snapshot["lines"]:
            found.update(_said(line["duty"], line["period"], line["status_label"]))
        found.update(("event", event["state"]) for event in snapshot["events"])
        found["late event",] += sum(event["is_late"] for event in snapshot["events"])
        found.update(("granted", plea["kind"]) for plea in snapshot["extensions"] if plea["state"] == "granted")
        found.update(("meeting", one["kind"]) for quarter in snapshot["quarters"] for one in quarter["meetings"])
        found.update(("closed", case["measure"]) for case in snapshot["cases"])
        found["matter",] += snapshot["matters"]
        found["outlet",] += len(snapshot["outlets"])
    return +found


def rolled_up(cast, authority: Authority) -> bytes:
    client = cast.client("administrator")
    answer = client.post(reverse("reports:rollup_list"), {"year": YEAR, "authority": authority.pk})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url).content


def of_the_data(paper: bytes) -> tuple[Sums, Sums]:
    """Out of the content inside the roll-up, for machines; with the sums of its districts."""
    with pikepdf.open(BytesIO(paper)) as pdf:
        data = json.loads(pdf.attachments["data.json"].get_file().read_bytes())
    said, found = data["sums"], Counter()
    for duty, periods in said["duties"].items():
        for period, statuses in periods.items():
            found.update({("duty", duty, period, status): number for status, number in statuses.items()})
            found["overdue", duty, period] += said["overdue"][duty][period]
    for subject, name in (("event", "events"), ("granted", "extensions"), ("meeting", "meetings"), ("closed", "cases")):
        found.update({(subject, key): number for key, number in said[name].items()})
    found.update({("late event",): said["late_events"], ("matter",): said["matters"], ("outlet",): said["outlets"]})
    districts = {(row["name"], what): row[what] for row in data["districts"] for what in BY_DISTRICT.values()}
    return +found, +Counter(districts)


def as_printed(paper: bytes, lines: dict[str, tuple[str, str]]) -> tuple[Sums, Sums]:
    """Out of the tables and sentences that a reader sees, each number under the head above it."""
    found: Sums = Counter()
    for row in table_of(paper, "事项和依据", by="应办", cell=r"\d{1,5}"):
        where = lines[next(title for title in lines if row["事项和依据"].startswith(title))]
        found.update({("duty", *where, status): int(row[head]) for head, status in OF_DUTIES.items()})
        found.update({("duty", *where, "open"): int(row["未到期"]) + int(row["逾期未报"])})
        found["overdue", *where] += int(row["逾期未报"])
        assert int(row["应办"]) == sum(
            int(row[head]) for head in (*OF_DUTIES, "未到期", "逾期未报") if head != "不适用"
        )
    rows = table_of(paper, "县（市、区）", by="社会组织", cell=r"\d{1,5}")
    districts = {(row["县（市、区）"], what): int(row[head]) for row in rows for head, what in BY_DISTRICT.items()}
    return +(found + _in_sentences(re.sub(r"—\d+—", "", running_text_of(paper)))), +Counter(districts)


def _in_sentences(text: str) -> Sums:
    def number(sentence: str) -> int:
        return int(re.search(sentence.replace("N", r"(\d+)"), text)[1])

    events = re.search(r"申报重大活动\d+项，其中逾期申报(\d+)项；(.*?)。", text)
    cases = re.search(r"办结案件\d+件，其中(.*?)。", text)
    found: Sums = Counter({("late event",): int(events[1])})
    found.update({("event", FILED[label]): int(n) for label, n in re.findall(r"(\D+?)(\d+)项[，]?", events[2])})
    if cases:
        found.update({("closed", MEASURES[label]): int(n) for label, n in re.findall(r"(\D+?)(\d+)件、?", cases[1])})
    found["granted", "extension"], found["granted", "exemption"] = number("准予延期N项"), number("准予豁免N项")
    found["matter",], found["outlet",] = number("收到随时报告N件"), number("在用的阵地N处")
    found["meeting", MeetingKind.SPECIAL_STUDY] = number("专题研究会议N次")
    found["meeting", MeetingKind.COUNCIL] = number("理事会会议N次")
    assert sum(told(found, "event").values()) == number("申报重大活动N项")
    assert sum(told(found, "closed").values()) == number("办结案件N件")
    return found


def statement_says(client, organization: Organization) -> None:
    """The printed statement of one organization has its rows, each line with its status and each act with its words."""
    statement = AnnualStatement.objects.get(organization=organization, year=YEAR)
    paper = client.get(reverse("reports:statement_pdf", args=[statement.pk])).content
    printed = {row["事项和依据"]: row["状态"] for row in table_of(paper, "事项和依据", by="状态", cell=r"\D+(\d+天)?")}
    today, of = NOW.date(), {"organization": organization}
    reports = QuarterlyReport.objects.of_year(YEAR).current().filter(**of).with_status(today).select_related("period")
    papers = [*reports, *Duty.objects.of_year(YEAR).current().filter(**of).with_status(today)]
    stands = {
        row.title: row.status_label if row.status == DutyStatus.LATE else called(row.status, row.days_over)
        for row in papers
    }
    text = running_text_of(paper)
    outcomes = {
        row["活动名称和类别"]: row["审批和备案结果"]
        for row in table_of(paper, "活动名称和类别", by="申报日期", cell=r"\d{4}年\d{1,2}月\d{1,2}日")
    }
    filings = EventFiling.objects.filter(is_current=True, starts_on__year=YEAR, **of)
    filed = {f"{row.title}{row.get_kind_display()}": row.get_state_display() for row in filings}
    told = [
        f"{row.get_kind_display()}{row.name}" for row in Outlet.objects.filter(**of) if in_use(row.since, row.until)
    ]
    told += ["延期，已准予" for _ in Extension.objects.filter(report__organization=organization, state="granted")]
    told += [
        row.get_measure_display() or "未采取措施"
        for row in AccountabilityCase.objects.filter(closed_on__year=YEAR, **of)
    ]
    told += [f"本年度随时报告{MatterReport.objects.filter(sent_at__year=YEAR, **of).count()}件"]

    assert {title: status for line, status in printed.items() for title in stands if line.startswith(title)} == stands
    assert len(stands) > 10 or {*printed.values()} == {"不适用"}
    assert {title: filed[title] for title, said in outcomes.items() if said.startswith(filed[title])} == filed
    assert [words for words in told if words not in text] == []


def with_most(found: list[Organization]) -> list[Organization]:
    """One with a filing, an outlet and a closed case; one with an extension; one that ended in the year and owes nothing."""
    there = Organization.objects.filter(pk__in=[row.pk for row in found])
    closed = AccountabilityCase.objects.filter(closed_on__year=YEAR).values("organization")
    granted = Extension.objects.filter(state="granted").values("report__organization")
    ended = there.filter(ended_on__year=YEAR, ended_on__month__gte=10)
    filed = there.filter(filings__isnull=False, pk__in=closed)
    return [rows.order_by("pk")[0] for rows in (filed, there.filter(pk__in=granted, ended_on=None), ended)]


def test_boards_ledgers_interface_statements_and_roll_up_agree(cast, filled):
    snapshot = AnnualStatement.objects.values_list("snapshot", flat=True)[0]
    lines = {line["title"]: (line["duty"], line["period"]) for line in snapshot["lines"]}
    for code, (reader, reader_of_cases) in READERS.items():
        authority, client = Authority.objects.get(code=code), cast.client(reader)
        truth = counted_one_by_one(authority)
        paper = rolled_up(cast, authority)
        (data, districts), (printed, printed_districts) = of_the_data(paper), as_printed(paper, lines)
        statements, acts = of_the_statements(authority), ("duty", "overdue", "event", "late event")

        assert len({key[0] for key in truth}) >= (10 if code == "410100-MZJ" else 7)
        assert of_the_boards(client, of_a_bureau=bool(reader_of_cases)) == told(
            truth, *acts, *(("opened", "matter") if reader_of_cases else ())
        )
        taken = of_the_ledgers(cast, reader, reader_of_cases)
        assert taken == told(truth, *({key[0] for key in taken} | {*acts, "granted", "outlet"}))
        assert of_the_interface(cast, authority) == told(truth, *acts)
        assert owed(statements) == owed(Counter({key: n for key, n in truth.items() if key[0] != "opened"}))
        assert data == printed == statements
        assert districts == printed_districts == districts_of_the_boards(client)
    for organization in with_most(filled):
        statement_says(cast.client("administrator"), organization)
