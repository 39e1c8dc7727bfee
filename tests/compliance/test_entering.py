"""代填: a bureau types in what came on paper, many drafts at once; each organization sees it and certifies its own."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from compliance import report_workflow
from compliance.drafting import enter_for
from compliance.models import Duty, Meeting, QuarterlyReport
from tests.compliance.conftest import NOW
from tests.compliance.test_drafting import FILLED
from tests.compliance.test_workbooks import written
from tests.factories import DistrictFactory, OrganizationFactory, QuarterlyReportFactory, duty_of
from tests.tables import cells
from zhengzhou_ideology.drafting.drafts import Collision
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

PAGE = "/reports/entering/"
REASON = "据纸质材料代填，10月8日收到"
TYPED = FILLED | {"council-held_on": date(2026, 8, 20), "council-present": 10, "council-is_joint": "否"}


@pytest.fixture
def reports(cast) -> list[QuarterlyReport]:
    """Of the cast's organization, of another one of its bureau, and of a stranger's."""
    one = QuarterlyReportFactory(organization=cast.organization)
    other = QuarterlyReportFactory(organization=OrganizationFactory())
    strange = QuarterlyReportFactory(organization=cast.stranger.acting.organization)
    return [one, other, strange]


def table(client, page: str = PAGE, **chosen: Any) -> list[list[Any]]:
    answer = client.get(page.rstrip("/") + ".xlsx", chosen)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def of_period(client, report: QuarterlyReport) -> list[list[Any]]:
    return table(client, period=report.period_id)


def fill(rows: list[list[Any]], paper: Any, typed: dict[str, Any]) -> list[list[Any]]:
    line = next(row for row in rows if row[0] == f"{paper.field}-{paper.pk}")
    for name, value in typed.items():
        line[rows[0].index(name)] = value
    return rows


def hand_in(client, rows: list[list[Any]], page: str = PAGE, reason: str = REASON):
    return client.post(page, {"file": written(rows, "代填"), "reason": reason})


def entered(cast, report: QuarterlyReport, **typed: Any) -> QuarterlyReport:
    """As the registrar does it, from the workbook to the confirmation."""
    client = cast.client("registrar")
    hand_in(client, fill(of_period(client, report), report, TYPED | typed))
    answer = client.post(f"{PAGE}preview/")
    assert [result.done for result in answer.context["results"]] == [True]
    report.refresh_from_db()
    return report


def test_workbook_has_a_row_for_each_draft_that_may_be_entered(cast, reports):
    one, other, _ = reports
    rows = of_period(cast.client("registrar"), one)

    assert sorted(row[0] for row in rows[2:]) == sorted([f"report-{one.pk}", f"report-{other.pk}"])
    assert rows[0][:6] == ["paper", "version", "fact", "fact", "special_study-held_on", "special_study-place"]
    assert {row[3] for row in rows[2:]} == {one.organization.name, other.organization.name}


def test_next_workbook_goes_on_with_the_blank_ones(cast, reports):
    client = cast.client("registrar")
    before = [row[0] for row in of_period(client, reports[0])[2:]]

    entered(cast, QuarterlyReport.objects.get(pk=int(before[0].partition("-")[2])))

    assert len(before) == 2
    assert [row[0] for row in of_period(client, reports[0])[2:]] == before[::-1]


@pytest.mark.parametrize(("district", "status"), [("410105", 200), ("410103", 409)])
def test_workbook_is_narrowed_by_district(district, status, cast, reports):
    DistrictFactory(code="410103", name="二七区")
    chosen = {"period": reports[0].period_id, "district": district}

    assert cast.client("registrar").get("/reports/entering.xlsx", chosen).status_code == status


def test_preview_says_what_would_change_and_writes_nothing(cast, reports):
    one, other, strange = reports
    client = cast.client("registrar")
    rows = fill(of_period(client, one), one, TYPED)
    fill(rows, other, {"council-present": "十人", "findings": "无"})
    rows.append([f"report-{strange.pk}", "0", strange.organization.uscc, strange.organization.name])

    answer = hand_in(client, rows)

    previewed = {row.paper and row.paper.pk: row for row in answer.context["rows"]}
    good, bad, foreign = previewed[one.pk], previewed[other.pk], previewed[None]
    present = rows[0].index("council-present")
    assert answer.status_code == 200
    assert ("问题与措施：分析研判发现的问题", "", "无") in good.changes
    assert (good.can_be_written, bad.can_be_written, foreign.can_be_written) == (True, False, False)
    assert [(fault.cell[1:], fault.value) for fault in bad.faults] == [(str(bad.line), "十人")]
    assert bad.faults[0].cell[0] == chr(ord("A") + present)
    assert "不归本机关办理" in foreign.problem
    assert [QuarterlyReport.objects.get(pk=report.pk).edit_version for report in reports] == [0, 0, 0]
    assert Notice.objects.count() == 0


def test_confirmed_entry_is_a_draft_marked_with_the_officer(cast, reports):
    report = entered(cast, reports[0])

    move = report.moves.get()
    council = Meeting.objects.get(report=report, kind="council")
    assert (report.state, report.edit_version, report.findings) == ("draft", 1, "无")
    assert (council.held_on, council.present) == (date(2026, 8, 20), 10)
    assert (move.name, move.label, move.by, move.reason) == ("enter_for", "登记管理机关代填", cast.registrar, REASON)
    assert (report.submissions.count(), report.certified_by, reports[1].moves.count()) == (0, None, 0)
    told = Notice.objects.filter(subject__contains="已由登记管理机关代填")
    assert {notice.recipient for notice in told} == {cast.secretary, cast.leader}


@pytest.mark.parametrize("page", ["", "edit/"])
def test_organization_sees_the_mark_until_it_saves_itself(page, cast, reports):
    report, secretary = entered(cast, reports[0]), cast.client("secretary")
    before = secretary.get(f"/reports/{report.pk}/{page}").content.decode()

    secretary.post(f"/reports/{report.pk}/edit/", {**FILLED, "version": 1})

    after = secretary.get(f"/reports/{report.pk}/{page}").content.decode()
    assert "<strong>代填</strong>" in before
    assert REASON in before
    assert "<strong>代填</strong>" not in after


def test_organization_still_certifies_what_was_entered(cast, reports):
    report = entered(cast, reports[0])

    sent = report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    done = report_workflow.certify(sent, by=cast.leader, now=NOW)

    assert (done.state, done.prepared_by, done.certified_by) == ("submitted", cast.secretary, cast.leader)


def test_officer_can_enter_again_but_not_over_the_organizations_words(cast, reports):
    report = entered(cast, reports[0])
    assert entered(cast, report, findings="更正").findings == "更正"
    client = cast.client("registrar")
    rows = fill(of_period(client, report), report, {"findings": "再次更正"})
    cast.client("secretary").post(f"/reports/{report.pk}/edit/", {**FILLED, "findings": "本组织填写", "version": 2})

    answer = hand_in(client, rows)

    report.refresh_from_db()
    problems = [row.problem for row in answer.context["rows"] if row.problem]
    assert ["社会组织已自行填写" in problem for problem in problems] == [True]
    assert report.findings == "本组织填写"
    assert f"report-{report.pk}" not in [row[0] for row in of_period(client, reports[1])]


def test_organization_that_saves_between_preview_and_confirmation_keeps_its_words(cast, reports):
    report, client = reports[0], cast.client("registrar")
    hand_in(client, fill(of_period(client, report), report, TYPED))
    cast.client("secretary").post(f"/reports/{report.pk}/edit/", {**FILLED, "findings": "本组织填写", "version": 0})

    answer = client.post(f"{PAGE}preview/")

    report.refresh_from_db()
    assert [(result.done, "社会组织已自行填写" in result.problem) for result in answer.context["results"]] == [
        (False, True)
    ]
    assert report.findings == "本组织填写"


def test_older_workbook_is_told_apart(cast, reports):
    report, client = reports[0], cast.client("registrar")
    rows = of_period(client, report)
    entered(cast, report)

    answer = hand_in(client, fill(rows, report, TYPED | {"findings": "旧表"}))

    problems = {row.paper.pk: row.problem for row in answer.context["rows"]}
    assert "下载之后该草稿已有新的保存" in problems[report.pk]
    assert answer.context["ready"] == 0


def test_preview_is_confirmed_once(cast, reports):
    client = cast.client("registrar")
    hand_in(client, fill(of_period(client, reports[0]), reports[0], TYPED))

    answers = [client.post(f"{PAGE}preview/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]


def test_entry_needs_its_basis(cast, reports):
    client = cast.client("registrar")

    answer = hand_in(client, of_period(client, reports[0]), reason=" ")

    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["reason"])


def test_workbook_of_one_paper_is_none_of_many(cast, reports):
    answer = hand_in(cast.client("registrar"), [["", "2026年第三季度报告"], ["paper", "", "report-1"]])

    assert answer.status_code == 422
    assert "这不是从本门户下载的填报表格" in answer.content.decode()


def test_too_many_rows_are_refused(cast, reports):
    client = cast.client("registrar")
    rows = of_period(client, reports[0])

    answer = hand_in(client, [*rows, *([rows[2]] * 200)])

    assert answer.status_code == 422
    assert "一次最多代填 200 份" in answer.content.decode()


def test_row_that_lacks_a_column_is_refused(cast, reports):
    client = cast.client("registrar")
    rows = of_period(client, reports[0])
    short = [row[:-1] for row in rows]

    answer = hand_in(client, short)

    assert {row.problem for row in answer.context["rows"]} == {
        "表格缺少：问题与措施：已采取和拟采取的措施。请重新下载。"
    }


def test_nothing_to_enter_is_said(cast, submitted):
    answer = cast.client("registrar").get("/reports/entering.xlsx", {"period": submitted.period_id})

    assert (answer.status_code, "没有可以代填的草稿" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("registrar", 200),
        ("city_registrar", 200),
        ("supervisor", 403),
        ("administrator", 403),
        ("competent", 403),
        ("secretary", 403),
        ("leader", 403),
    ],
)
def test_who_opens_the_page(name, status, cast, reports):
    client = cast.client(name)

    assert [client.get(page).status_code for page in (PAGE, "/duties/entering/")] == [status, status]
    assert client.post(f"{PAGE}preview/").status_code == (409 if status == 200 else 403)
    assert client.get("/reports/entering.xlsx", {"period": reports[0].period_id}).status_code == status


WHO_MAY = """
            secretary  leader  registrar  city_registrar  supervisor  competent  strange_registrar
enter_for   .          .       x          x               .           .          .
"""


@pytest.mark.parametrize("kind", ["quarterlyreport", "duty"])
def test_who_may_enter_for_an_organization(kind, cast, draft):
    paper = duty_of(cast.organization, "annual_plan") if kind == "duty" else draft

    held = {(verb, role): cast.user(role).has_perm(f"compliance.{verb}_{kind}", paper) for verb, role in cells(WHO_MAY)}

    assert held == cells(WHO_MAY)


def test_entering_is_refused_where_it_may_not_be(cast, certifying):
    blank = QuarterlyReportFactory(organization=OrganizationFactory())
    facts = {"by": cast.registrar, "now": NOW, "reason": REASON, "text": {"findings": "无"}, "meetings": {}}

    with pytest.raises(Refused, match="当前状态"):
        enter_for(certifying, version=0, **facts)
    with pytest.raises(Refused, match="依据"):
        enter_for(blank, version=0, **facts | {"reason": " "})
    with pytest.raises(Collision):
        enter_for(blank, version=7, **facts)


def test_duties_of_a_kind_are_entered_the_same_way(cast):
    duty = duty_of(cast.organization, "annual_plan")
    client, page = cast.client("registrar"), "/duties/entering/"
    rows = fill(table(client, page, kind="annual_plan", year=2026), duty, {"done_on": date(2026, 1, 20)})

    hand_in(client, rows, page)
    client.post(f"{page}preview/")

    duty.refresh_from_db()
    assert (duty.done_on, duty.state, duty.moves.get().name) == (date(2026, 1, 20), "draft", "enter_for")
    assert Duty.objects.filter(done_on__isnull=False).count() == 1
    assert "<strong>代填</strong>" in cast.client("secretary").get(f"/duties/{duty.pk}/edit/").content.decode()


def test_preview_takes_as_many_queries_for_three_rows_as_for_one(cast, reports, django_assert_max_num_queries):
    client = cast.client("registrar")
    counts = []
    for more in (0, 2):
        for _ in range(more):
            QuarterlyReportFactory(organization=OrganizationFactory())
        rows = of_period(client, reports[0])
        with django_assert_max_num_queries(40) as queries:
            hand_in(client, rows)
        counts.append(len(queries))

    assert counts[0] == counts[1]
