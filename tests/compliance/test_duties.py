"""The duties of a year: opened in sets, done, certified where the catalogue asks for it, and received."""

from datetime import date
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import duties, report_workflow
from compliance.duty_checklist import check
from compliance.duty_years import open_year
from compliance.enums import DutyKind
from compliance.models import Duty, DutyCatalogueEntry
from organizations.enums import OrganizationKind
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, credit_code, duty_of
from tests.tables import read_table
from zhengzhou_ideology.workflow import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.server]

TODAY = date(2026, 10, 9)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Kind, part, and the working day that the catalogue's day of 2026 comes to.
OF_2026 = {
    ("annual_plan", 1): "2026-02-02",
    ("commitment", 1): "2026-02-28",
    ("outlets_confirmed", 1): "2026-03-31",
    ("study", 1): "2026-06-30",
    ("posts_confirmed", 1): "2026-06-30",
    ("study", 2): "2026-12-31",
    ("posts_confirmed", 2): "2026-12-31",
    ("contingency_plan", 1): "2026-12-31",
    ("ethics_training", 1): "2026-12-31",
    ("self_discipline", 1): "2026-12-31",
    ("year_end_exchange", 1): "2026-12-31",
}


def of(organization):
    return Duty.objects.filter(organization=organization)


def filled(duty, **facts):
    """As the page saves it, with the paper that is wanted."""
    typed = {"done_on": date(2026, 9, 1), "headcount": 12, "summary": "已办理。", **facts}
    for name, value in typed.items():
        setattr(duty, name, value)
    duty.save()
    return duty


def test_year_is_opened_with_what_the_catalogue_asks(cast):
    open_year(2026, today=TODAY)

    found = {(duty.kind, duty.part): duty.due_on.isoformat() for duty in of(cast.organization)}
    duty = of(cast.organization).get(kind="annual_plan")
    assert found == OF_2026
    assert (duty.registration_authority, duty.district) == (
        cast.organization.registration_authority,
        cast.organization.district,
    )
    assert duty.due_steps[-1] == {"date": "2026-02-02", "counts": True, "why": "周一，期限届满"}


def test_command_opens_the_year_again_without_harm(cast):
    out = StringIO()

    call_command("open_year", "2026", stdout=out)
    call_command("open_year", "2026", stdout=out)

    assert out.getvalue().splitlines() == ["2026年度：新建年度事项 22 项。", "2026年度：新建年度事项 0 项。"]


@pytest.mark.parametrize(
    ("founded_on", "owed"),
    [(date(2025, 12, 31), 11), (date(2026, 1, 1), 10), (date(2026, 5, 31), 8), (date(2026, 6, 1), 6)],
)
def test_who_was_registered_in_the_month_of_the_due_day_does_not_owe_it_yet(founded_on, owed, city):
    organization = OrganizationFactory(founded_on=founded_on)

    open_year(2026, today=TODAY)

    assert of(organization).count() == owed


def test_organization_that_has_ended_owes_nothing_and_one_of_another_kind_not_that(city):
    ended = OrganizationFactory(status="deregistered", ended_on=date(2026, 3, 1))
    foundation = OrganizationFactory(kind=OrganizationKind.FOUNDATION, uscc=credit_code(7, "53410100"))
    entry = DutyCatalogueEntry.objects.get(kind="study")
    entry.pk, entry.effective_from, entry.organization_kinds = None, date(2026, 1, 1), ["association"]
    entry.save()

    open_year(2026, today=TODAY)

    assert of(ended).count() == 0
    assert set(of(foundation).values_list("kind", flat=True)) == set(DutyKind.values) - {"study"}


@pytest.mark.parametrize("year", [2018, 2027, 2101])
def test_year_that_has_not_begun_is_refused(year, cast):
    with pytest.raises(Refused, match="尚未开始"):
        open_year(year, today=TODAY)


def test_year_takes_as_many_statements_for_forty_organizations_as_for_two_and_again_writes_none(cast):
    with CaptureQueriesContext(
        connection,
    ) as few:
        open_year(2026, today=TODAY)
    for _ in range(40):
        OrganizationFactory()

    with CaptureQueriesContext(connection) as many:
        new = open_year(2026, today=TODAY)
    with CaptureQueriesContext(connection):
        again = open_year(2026, today=TODAY)

    assert (new, again, len(many)) == (440, 0, len(few))


def test_plan_passed_in_december_counts_for_the_year_it_is_for(cast):
    duty = filled(
        duty_of(cast.organization, "annual_plan"),
        done_on=date(2025, 12, 20),
        meeting="第三届理事会第五次会议",
        meeting_on=date(2025, 12, 20),
    )

    too_early = filled(duty_of(cast.organization, "commitment"), done_on=date(2025, 12, 20))

    assert "通过日期" not in said(duty)
    assert "签署日期早于2026年1月1日，不能计入2026年度承诺书" in said(too_early)


def said(duty):
    return "；".join(item.message for item in check(duty, TODAY))


WALK = """
            draft certifying submitted returned accepted superseded exempted lapsed
submit      x     .          .         x        .        .          .        .
settle      .     .          x         .        .        .          .        .
fulfil      x     x          .         x        .        .          .        .
reopen      .     .          .         .        x        .          .        .
"""


@pytest.mark.parametrize(("verb", "state", "legal"), read_table(WALK))
def test_moves_of_a_duty_are_the_table_of_the_design(verb, state, legal):
    assert (state in getattr(report_workflow, verb).source) is legal


def test_duty_without_acceptance_is_settled_with_its_submission(cast):
    duty = filled(duty_of(cast.organization, "year_end_exchange"), done_on=date(2026, 10, 8))

    report_workflow.submit(duty, by=cast.secretary, now=NOW)

    duty.refresh_from_db()
    moves = [(move.name, move.before, move.after) for move in duty.moves.all()]
    assert (duty.state, duty.accepted_at, duty.decided_by, duty.first_submitted_on) == ("accepted", NOW, None, TODAY)
    assert moves == [("submit", "draft", "submitted"), ("settle", "submitted", "accepted")]
    assert duty.submissions.get().sha256 == duty.content_sha256


def test_other_act_settles_the_duty_that_it_is(cast):
    open_year(2026, today=TODAY)
    facts = {"by": cast.secretary, "now": NOW, "done_on": TODAY, "reason": "已逐项核对阵地3处。"}

    settled = duties.settle(cast.organization, "outlets_confirmed", 2026, **facts)
    again = duties.settle(cast.organization, "outlets_confirmed", 2026, **facts)

    assert again is None
    assert (settled.state, settled.done_on, settled.is_late) == ("accepted", TODAY, True)
    assert settled.moves.get().reason == "已逐项核对阵地3处。"
    assert settled.submissions.get().content["facts"][1]["value"] == "已逐项核对阵地3处。"


def test_other_act_settles_the_earliest_part_unless_it_names_one(cast):
    open_year(2026, today=TODAY)
    facts = {"by": cast.secretary, "now": NOW, "done_on": TODAY, "reason": "已核对。"}

    second = duties.settle(cast.organization, "posts_confirmed", 2026, part=2, **facts)
    first = duties.settle(cast.organization, "posts_confirmed", 2026, **facts)

    assert (second.part, first.part) == (2, 1)
    assert [second.title, first.title] == [
        "2026年度任职和联系人确认（下半年）",
        "2026年度任职和联系人确认（上半年）",
    ]
