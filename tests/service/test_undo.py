"""An acceptance is taken back within a minute by whoever made it, while nothing rests on it; nobody has been told by then."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from compliance import report_workflow
from compliance.enums import DutyKind, ReportState
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import User
from tests.compliance.conftest import NOW
from tests.compliance.test_report_concurrency import at_once
from tests.factories import QuarterlyReportFactory, duty_of, member
from zhengzhou_ideology.notices.delivering import deliver
from zhengzhou_ideology.notices.models import Delivery, Notice
from zhengzhou_ideology.workflow import Refused

MINUTE = timedelta(minutes=1)


@pytest.fixture
def received(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    return report_workflow.certify(report, by=cast.leader, now=NOW)


@pytest.fixture
def accepted(cast, received):
    return report_workflow.accept(received, by=cast.registrar, now=NOW)


def of_acceptance():
    return Notice.objects.filter(subject__endswith="已接收")


@pytest.mark.django_db
def test_undone_within_the_minute_it_waits_again_and_the_log_keeps_both_rows(cast, accepted):
    report_workflow.undo_accept(accepted, by=cast.registrar, now=NOW + MINUTE)

    accepted.refresh_from_db()
    assert (accepted.state, accepted.accepted_at, accepted.decided_by) == (ReportState.SUBMITTED, None, None)
    assert [move.name for move in accepted.moves.all()][-2:] == ["accept", "undo_accept"]
    assert not of_acceptance().exists()


@pytest.mark.django_db
def test_a_second_later_it_stands(cast, accepted):
    with pytest.raises(Refused, match="超过一分钟"):
        report_workflow.undo_accept(accepted, by=cast.registrar, now=NOW + MINUTE + timedelta(seconds=1))


@pytest.mark.django_db
def test_only_whoever_accepted_takes_it_back(cast, accepted):
    colleague = member(Role.REGISTRAR, cast.registrar.acting.authority)

    for other in (colleague, cast.secretary, cast.supervisor):
        with pytest.raises(PermissionDenied):
            report_workflow.undo_accept(accepted, by=other, now=NOW)


@pytest.mark.django_db
def test_what_an_organization_builds_upon_stands(cast, accepted):
    report_workflow.amend(accepted, by=cast.secretary)

    with pytest.raises(Refused, match="已有其他办理"):
        report_workflow.undo_accept(accepted, by=cast.registrar, now=NOW)


@pytest.mark.django_db
def test_an_amendment_that_took_another_papers_place_stands(cast, accepted):
    amendment = report_workflow.amend(accepted, by=cast.secretary)
    report_workflow.send_for_certification(amendment, by=cast.secretary, now=NOW)
    report_workflow.certify(amendment, by=cast.leader, now=NOW)
    report_workflow.accept(amendment, by=cast.registrar, now=NOW)

    with pytest.raises(Refused, match="已有其他办理"):
        report_workflow.undo_accept(amendment, by=cast.registrar, now=NOW)


@pytest.mark.django_db
def test_the_organization_hears_of_it_after_the_minute_in_the_inbox_and_by_mail(cast, accepted):
    counts = []
    for seconds in (60, 90):
        moment = NOW + timedelta(seconds=seconds)
        deliver(moment)
        with time_machine.travel(moment, tick=False):
            inbox = cast.client("secretary").get("/notices/").content.decode()
        counts.append((inbox.count("报告已接收"), Delivery.objects.filter(notice__in=of_acceptance()).count()))

    assert counts == [(0, 0), (1, of_acceptance().count())]


@pytest.mark.django_db
def test_what_was_told_is_not_taken_back(cast, accepted):
    """Clocks of two hosts may differ: what has gone out decides."""
    Notice.objects.update(planned=True)

    with pytest.raises(Refused, match="已收到接收通知"):
        report_workflow.undo_accept(accepted, by=cast.registrar, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("queue", ["", "/reports/queue/?at=1"])
def test_the_button_stands_beside_what_was_done_and_takes_it_back(queue, cast, received):
    client = cast.client("registrar")
    with time_machine.travel(NOW, tick=False):
        page = client.post(f"/reports/{received.pk}/accept/?queue={quote(queue)}", follow=True).content.decode()
        client.post(f"/reports/{received.pk}/undo-accept/")

    received.refresh_from_db()
    assert f'action="/reports/{received.pk}/undo-accept/"' in page
    assert received.state == ReportState.SUBMITTED


@pytest.mark.django_db
def test_a_duty_is_taken_back_alike(cast):
    duty = duty_of(cast.organization, DutyKind.ANNUAL_PLAN)
    type(duty).objects.filter(pk=duty.pk).update(
        state=ReportState.SUBMITTED, submitted_at=NOW, first_submitted_on=NOW.date(), content_sha256="0" * 64
    )
    client = cast.client("registrar")
    with time_machine.travel(NOW, tick=False):
        client.post(f"/duties/{duty.pk}/accept/")
        client.post(f"/duties/{duty.pk}/undo-accept/")

    duty.refresh_from_db()
    assert [move.name for move in duty.moves.all()] == ["accept", "undo_accept"]
    assert duty.state == ReportState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_two_at_once_undo_once_and_an_amendment_at_the_same_moment_wins_or_loses_whole(cast, accepted):
    def fresh() -> QuarterlyReport:
        return QuarterlyReport.objects.get(pk=accepted.pk)

    def undo() -> object:
        """Whoever comes second has decided nothing any more."""
        try:
            return report_workflow.undo_accept(fresh(), by=User.objects.get(pk=cast.registrar.pk), now=NOW)
        except PermissionDenied as denied:
            return Refused(str(denied))

    def amend() -> object:
        return report_workflow.amend(fresh(), by=User.objects.get(pk=cast.secretary.pk))

    outcomes = at_once(undo, undo, amend)

    assert [type(outcome) for outcome in outcomes].count(Refused) == 2
    accepted.refresh_from_db()
    amended = QuarterlyReport.objects.filter(amends=accepted.pk).exists()
    assert (accepted.state == ReportState.SUBMITTED) is not amended
    assert accepted.moves.filter(name="undo_accept").count() == (0 if amended else 1)
