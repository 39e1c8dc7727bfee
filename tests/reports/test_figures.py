"""Figures agree with a year of which everything is known."""

from datetime import date

import pytest

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from reports.figures import figures
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory
from tests.reports.conftest import TODAY, accepted, at

pytestmark = pytest.mark.django_db


def quarter(organization, number, today=TODAY):
    return figures([organization.pk], today.year, today)[organization.pk]["quarters"][number - 1]


def test_totals_agree_with_the_known_year(known):
    found = figures([known.pk], 2026, TODAY)[known.pk]

    assert found["totals"] == {
        "not_due": 1,
        "on_time": 1,
        "late": 1,
        "overdue": 1,
        "returned": 0,
        "exempted": 0,
        "no_duty": 0,
        "accepted": 2,
        "special_study": 1,
        "council": 2,
    }


def test_accepted_quarter_says_days_and_meetings(known):
    assert quarter(known, 1) == {
        "quarter": 1,
        "state": "accepted",
        "state_label": "已接收",
        "due_on": "2026-04-15",
        "due_provisional": False,
        "extended": False,
        "first_submitted_on": "2026-04-08",
        "timeliness": "on_time",
        "timeliness_label": "按期",
        "days_late": 0,
        "accepted_on": "2026-04-08",
        "version": 1,
        "self_certified": False,
        "meetings": [
            {
                "kind": "special_study",
                "label": "专题研究会议",
                "article": "第二条",
                "held_on": "2026-02-10",
                "expected": 12,
                "present": 11,
                "is_joint": False,
            },
            {
                "kind": "council",
                "label": "理事会会议",
                "article": "第十条",
                "held_on": "2026-03-20",
                "expected": 9,
                "present": 9,
                "is_joint": False,
            },
        ],
    }


def test_late_quarter_counts_days_after_the_due_day(known):
    found = quarter(known, 2)

    assert (found["timeliness"], found["days_late"]) == ("late", 3)
    assert [(meeting["held_on"], meeting["is_joint"]) for meeting in found["meetings"]] == [("2026-06-05", True)]


def test_meetings_of_a_draft_are_not_reported(known):
    found = quarter(known, 3)

    assert (found["state_label"], found["timeliness"], found["meetings"]) == ("尚未报送", "overdue", [])


def test_draft_and_certifying_look_the_same(known):
    before = quarter(known, 3)

    QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.CERTIFYING)

    assert quarter(known, 3) == before


def test_due_day_itself_is_not_overdue(known):
    assert quarter(known, 3, date(2026, 10, 15))["timeliness"] == "not_due"


def test_extended_report_is_in_time_by_its_own_due_day(known):
    reports = QuarterlyReport.objects.filter(organization=known, period__quarter=2)

    reports.update(due_on=date(2026, 7, 31), times_extended=1)

    found = quarter(known, 2)
    assert (found["extended"], found["timeliness"], found["days_late"]) == (True, "on_time", 0)


def test_exempted_quarter_is_neither_late_nor_overdue(known):
    QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.EXEMPTED)

    found = quarter(known, 3)

    assert (found["state_label"], found["timeliness"]) == ("已豁免", "exempted")


def test_amendment_counts_only_once_accepted(known):
    first = QuarterlyReport.objects.get(organization=known, period__quarter=1)
    QuarterlyReportFactory(
        organization=known,
        period=first.period,
        version=2,
        amends=first,
        is_current=False,
        first_submitted_on=first.first_submitted_on,
    )

    assert quarter(known, 1)["version"] == 1


@pytest.mark.parametrize(
    ("today", "label", "timeliness"),
    [(date(2026, 10, 20), "尚未开启", "not_due"), (date(2027, 1, 1), "未在本门户开启", "no_duty")],
)
def test_quarter_that_was_never_opened(known, today, label, timeliness):
    found = figures([known.pk], 2026, today)[known.pk]["quarters"][3]

    assert (found["state_label"], found["timeliness"]) == (label, timeliness)


def test_organization_that_came_later_had_no_duty(known):
    young = OrganizationFactory(founded_on=date(2026, 8, 1))

    assert quarter(young, 1)["state_label"] == "无报送任务"


@pytest.mark.parametrize(("today", "name"), [(date(2026, 2, 1), "赵某某"), (TODAY, "李某某")])
def test_post_is_held_by_who_was_in_office_on_the_last_day(known, today, name):
    persons = figures([known.pk], 2026, today)[known.pk]["persons"]

    assert [(person["label"], person["name"]) for person in persons] == [
        ("主要负责人", "王某某"),
        ("支部书记", name),
        ("日常工作联系人", ""),
    ]


def test_duties_of_a_kind_are_counted_with_their_last_day(known):
    lines = {line["kind"]: line for line in figures([known.pk], 2026, TODAY)[known.pk]["duties"]}

    assert lines["study"] == {
        "kind": "study",
        "label": "学习教育",
        "article": "第一条、第五条",
        "owed": 2,
        "count": 2,
        "late": 1,
        "headcount": 40,
        "last_on": "2026-07-04",
    }
    assert (lines["commitment"]["owed"], lines["commitment"]["count"]) == (1, 0)


@pytest.mark.parametrize(
    ("today", "settled", "state"),
    [
        (date(2026, 12, 31), True, "running"),
        (date(2027, 1, 1), False, "settling"),
        (date(2027, 1, 1), True, "finished"),
    ],
)
def test_year_is_finished_when_every_quarter_is_settled(known, today, settled, state):
    if settled:
        QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.EXEMPTED)
    accepted(known, 4, date(2027, 1, 15), at(2026, 12, 30))

    assert figures([known.pk], 2026, today)[known.pk]["year_state"] == state


def test_figures_ask_as_often_for_many_as_for_one(known, several, django_assert_num_queries):
    period = ReportingPeriodFactory()
    for organization in several:
        QuarterlyReportFactory(organization=organization, period=period, complete=True)

    with django_assert_num_queries(28):
        figures([known.pk], 2026, TODAY)
    with django_assert_num_queries(28):
        figures([known.pk, *(one.pk for one in several)], 2026, TODAY)
