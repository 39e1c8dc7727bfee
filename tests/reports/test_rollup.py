"""Sums of an authority's year reconcile to the organizations, and are made of the statements alone."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from organizations.models import Organization
from reports.issuing import issue
from reports.models import AnnualStatement, RollUp
from reports.rollup import issue_rollup, sums
from reports.rollup_paper import rollup_pdf
from tests.events.factories import approved, refused
from tests.factories import AuthorityFactory, OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory
from tests.reports.conftest import NOW
from tests.reports.pdf import running_text_of, text_of
from tests.reports.test_statement_commands import refused as refused_command
from tests.reports.test_statement_content import closed_case

pytestmark = [pytest.mark.django_db, pytest.mark.server]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def filled(cast, known, several, city):
    """Four organizations of a district, one of another; each with something else."""
    period = ReportingPeriodFactory()
    for organization in several:
        QuarterlyReportFactory(organization=organization, period=period, complete=True)
    approved(cast)
    refused(cast, title="不予批准的讲座", starts_on=date(2026, 10, 26), ends_on=date(2026, 10, 26))
    closed_case(cast, known, NOW.date())
    OrganizationFactory(registration_authority=AuthorityFactory(other_district=True), competent_authority=None)
    issue(Organization.objects.values_list("pk", flat=True), 2026, now=NOW)
    return city


def snapshots(authority):
    reach = Organization.objects.filter(registration_authority=authority) | Organization.objects.filter(
        competent_authority=authority
    )
    rows = AnnualStatement.objects.filter(year=2026).latest()
    return [row.snapshot for row in rows if row.organization_id in set(reach.values_list("pk", flat=True))]


@pytest.mark.parametrize("code", ["410105-MZJ", "410103-MZJ", "410100-JYJ"])
def test_sums_reconcile_to_the_organizations(filled, code):
    authority = AuthorityFactory(code=code)
    found, facts = sums(authority, 2026), snapshots(authority)

    expected = Counter((line["duty"], line["period"], line["status"]) for one in facts for line in one["lines"])
    assert {
        (duty, period, status): count
        for duty, periods in found["duties"].items()
        for period, statuses in periods.items()
        for status, count in statuses.items()
    } == expected
    assert sum(expected.values()) >= 13 * len(facts) > 0
    assert found["organizations"] == len(facts)
    assert found["events"] == Counter(event["state"] for one in facts for event in one["events"])
    assert found["meetings"] == Counter(
        meeting["kind"] for one in facts for quarter in one["quarters"] for meeting in quarter["meetings"]
    )
    assert found["cases"] == Counter(case["measure"] for one in facts for case in one["cases"])
    assert found["matters"] == sum(one["matters"] for one in facts)
    assert sum(map(sum, (periods.values() for periods in found["overdue"].values()))) == sum(
        line["status_label"] == "逾期未报" for one in facts for line in one["lines"]
    )


def test_city_is_the_sum_of_its_districts(filled):
    city, one, other = (sums(AuthorityFactory(code=code), 2026) for code in ("410100-MZJ", "410105-MZJ", "410103-MZJ"))

    for duty, periods in city["duties"].items():
        for period, statuses in periods.items():
            parts = [part["duties"].get(duty, {}).get(period, {}) for part in (one, other)]
            assert Counter(statuses) == Counter(parts[0]) + Counter(parts[1])
    assert city["organizations"] == one["organizations"] + other["organizations"] > one["organizations"]


def test_last_statement_of_each_organization_counts_once(filled, known):
    before = sums(known.registration_authority, 2026)
    QuarterlyReportFactory(organization=known, period__quarter=4, period__due_on=NOW.date())

    issue([known.pk], 2026, now=NOW)

    after = sums(known.registration_authority, 2026)
    assert AnnualStatement.objects.filter(organization=known).count() == 2
    assert after["organizations"] == before["organizations"]


def issue_by(client, authority, year=2026, **said):
    return client.post(reverse("reports:rollup_list"), {"authority": authority.pk, "year": year, **said})


def lines_by_page(content: bytes) -> list[int]:
    return [sum(bool(line.strip()) for line in page.splitlines()) for page in text_of(content).split("\f")[:-1]]


def test_paper_says_the_sums_and_has_no_page_with_a_few_lines(cast, filled):
    response = cast.client("administrator").get(issue_by(cast.client("administrator"), filled).url)

    content, rollup = response.content, RollUp.objects.get()
    text = running_text_of(content)
    for words in (
        "郑州市民政局",
        "2026年度社会组织合规情况汇总",
        "申报重大活动2项",
        "未采取措施1件",
        rollup.printed_code,
    ):
        assert words in text
    for district in rollup.snapshot["districts"]:
        assert district["name"] in text
    assert min(lines_by_page(content)) >= 8
    assert response["Cache-Control"] == "private, no-store"


def test_paper_is_laid_out_as_one_that_goes_upward(cast, filled):
    """发文字号, 签发人, 主送, 署名 with the place of the seal, 版记; the next one bears the next number."""
    administrator = cast.client("administrator")
    bureau = AuthorityFactory(code="410105-MZJ")

    texts = [running_text_of(administrator.get(issue_by(administrator, one).url).content) for one in (filled, bureau)]
    again = issue_by(administrator, filled, signatory="王某某", addressee="河南省民政厅")
    second = running_text_of(administrator.get(again.url).content)

    own, district = texts
    for words in (
        "郑民报〔2026〕1号",
        "郑州市民政局关于报送2026年度社会组织合规情况汇总的报告",
        "郑州市人民政府：",
        "特此报告。",
        "郑州市民政局（盖章）",
        "郑州市民政局2026年10月20日印发",
    ):
        assert words in own
    assert [words in district for words in ("金水民报〔2026〕1号", "郑州市民政局：")] == [True, True]
    assert [words in second for words in ("郑民报〔2026〕2号", "签发人：王某某", "河南省民政厅：")] == [True] * 3
    assert issue_by(administrator, filled, addressee="河南省民政厅").url == again.url
    assert list(RollUp.objects.order_by("pk").values_list("document_number", "signatory")) == [
        ("郑民报〔2026〕1号", ""),
        ("金水民报〔2026〕1号", ""),
        ("郑民报〔2026〕2号", "王某某"),
    ]


@pytest.mark.parametrize(("districts", "periods"), [(16, 1), (20, 2), (9, 4)])
def test_no_page_of_a_large_city_holds_a_few_lines(cast, filled, districts, periods):
    rollup = issue_rollup(filled, 2026, now=NOW, by=cast.administrator)
    facts = rollup.snapshot
    row = facts["districts"][0]
    facts["districts"] = [{**row, "name": f"第{number + 1}县（市、区）"} for number in range(districts)]
    sums = facts["sums"]
    for duty in set(sums["duties"]) - {"quarterly_report"}:
        [(period, statuses), *_] = sums["duties"][duty].items()
        for number in range(1, periods):
            sums["duties"][duty][f"{period}-{number}"] = statuses
            sums["overdue"][duty][f"{period}-{number}"] = 0
            sums["titles"][duty][f"{period}-{number}"] = sums["titles"][duty][period]

    found = lines_by_page(rollup_pdf(rollup))

    assert len(found) >= 3
    assert min(found) >= 8, found


def test_unchanged_sums_are_the_same_paper(cast, filled):
    first = issue_rollup(filled, 2026, now=NOW, by=cast.administrator)

    assert issue_rollup(filled, 2026, now=NOW, by=cast.administrator) == first
    assert rollup_pdf(first) == rollup_pdf(RollUp.objects.get())


def test_paper_says_how_many_have_no_statement_yet(cast, filled, known):
    OrganizationFactory()

    text = running_text_of(rollup_pdf(issue_rollup(filled, 2026, now=NOW, by=cast.administrator)))

    assert "1个尚未出具，不计入以下数字" in text


def test_districts_are_not_ranked(cast, filled):
    rollup = issue_rollup(filled, 2026, now=NOW, by=cast.administrator)

    codes = [district["code"] for district in rollup.snapshot["districts"]]
    text = running_text_of(rollup_pdf(rollup))
    assert codes == sorted(codes)
    assert [word for word in ("排名", "得分", "名次", "先进", "落后") if word in text] == []


WHO = {
    "administrator": (200, 302),
    "supervisor": (200, 403),
    "auditor": (200, 403),
    "registrar": (404, 404),
    "secretary": (404, 404),
}


@pytest.mark.parametrize(("name", "answers"), WHO.items())
def test_who_sees_and_who_issues(cast, filled, name, answers):
    client = cast.client(name)

    found = client.get(reverse("reports:rollup_list")).status_code, issue_by(client, filled).status_code

    assert found == answers


def test_supervisor_of_a_district_reads_no_roll_up_of_the_city(cast, filled):
    rollup = issue_rollup(filled, 2026, now=NOW, by=cast.administrator)

    answers = [
        cast.client(name).get(rollup.get_absolute_url()).status_code for name in ("supervisor", "city_supervisor")
    ]

    assert answers == [404, 200]


def test_code_of_a_roll_up_is_verified(cast, filled):
    rollup = issue_rollup(filled, 2026, now=NOW, by=cast.administrator)

    page = Client().get(reverse("reports:verify", args=[rollup.verification_code])).content.decode()

    assert [words in page for words in ("有效。", "郑州市民政局", "2026年10月20日")] == [True] * 3


def test_command_issues_what_is_missing_and_writes_the_paper(known, several, tmp_path):
    out = tmp_path / "汇总.pdf"

    call_command("annual_rollup", "2026", authority=known.registration_authority.code, out=str(out))

    assert "共有社会组织4个，均已出具" in running_text_of(out.read_bytes())


@pytest.mark.parametrize(
    ("year", "authority", "message"),
    [
        ("2026", "410999-MZJ", "没有代码为“410999-MZJ”的机关单位。"),
        ("2018", "410105-MZJ", "年度应在 2019 至"),
        ("x", "410105-MZJ", "参数有误，用法：annual_rollup YEAR --authority CODE --out FILE.pdf [--signatory NAME]。"),
    ],
)
def test_command_answers_wrong_input_with_one_line(known, tmp_path, capsys, year, authority, message):
    out = tmp_path / "x.pdf"

    status, lines = refused_command(capsys, "annual_rollup", year, f"--authority={authority}", f"--out={out}")

    assert (status, len(lines), out.exists(), AnnualStatement.objects.exists()) == (2, 1, False, False)
    assert lines[0].startswith(message)
