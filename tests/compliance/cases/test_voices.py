"""Whoever handles a case has made no voice that answers in it: attacked through the page, the act and bare SQL."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from compliance.cases import service
from compliance.cases.enums import CasePaperKind
from compliance.cases.hearing import statements
from compliance.cases.models import AccountabilityCase, CasePaper, ServiceRecord
from compliance.cases.papers import writing
from compliance.cases.standing.separations import separations
from organizations import invitations, voices
from organizations.enums import IdentityPaper, Role
from organizations.models import Invitation
from tests.compliance.cases.conftest import DAY, NOTICE, NOW
from tests.factories import UserFactory
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db


def puppet_of(bench, officer: str, *, role=Role.LEADER, at=NOW):
    draft = Invitation(role=role, organization=bench.organization, name="影某某")
    slip = invitations.issue([draft], by=bench.user(officer), now=at).slips[0]
    bench.users["puppet"] = UserFactory(name="影某某")
    return invitations.accept(slip.invitation, account=bench.puppet, now=at)


def acknowledged_in_sql(case, account) -> str:
    try:
        with transaction.atomic():
            ServiceRecord.objects.filter(paper__case=case).update(
                acknowledged_by=account, acknowledged_at=NOW, received_by="影某某", served_on=DAY, rule="portal"
            )
    except IntegrityError as error:
        return str(error).splitlines()[0]
    return ""


def test_registrar_who_makes_a_leader_does_not_acknowledge_the_own_notice(bench, notified):
    puppet_of(bench, "registrar")
    paper = notified.latest_paper(CasePaperKind.NOTICE)

    answer = bench.client("puppet").post(f"/cases/papers/{paper.pk}/acknowledge/")
    with pytest.raises(PermissionDenied):
        service.acknowledge(paper, by=bench.puppet, now=NOW)

    assert answer.status_code == 403
    assert "made" in acknowledged_in_sql(notified, bench.puppet)
    assert ServiceRecord.objects.get().served_on is None


def test_check_by_another_does_not_help_the_officer_who_wrote_the_notice(bench, notified):
    seat = puppet_of(bench, "registrar")
    voices.check_identity(seat, by=bench.city_supervisor, today=DAY, paper=IdentityPaper.IDENTITY_CARD)
    paper = notified.latest_paper(CasePaperKind.NOTICE)

    answer = bench.client("puppet").post(f"/cases/papers/{paper.pk}/acknowledge/")
    with pytest.raises(Refused, match="由本案办理人员邀请"):
        statements.file(notified, by=bench.puppet, now=NOW, text="没有意见。")

    assert answer.status_code == 409
    assert "made" in acknowledged_in_sql(notified, bench.puppet)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.LEADER])
def test_account_younger_than_the_case_needs_the_check_of_an_officer(bench, notified, role):
    seat = puppet_of(bench, "city_registrar", role=role)
    paper = notified.latest_paper(CasePaperKind.NOTICE)
    if role == Role.LEADER:
        voices.consent(seat, by=bench.leader, today=DAY)
    with pytest.raises(Refused, match="晚于本案设立"):
        service.acknowledge(paper, by=bench.puppet, now=NOW)
    assert "older than it or checked" in acknowledged_in_sql(notified, bench.puppet)

    voices.check_identity(seat, by=bench.city_supervisor, today=DAY, paper=IdentityPaper.RESOLUTION)

    assert service.acknowledge(paper, by=bench.puppet, now=NOW).served_on == DAY


def test_officer_who_made_a_voice_handles_no_case_of_the_organization(bench, opened):
    puppet_of(bench, "registrar", role=Role.SECRETARY, at=NOW - timedelta(days=30))

    with pytest.raises(PermissionDenied):
        writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)

    with pytest.raises(IntegrityError, match="does not handle its case"), transaction.atomic():
        CasePaper.objects.create(case=opened, kind=CasePaperKind.NOTICE, prepared_by=bench.registrar, facts=NOTICE)


def test_supervisor_who_checked_a_voice_opens_no_case_of_it(bench, proposed):
    seat = puppet_of(bench, "city_registrar", at=NOW - timedelta(days=30))
    voices.check_identity(seat, by=bench.supervisor, today=DAY, paper=IdentityPaper.LICENCE)

    assert bench.supervisor.has_perm("cases.open_accountabilitycase", proposed) is False
    assert separations(bench.supervisor, proposed) == ["您邀请或者核验过该社会组织的账号，应当回避，不能办理本案。"]


def test_waiver_names_its_account_and_a_puppet_gives_none(bench, rectifying):
    puppet_of(bench, "registrar")
    row = AccountabilityCase.objects.filter(pk=rectifying.pk)

    for account in (bench.puppet, None):
        with pytest.raises(IntegrityError, match="a waiver is given by"), transaction.atomic():
            row.update(review_waived_on=DAY, review_waived_by=account)
    assert bench.client("puppet").post(f"/cases/{rectifying.pk}/waive/").status_code == 403
    assert bench.client("leader").post(f"/cases/{rectifying.pk}/waive/").status_code == 302
    assert row.get().review_waived_by == bench.leader
