"""A secretary goes, another comes: open work moves over, paper by paper on record."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from compliance import report_workflow
from compliance.enums import ReportState
from events import filing_workflow
from events.models import EventChange
from organizations import substitutions
from organizations.enums import Role
from organizations.models import User
from reports.handover import hand_over
from reports.models import Handover
from tests.events.factories import NOW, EventFilingFactory, approved, certifying, returned, submitted
from tests.factories import (
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    also_leads,
    member,
)
from tests.tables import read_table
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

TODAY = localdate()


@pytest.fixture
def successor(cast) -> User:
    cast.secretary.name = "王某某"
    cast.secretary.save()
    return member(Role.SECRETARY, cast.organization)


def address(cast) -> str:
    return reverse("reports:handover_new", args=[cast.organization.uscc])


def report(cast, quarter: int, state: str, **facts):
    period = ReportingPeriodFactory(quarter=quarter, due_on=date(2026, 3 * quarter, 15))
    hashes = {"submitted_at": NOW, "content_sha256": "0" * 64} if state in ("submitted", "accepted") else {}
    facts = {"prepared_by": cast.secretary} | hashes | facts
    return QuarterlyReportFactory(organization=cast.organization, period=period, state=state, **facts)


def move_all(cast, successor, by=None) -> Handover:
    return hand_over(
        cast.organization, giver=cast.secretary, receiver=successor, by=by or cast.leader, reason="离职", today=TODAY
    )


WHO_MAY = """
           secretary  leader  registrar  competent  supervisor  city_registrar  administrator  auditor
hand_over  .          x       x          .          .           x               x              .
"""


@pytest.mark.parametrize(("_verb", "role", "allowed"), read_table(WHO_MAY))
def test_who_may_hand_work_over(cast, _verb, role, allowed):
    assert cast.client(role).get(address(cast)).status_code == (200 if allowed else 403)


@pytest.mark.parametrize("role", ["stranger", "strange_leader", "strange_registrar", "strange_competent"])
def test_handover_of_an_organization_out_of_reach_is_not_found(cast, role):
    assert cast.client(role).get(address(cast)).status_code == 404


@pytest.mark.parametrize(("role", "shown"), [("leader", True), ("registrar", True), ("secretary", False)])
def test_page_of_the_organization_leads_to_the_handover(cast, role, shown):
    page = cast.client(role).get(cast.organization.get_absolute_url()).content.decode()

    assert (address(cast) in page) is shown


def test_handover_moves_what_is_open_and_nothing_else(cast, successor):
    first = report(cast, 1, "draft")
    second = report(cast, 2, "returned")
    third = report(cast, 3, "certifying")
    done = report(cast, 4, "submitted")
    others = QuarterlyReportFactory(prepared_by=cast.secretary)
    filings = [EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, title="草稿活动")]
    filings += [certifying(cast), returned(cast)]
    pending = submitted(cast)

    response = cast.client("leader").post(
        address(cast), {"giver": cast.secretary.pk, "receiver": successor.pk, "reason": "离职"}
    )

    kept = Handover.objects.get()
    assert response.url == kept.get_absolute_url()
    for paper in (first, second, third, *filings):
        paper.refresh_from_db()
        last = paper.moves.last()
        assert paper.prepared_by == successor
        assert (last.name, last.before, last.after, last.by, last.acting_as, last.reason) == (
            "hand_over",
            paper.state,
            paper.state,
            cast.leader,
            cast.leader.acting_label,
            f"由王某某移交给{successor.name}：离职",
        )
    for paper in (done, others, pending):
        paper.refresh_from_db()
        assert paper.prepared_by == cast.secretary
    assert len(kept.moved) == 6


def test_summary_names_both_and_every_paper(cast, successor):
    report(cast, 3, "draft")
    kept = move_all(cast, successor)

    page = cast.client("leader").get(kept.get_absolute_url()).content.decode()

    assert kept.moved == ["2026年第三季度报告（草稿）"]
    for words in ("王某某", successor.name, cast.leader.acting_label, "离职", kept.moved[0]):
        assert words in page


def test_change_that_waits_for_the_leader_moves_as_well(cast, successor):
    filing = approved(cast)
    change = EventChange.objects.create(
        filing=filing, is_large=True, before={}, after={"place": "新址"}, reason="场地", prepared_by=cast.secretary
    )

    kept = move_all(cast, successor)

    change.refresh_from_db()
    assert (change.prepared_by, kept.moved) == (successor, [f"{filing.title}的变更（待负责人确认）"])
    assert filing.moves.last().name == "hand_over"


def test_both_secretaries_are_told(cast, successor):
    report(cast, 3, "draft")
    before = Notice.objects.count()

    move_all(cast, successor)

    told = Notice.objects.order_by("pk")[before:]
    assert {notice.recipient for notice in told} == {cast.secretary, successor}


def test_new_secretary_goes_on_and_the_leader_certifies(cast, successor):
    paper = report(cast, 3, "draft", complete=True)
    move_all(cast, successor)

    report_workflow.send_for_certification(paper, by=successor, now=NOW)
    report_workflow.certify(paper, by=cast.leader, now=NOW)

    assert (paper.state, paper.prepared_by, paper.certified_by) == (ReportState.SUBMITTED, successor, cast.leader)


def test_paper_once_certified_by_the_new_secretary_moves_too(cast, successor):
    paper = report(cast, 3, "returned", certified_by=successor)

    move_all(cast, successor)

    paper.refresh_from_db()
    assert (paper.prepared_by, paper.certified_by) == (successor, None)


def test_nobody_becomes_the_certifier_of_own_papers_by_a_handover(cast, successor):
    """A secretary who has become leader would else certify what that same person prepared."""
    report(cast, 3, "certifying")
    also_leads(cast.secretary, cast.organization, consented_by=cast.leader)

    with pytest.raises(Refused, match="须先退给填报人修改"):
        move_all(cast, successor)

    assert Handover.objects.count() == 0


def test_handover_is_refused_where_it_makes_no_sense(cast, successor):
    with pytest.raises(Refused, match="没有可以移交的材料"):
        move_all(cast, successor)
    report(cast, 3, "draft")
    with pytest.raises(Refused, match="不能是同一人"):
        move_all(cast, cast.secretary)
    with pytest.raises(Refused, match="须是本组织的现任秘书"):
        move_all(cast, cast.stranger)


def test_substitute_receives_nothing_for_good(cast, successor):
    report(cast, 3, "draft")
    substitutions.grant(
        cast.secretary.memberships.get(),
        deputy=cast.stranger,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="出差",
        by=cast.leader,
        today=TODAY,
    )

    offered = cast.client("leader").get(address(cast)).context["form"].fields["receiver"].queryset

    assert set(offered) == {cast.secretary, successor}


@pytest.mark.parametrize(
    ("wrong", "field"), [({"giver": ""}, "giver"), ({"receiver": ""}, "receiver"), ({"reason": ""}, "reason")]
)
def test_form_says_what_is_wrong(cast, successor, wrong, field):
    report(cast, 3, "draft")
    typed = {"giver": cast.secretary.pk, "receiver": successor.pk, "reason": "离职"} | wrong

    response = cast.client("leader").post(address(cast), typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_handover_is_never_altered(cast, successor):
    report(cast, 3, "draft")
    kept = move_all(cast, successor)

    for act in (lambda: Handover.objects.update(reason="改"), lambda: Handover.objects.all().delete()):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            act()
    kept.refresh_from_db()
    assert kept.reason == "离职"


def test_registrar_finds_organizations_without_secretary_from_the_home_page(cast):
    bare = OrganizationFactory(registration_authority=cast.organization.registration_authority)
    client = cast.client("registrar")
    section = next(one for one in client.get("/").context["sections"] if one.title == "无秘书账号的社会组织")

    listed = client.get(section.more_url).context["page"]

    assert [todo.title for todo in section.todos] == [str(bare)]
    assert list(listed) == [bare]


def test_handover_leaves_filing_ready_for_the_new_secretary(cast, successor):
    filing = returned(cast)
    move_all(cast, successor, by=cast.registrar)

    filing_workflow.send_for_certification(filing, by=successor, now=NOW)

    assert filing.prepared_by == successor


def test_client_without_login_is_turned_away(cast):
    assert Client().get(address(cast)).url.startswith("/accounts/login/")
