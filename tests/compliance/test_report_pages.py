"""The pages of quarterly reports through the browser's door."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance import report_workflow
from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from organizations.models import FormerName, register
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory
from tests.fragments import fragment_of
from zhengzhou_ideology.notices.models import Notice

LIST = "/reports/"


def at(report, move) -> str:
    return reverse(f"compliance:{move}", args=[report.pk])


def test_walk_through_the_pages(cast, draft):
    cast.client("secretary").post(at(draft, "send_for_certification"))
    cast.client("leader").post(at(draft, "certify"))
    cast.client("registrar").post(at(draft, "accept"))

    draft.refresh_from_db()
    assert draft.state == ReportState.ACCEPTED


def test_return_without_reason_comes_back_with_the_form(cast, submitted):
    response = cast.client("registrar").post(at(submitted, "send_back"), {"ground": "incomplete", "reason": ""})

    assert response.status_code == 422
    submitted.refresh_from_db()
    assert submitted.state == ReportState.SUBMITTED


def test_second_click_is_told_where_the_report_stands(cast, certifying):
    client = cast.client("leader")
    client.post(at(certifying, "certify"))

    response = client.post(at(certifying, "certify"))

    assert response.status_code == 409
    assert "当前状态为“已提交”，不能执行此操作。" in response.content.decode()
    assert certifying.submissions.count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("secretary", 200), ("registrar", 200), ("auditor", 200), ("competent", 200), ("stranger", 404)],
)
def test_report_is_seen_by_those_concerned(role, status, cast, submitted):
    assert cast.client(role).get(submitted.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("secretary", ["撤回"]),
        ("leader", ["撤回"]),
        ("registrar", ["接收", "退回更正"]),
        ("supervisor", []),
        ("auditor", []),
    ],
)
def test_page_offers_exactly_the_moves_that_are_allowed(role, labels, cast, submitted):
    context = cast.client(role).get(submitted.get_absolute_url()).context

    assert [offer.label for offer in context["offers"]] == labels


def test_list_shows_to_each_role_its_own(cast, draft):
    elsewhere = QuarterlyReportFactory(organization=cast.stranger.acting.organization)
    seen = {
        role: {report.pk for report in cast.client(role).get(LIST).context["page"]}
        for role in ("secretary", "registrar", "city_registrar", "stranger", "strange_registrar", "competent")
    }

    assert seen == {
        "secretary": {draft.pk},
        "registrar": {draft.pk},
        "city_registrar": {draft.pk, elsewhere.pk},
        "stranger": {elsewhere.pk},
        "strange_registrar": {elsewhere.pk},
        "competent": {draft.pk},
    }


def test_list_agrees_with_visible_to_for_the_whole_cast(cast, draft):
    QuarterlyReportFactory(organization=cast.stranger.acting.organization)

    for name, user in cast.users.items():
        listed = {report.pk for report in cast.client(name).get(LIST).context["page"]}
        assert listed == set(QuarterlyReport.objects.visible_to(user).values_list("pk", flat=True)), name


def test_list_takes_as_many_queries_for_three_rows_as_for_one(cast, draft, django_assert_max_num_queries):
    client = cast.client("registrar")
    client.get(LIST)
    with django_assert_max_num_queries(40) as one:
        client.get(LIST)
    for _ in range(2):
        QuarterlyReportFactory(organization=OrganizationFactory())

    with django_assert_max_num_queries(40) as three:
        client.get(LIST)

    assert len(three) == len(one)


def test_list_is_searched_by_characters_of_the_name(cast, draft):
    other = QuarterlyReportFactory(organization=OrganizationFactory(name="郑州市黄河物流促进会"))

    page = cast.client("registrar").get(LIST, {"q": "物流"}).context["page"]

    assert [report.pk for report in page] == [other.pk]


def test_list_pages_by_key_without_loss_or_repetition(cast):
    expected = {QuarterlyReportFactory(organization=OrganizationFactory()).pk for _ in range(120)}
    client, seen, after = cast.client("registrar"), [], ""
    while after is not None:
        page = client.get(LIST, {"after": after}).context["page"]
        seen += [report.pk for report in page]
        after = page.next

    assert len(seen) == 120
    assert set(seen) == expected


def test_list_fragment_equals_the_part_of_a_full_reload(cast, draft):
    fragment_of(cast.client("secretary"), LIST, {"state": "draft"}, root="reports")


def test_checklist_leads_to_what_mends_it(cast):
    empty = QuarterlyReportFactory(organization=cast.organization)

    page = cast.client("secretary").get(at(empty, "report_edit")).content.decode()

    led_to = re.findall(r'<a href="#((?:id_|files-)[^"]+)">', page)
    assert {"id_council-held_on", "files-council", "id_findings"} <= set(led_to)
    assert [anchor for anchor in led_to if f'id="{anchor}"' not in page] == []


def test_batch_acceptance_gives_a_result_for_each(cast, submitted):
    draft = QuarterlyReportFactory(organization=OrganizationFactory())
    hidden = QuarterlyReportFactory(organization=cast.stranger.acting.organization)

    response = cast.client("registrar").post(
        reverse("compliance:accept_many"), {"report": [submitted.pk, draft.pk, hidden.pk], "confirmed": "1"}
    )

    results = {result.paper.pk: result.problem for result in response.context["results"]}
    assert results == {submitted.pk: "", draft.pk: "当前状态为“草稿”，不能执行此操作。"}
    hidden.refresh_from_db()
    assert hidden.state == ReportState.DRAFT


def test_overdue_filter_leaves_out_what_was_sent_in_time(cast, submitted):
    late = QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2020, 1, 15))

    page = cast.client("registrar").get(LIST, {"state": "overdue"}).context["page"]

    assert [report.pk for report in page] == [late.pk]


@pytest.mark.parametrize(("day", "listed"), [("2026-10-15", False), ("2026-10-16", True)])
def test_overdue_filter_begins_with_the_day_after_the_due_day(day, listed, cast, draft):
    with time_machine.travel(f"{day} 12:00+08:00", tick=False):
        page = cast.client("registrar").get(LIST, {"state": "overdue"}).context["page"]

    assert [report.pk for report in page] == ([draft.pk] if listed else [])


@pytest.mark.parametrize(("day", "state"), [("2026-10-15", "extended"), ("2026-10-16", "overdue")])
def test_extended_report_leaves_the_extended_ones_when_it_becomes_overdue(day, state, cast, draft):
    QuarterlyReport.objects.update(times_extended=1)

    with time_machine.travel(f"{day} 12:00+08:00", tick=False):
        client = cast.client("registrar")
        lists = {name: [*client.get(LIST, {"state": name}).context["page"]] for name in ("extended", "overdue")}

    assert lists == {"extended": [], "overdue": [], state: [draft]}


@pytest.mark.parametrize(("day", "listed"), [(15, False), (16, True)])
def test_late_filter_leaves_out_what_was_sent_on_the_due_day(day, listed, cast, certifying):
    report_workflow.certify(certifying, by=cast.leader, now=NOW.replace(day=day))

    page = cast.client("registrar").get(LIST, {"state": "late"}).context["page"]

    assert [report.pk for report in page] == ([certifying.pk] if listed else [])


def test_wrongly_accepted_report_is_reopened_by_a_supervisor_who_did_not_decide(cast, accepted):
    typed = {"ground": "contradictory", "reason": "两次会议记录日期矛盾。"}

    decider = cast.client("registrar").post(at(accepted, "reopen"), typed)
    answer = cast.client("supervisor").post(at(accepted, "reopen"), typed)

    accepted.refresh_from_db()
    page = cast.client("secretary").get(accepted.get_absolute_url()).content.decode()
    assert (decider.status_code, answer.status_code, accepted.state, accepted.is_late) == (403, 302, "returned", False)
    assert "两次会议记录日期矛盾。" in page
    assert Notice.objects.filter(
        recipient=cast.secretary, subject="2026年第三季度报告原接收有误，已退回重新办理"
    ).exists()


def test_only_an_administrator_opens_a_quarter(cast):
    url = reverse("compliance:period_list")

    assert cast.client("registrar").post(url, {"year": 2026, "quarter": 1}).status_code == 403
    assert cast.client("administrator").post(url, {"year": 2026, "quarter": 1}).status_code == 302
    assert QuarterlyReport.objects.filter(period__quarter=1).count() == 2


def test_quarters_are_listed_with_what_their_reports_come_to(cast, accepted):
    QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2020, 1, 15))

    response = cast.client("registrar").get(reverse("compliance:period_list"))

    row = response.context["rows"][0]
    assert (row["period"], row["total"], row["accepted"], row["outstanding"]) == (accepted.period, 2, 1, 1)
    assert "2026年第三季度" in response.content.decode()


def test_search_looks_up_first_what_few_in_reach_are_called(cast, monkeypatch):
    """However many are called so elsewhere: else a desk that has hardly any would have each of its papers asked."""
    monkeypatch.setattr(register, "FEW", 1)
    own = OrganizationFactory(registration_authority=cast.strange_registrar.authority, name="郑州市某某球类协会")
    QuarterlyReportFactory(organization=own)
    for number in range(3):
        QuarterlyReportFactory(
            organization=OrganizationFactory(
                registration_authority=cast.registrar.authority, name=f"郑州市某某球类第{number}协会"
            )
        )

    with CaptureQueriesContext(connection) as asked:
        page = cast.client("strange_registrar").get("/reports/", {"q": "某某球类"})

    assert [paper.organization for paper in page.context["page"]] == [own]
    row_by_row = [
        one["sql"] for one in asked if "compliance_quarterlyreport" in one["sql"] and "STRPOS" in one["sql"].upper()
    ]
    assert row_by_row == []


def test_search_asks_no_row_for_former_names_where_many_are_called_so(cast, monkeypatch):
    """They are looked up once: with that statement among its conditions a count read the register from end to end."""
    monkeypatch.setattr(register, "FEW", 1)
    authority = cast.registrar.authority
    reports = [
        QuarterlyReportFactory(organization=OrganizationFactory(registration_authority=authority, name=name))
        for name in ("郑州市某某球类第一协会", "郑州市某某球类第二协会", "郑州市某某联谊会")
    ]
    FormerName.objects.create(
        organization=reports[2].organization, name="郑州市某某球类协会", since=date(2020, 1, 1), until=date(2024, 1, 1)
    )

    with CaptureQueriesContext(connection) as asked:
        page = cast.client("registrar").get("/reports/", {"q": "某某球类"})

    of_reports = [one["sql"] for one in asked if 'FROM "compliance_quarterlyreport"' in one["sql"]]
    assert {paper.pk for paper in page.context["page"]} == {report.pk for report in reports}
    assert of_reports
    assert not [one for one in of_reports if "formername" in one]
