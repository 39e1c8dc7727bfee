"""Boards as officers see them: every number is the count of its list, and nobody reads a number of somebody else's."""

import re
from collections import Counter
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from organizations.enums import OrganizationKind
from organizations.models import Organization
from reports.boards.refreshing import refresh
from tests.reports.boards.city import NOW, report

pytestmark = pytest.mark.django_db
# Tables that a board reads besides what the frame of every page asks for: session, account, seats.
OWN = re.compile(r'FROM "(boards_\w+|organizations_authority|organizations_district)"')
NUMBER = re.compile(r'<a href="(/(?:reports|duties|events|cases)/\?[^"]+)">(\d+)</a>')


def page_of(client, board, year=2026, query=""):
    return client.get(f"/boards/{board}/{year}/{query}")


def numbers_on(client, board, year=2026, query=""):
    """Each link of a board with the number that it stands for."""
    html = page_of(client, board, year, query).content.decode()
    return {unescape(address): int(number) for address, number in NUMBER.findall(html)}


def rows_of(client, address):
    """Of a list, over all its pages."""
    found, after = 0, ""
    while after is not None:
        page = client.get(f"{address}{after}", headers={"HX-Request": "true"}).context["page"]
        found += len(page.items)
        after = page.next and f"&after={page.next}"
    return found


@pytest.mark.parametrize(
    ("name", "board", "query", "at_least"),
    [
        ("city_supervisor", "reports", "", 60),
        ("strange_registrar", "duties", "", 20),
        ("city_registrar", "events", "", 20),
        ("competent", "reports", "", 30),
        ("auditor", "reports", "?district=410103", 15),
        ("city_supervisor", "events", "", 60),
        ("city_supervisor", "reports", "?kind=service_institution", 15),
        ("city_registrar", "events", "?kind=association&district=410105", 15),
    ],
)
def test_every_number_is_the_count_of_its_list(name, board, query, at_least, city_of_six):
    client = city_of_six.cast.client(name)

    numbers = numbers_on(client, board, query=query)

    assert len(numbers) >= at_least
    assert {address: rows_of(client, address) for address in numbers} == numbers


# Numbers of days, not of rows; what is read by those addressed alone; and cases for who may not read them.
WITHOUT_LIST = {
    "reports": {("time", "median"), ("time", "ninetieth")},
    "duties": set(),  # none was decided in this city
    "events": {("time", "median"), ("time", "ninetieth"), ("matter", "total")},
}


@pytest.mark.parametrize(("name", "more"), [("city_supervisor", set()), ("administrator", {("case", "total")})])
def test_every_number_leads_to_a_list_or_stands_here_with_the_reason(name, more, city_of_six):
    client = city_of_six.cast.client(name)

    without = {
        board: {
            (table.key, column.name)
            for table in page_of(client, board).context["tables"]
            for row in table.rows
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell.value and not cell.url
        }
        for board in WITHOUT_LIST
    }

    assert without == WITHOUT_LIST | {"events": WITHOUT_LIST["events"] | more}


def test_cases_stand_by_ground_with_their_lists_and_matters_as_a_number(city_of_six):
    tables = {
        name: {table.key: table for table in page_of(city_of_six.cast.client(name), "events").context["tables"]}
        for name in ("city_supervisor", "administrator", "competent")
    }

    counted = [("逾期未报送季度报告", 1), ("未履行年度规定事项", 1), ("合计", 2)]
    client = city_of_six.cast.client("city_supervisor")
    lists = [cell.url for row in tables["city_supervisor"]["case"].rows for cell in row.cells]
    assert [rows_of(client, address) for address in lists] == [1, 1, 2]
    for name in ("city_supervisor", "administrator"):
        found = {key: [(row.label, row.cells[0].value) for row in tables[name][key].rows] for key in ("case", "matter")}
        assert found == {"case": counted, "matter": [("2026年", 1)]}
    assert {"case", "matter"} & {*tables["competent"]} == set()


def test_filings_under_way_stand_with_whom_they_wait(city_of_six):
    tables = page_of(city_of_six.cast.client("city_registrar"), "events").context["tables"]

    desk = next(table for table in tables if table.key == "desk")

    assert desk.header[1:] == [
        *("秘书处填报中", "待第一责任人确认", "秘书处补正中", "待业务主管单位审批", "待登记管理机关审批"),
        "待登记管理机关备案",
    ]
    assert desk.plain_rows == [
        ["二七区民政局", 1, 0, 0, 0, 1, 2],
        ["金水区民政局", 0, 1, 1, 1, 0, 2],
        ["合计", 1, 1, 1, 1, 1, 4],
    ]


@pytest.mark.parametrize("board", ["reports", "duties", "events"])
def test_kinds_of_organizations_add_up_to_the_whole(board, city_of_six):
    """Of every table, so of the time to decide and of cases as well."""
    client = city_of_six.cast.client("city_supervisor")

    def totals(query: str) -> Counter:
        tables = page_of(client, board, query=query).context["tables"]
        return Counter({table.key: row.cells[0].value for table in tables for row in table.rows[-1:]})

    kinds = [totals(f"?kind={kind}") for kind in OrganizationKind.values]

    assert any(one["year"] for one in kinds)
    assert sum(kinds, Counter()) == totals("")


def test_board_says_of_which_kind_it_is(city_of_six):
    client = city_of_six.cast.client("city_supervisor")

    page = page_of(client, "reports", query="?kind=foundation").content.decode()
    sheet = client.get("/boards/reports/2026/period.xlsx?kind=foundation")

    narrowed = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()[1][0]
    assert "及其下级机关，基金会。" in page
    assert narrowed.endswith("郑州市民政局 基金会")


def test_numbers_of_another_district_are_not_there(city_of_six):
    cast = city_of_six.cast
    theirs = numbers_on(cast.client("city_registrar"), "reports", query="?district=410103")

    html = page_of(cast.client("registrar"), "reports", query="?district=410103").content.decode()

    assert len(theirs) > 10
    assert NUMBER.findall(html) == []
    assert "没有数据" in html
    assert "二七区民政局" not in html


def test_competent_authority_counts_its_own_organizations_of_every_district(city_of_six):
    cast = city_of_six.cast
    total = {
        name: numbers_on(cast.client(name), "reports")[f"/reports/?figures={cast.user(name).authority.pk}&year=2026"]
        for name in ("city_registrar", "registrar", "competent", "strange_registrar")
    }

    assert total == {"city_registrar": 18, "registrar": 9, "competent": 12, "strange_registrar": 6}


def test_what_was_handed_on_stays_in_the_figures_of_those_who_had_it(city_of_six):
    cast, organization = city_of_six.cast, city_of_six.organizations[2]
    theirs = city_of_six.organizations[4].registration_authority
    moved = organization.reports.filter(period__quarter=3)
    moved.update(
        registration_authority=theirs,
        counts_for=organization.registration_authority,
        counts_for_competent=organization.competent_authority,
    )
    refresh(NOW)

    ours = numbers_on(cast.client("registrar"), "reports")
    strange = numbers_on(cast.client("strange_registrar"), "reports")

    key = cast.registrar.authority.pk
    assert ours[f"/reports/?figures={key}&year=2026&part=3"] == 3
    assert strange[f"/reports/?figures={theirs.pk}&year=2026&part=3"] == 2
    assert "其中 1 份所属组织已移交其他机关" in page_of(cast.client("registrar"), "reports").content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("registrar", 200), ("supervisor", 200), ("competent", 200), ("administrator", 200), ("auditor", 200)),
        *(("secretary", 403), ("leader", 403), ("security", 403)),
    ],
)
def test_officers_read_boards_and_organizations_none(name, status, cast):
    client = cast.client(name)
    addresses = ["/boards/reports/2026/", "/boards/duties/2026/", "/boards/events/2026/"]

    answers = [client.get(address).status_code for address in addresses]
    sheet = client.get("/boards/reports/2026/period.xlsx").status_code
    home = client.get("/boards/").status_code

    assert (answers, sheet, home) == ([status] * 3, status, 302 if status == 200 else 403)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/boards/reports/2024/", 200),  # nothing was asked for then
        ("/boards/reports/2019/", 200),
        ("/boards/reports/2018/", 404),
        ("/boards/reports/2027/", 404),
        ("/boards/events/2027/", 200),  # an event is filed for January
        ("/boards/events/2028/", 404),
        ("/boards/persons/2026/", 404),
        ("/boards/reports/2026/persons.xlsx", 404),
    ],
)
def test_years_and_boards_that_are_there(address, status, city_of_six):
    answer = city_of_six.cast.client("administrator").get(address)

    assert answer.status_code == status


def test_board_before_the_first_refresh_says_so(cast):
    html = page_of(cast.client("administrator"), "reports").content.decode()

    assert "尚未统计" in html
    assert "没有数据" in html


def test_board_says_as_of_when(city_of_six):
    html = page_of(city_of_six.cast.client("registrar"), "reports").content.decode()

    assert "统计日期：2026年10月9日（10:00更新）" in html


PAPERS = ["period", "desk", "district", "kind", "authority", "competent", "time", "year"]
TABLES = {
    "reports": PAPERS,
    "duties": PAPERS,
    "events": ["part", "desk", "what", "district", "kind", "authority", "competent", "time", "year", "case", "matter"],
}


@pytest.mark.parametrize("board", TABLES)
def test_sheet_holds_the_numbers_of_its_table(board, city_of_six):
    client = city_of_six.cast.client("administrator")
    shown = page_of(client, board).context["tables"]

    for table in shown:
        answer = client.get(f"/boards/{board}/2026/{table.key}.xlsx")
        sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)

        title, _, as_of, header, *rows = sheet.to_python()
        assert (title[0], as_of[0], header[1:]) == (table.title, "统计日期：2026-10-09", table.header)
        assert [row[1:] for row in rows] == table.plain_rows
    assert [table.key for table in shown] == TABLES[board]


def test_districts_stand_in_the_order_of_their_codes(city_of_six):
    tables = page_of(city_of_six.cast.client("administrator"), "reports").context["tables"]

    districts = next(table for table in tables if table.key == "district")

    assert [(row.label, row.cells[0].value) for row in districts.rows] == [
        *(("郑州市", 3), ("二七区", 6), ("金水区", 9), ("合计", 18))
    ]


def test_decision_times_are_counted_by_authority(city_of_six):
    tables = page_of(city_of_six.cast.client("administrator"), "reports").context["tables"]

    times = next(table for table in tables if table.key == "time")

    assert [[row.label, *(cell.value for cell in row.cells)] for row in times.rows] == [
        ["郑州市民政局", 1, 5, 5],
        ["二七区民政局", 2, 3, 4],
        ["金水区民政局", 4, 0, 2],
        ["合计", 7, 2, 5],
    ]


@pytest.mark.parametrize("board", ["reports", "duties", "events"])
def test_board_takes_as_many_queries_for_many_organizations(board, city_of_six):
    client = city_of_six.cast.client("administrator")
    page_of(client, board)

    with CaptureQueriesContext(connection) as few:
        page_of(client, board)
    for organization in Organization.objects.all():
        report(organization, 1, year=2024, came=1, state="submitted")
    refresh(NOW)
    with CaptureQueriesContext(connection) as many:
        page_of(client, board)

    own = [one["sql"] for one in many if OWN.search(one["sql"])]
    assert len(few) == len(many)
    assert 0 < len(own) <= 8
