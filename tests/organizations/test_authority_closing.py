"""The end of an authority: its organizations go by transfers that leave the past as it was, its seats end, and people are told."""

from datetime import date

import pytest
from django.utils.timezone import localdate, now

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from organizations.enums import Role, SeatState
from organizations.models import AccountMove, Authority, Invitation, Membership
from organizations.seat_workflow import invitation_to
from reports.figures import figures
from tests.compliance.cases.conftest import pdf
from tests.factories import OrganizationFactory, QuarterlyReportFactory, member
from tests.organizations.test_authority_register import address, close, unit_of
from tests.seats import confirmed
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return unit_of()


@pytest.fixture
def successor():
    return unit_of(code="JYTY")


@pytest.fixture
def organization(unit):
    return OrganizationFactory(competent_authority=unit, founded_on=date(2015, 1, 1))


def hand_over(cast, unit, **typed):
    facts = {"reason": "金编〔2026〕3号", "paper": pdf("改挂.pdf"), **typed}
    return cast.client("supervisor").post(address(unit, "organizations"), facts)


def test_handing_over_is_a_transfer_of_today_and_past_years_keep_the_old_authority(cast, unit, successor, organization):
    close(cast.client("administrator"), unit, successor)

    answer = hand_over(cast, unit)

    organization.refresh_from_db()
    change = organization.changes.get()
    assert (answer.status_code, organization.competent_authority) == (302, successor)
    assert (change.kind, change.effective_on, change.entered_by) == ("transfer", localdate(), cast.supervisor)
    assert (change.old_competent_authority, change.old_registration_authority) == (unit, None)
    assert change.paper.name == "改挂.pdf"
    year = localdate().year - 1
    stood = figures([organization.pk], year, localdate())[organization.pk]["organization"]
    assert stood["competent_authority"] == str(unit)
    page = cast.client("registrar").get(organization.get_absolute_url()).content.decode()
    assert f"业务主管单位由“{unit}”变更为“{successor}”" in page


def test_paper_of_the_closing_serves_where_none_is_given(cast, unit, successor, organization):
    close(cast.client("administrator"), unit, successor, paper=pdf("撤销.pdf"))

    answer = cast.client("supervisor").post(address(unit, "organizations"), {"reason": "金编〔2026〕3号"})

    assert (answer.status_code, organization.changes.get().paper.name) == (302, "撤销.pdf")


def test_open_papers_move_and_a_past_quarter_stays_in_the_figures(cast, unit, successor, organization):
    """What was opened after the closing, while the organization still stood with the closed authority, moves as well."""
    past = QuarterlyReportFactory(
        organization=organization, competent_authority=unit, period__year=2025, period__quarter=1
    )
    close(cast.client("administrator"), unit, successor)
    later = QuarterlyReportFactory(organization=organization, competent_authority=unit)
    settled = QuarterlyReportFactory(
        organization=organization, competent_authority=unit, state=ReportState.ACCEPTED, period__quarter=2
    )

    hand_over(cast, unit)

    past, later, settled = (QuarterlyReport.objects.get(pk=one.pk) for one in (past, later, settled))
    assert [one.competent_authority for one in (past, later, settled)] == [successor, successor, unit]
    assert (past.counts_for, past.counts_for_competent) == (organization.registration_authority, unit)
    assert [move.name for move in later.moves.all()] == ["hand_on"]


def test_suspended_organizations_are_handed_over_and_party_superiors_too(cast):
    unit, successor = unit_of(code="SHZZDW"), Authority.objects.get(code="410102-SHZZDW")
    organization = OrganizationFactory(party_superior=unit, status="suspended")
    close(cast.client("administrator"), unit)
    Authority.objects.filter(pk=unit.pk).update(successor=successor)

    answer = hand_over(cast, unit)

    organization.refresh_from_db()
    change = organization.changes.get()
    assert (answer.status_code, organization.party_superior) == (302, successor)
    assert (change.before["party_superior"], change.old_competent_authority) == (unit.pk, None)


def test_handing_over_tells_the_organization_and_each_desk_once(cast, unit, successor, organization):
    other = OrganizationFactory(competent_authority=unit)
    secretary = member(Role.SECRETARY, organization)
    there = member(Role.COMPETENT_OFFICER, successor)
    close(cast.client("administrator"), unit, successor)

    hand_over(cast, unit)

    told = Notice.objects.filter(kind="organization_change")
    assert told.filter(recipient=secretary).get().subject == f"{organization}管理机关变更已生效"
    letter = told.get(recipient=there)
    assert letter.subject.startswith("社会组织登记信息变更2项已生效")
    assert (organization.uscc in letter.body, other.uscc in letter.body) == (True, True)


def test_seats_codes_and_offers_end_with_the_authority_and_people_are_told(cast, unit, successor):
    officer = member(Role.COMPETENT_OFFICER, unit)
    chief = member(Role.SUPERVISOR, successor)
    offered = confirmed(Role.SUPERVISOR, unit)
    code = invitation_to(offered)
    code.code_sha256, code.expires_at, code.invited_by = "x" * 64, now().replace(year=2099), offered.proposed_by
    code.save()

    answer = close(cast.client("administrator"), unit, successor)

    offered.refresh_from_db()
    held = Membership.objects.get(user=officer)
    logged = AccountMove.objects.get(account=officer)
    assert answer.status_code == 302
    assert (held.revoked_at is not None, held.seat.state, offered.state) == (True, SeatState.ENDED, SeatState.ENDED)
    assert not Invitation.objects.usable(now()).filter(authority=unit).exists()
    assert (logged.label, logged.before, logged.by) == ("结束身份", "competent_officer", cast.administrator)
    assert not Membership.objects.current(localdate()).filter(authority=unit).exists()
    assert Notice.objects.filter(recipient=officer, subject__startswith="身份随单位撤销结束").count() == 1
    letter = Notice.objects.get(recipient=chief, subject=f"{unit}于{dated_today()}撤销，由{successor}承接")
    assert "原单位的1个席位已经结束" in letter.body
    assert Notice.objects.filter(recipient=cast.security, subject=letter.subject).exists()


def test_nobody_closes_the_own_authority(cast, city):
    other = Authority.objects.filter(kind="district_bureau").first()
    Authority.objects.filter(parent=city).update(parent=None)

    answer = close(cast.client("administrator"), city, other)

    city.refresh_from_db()
    assert (answer.status_code, city.closed_on) == (409, None)
    assert "不能撤销本人任职的单位" in answer.content.decode()


def dated_today() -> str:
    today = localdate()
    return f"{today.year}年{today.month}月{today.day}日"
