"""The demo city: every account of the contract works, every state is there, and nobody in it is real."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils.timezone import localdate

from compliance.cases.enums import CaseState
from compliance.cases.models import AccountabilityCase, CaseMove, CasePaper
from compliance.enums import ReportState
from compliance.models import Extension, MatterReport, QuarterlyReport
from events.models import EventFiling, IssuedPaper
from organizations.enums import Post
from organizations.ladder.models import Reminder, Sweep
from organizations.models import Authority, Organization, OrganizationChange, ResponsiblePerson, User
from reports.demo import sweeps
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.notices.models import Notice

ACCOUNTS = {
    "secretary": "secretary",
    "leader": "leader",
    "competent": "competent_officer",
    "party": "party_officer",
    "registrar": "registrar",
    "supervisor": "supervisor",
    "decider": "supervisor",
    "reviewer": "supervisor",
    "administrator": "administrator",
    "security": "security_administrator",
    "auditor": "auditor",
    "secretary2": "secretary",
    "leader2": "leader",
}


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Seeded once for the tests of this file, and rolled back after them."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DEMO_PASSWORD="demo-Pass-94"),
        transaction.atomic(),
    ):
        call_command("seed_demo", organizations=80, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(seeded, db):
    """The demo city, each test's own changes undone."""


def test_demo_holds_accounts_and_papers_in_every_state(city):
    client = Client()
    assert Organization.objects.count() == 80
    assert {name: User.objects.get(username=name).acting.role for name in ACCOUNTS} == ACCOUNTS
    assert all(client.login(username=name, password="demo-Pass-94") for name in ACCOUNTS)
    assert set(QuarterlyReport.objects.values_list("state", flat=True)) >= set(ReportState) - {ReportState.SUPERSEDED}
    assert {"draft", "certifying", "submitted", "returned", "approved", "refused", "concluded"} == set(
        EventFiling.objects.values_list("state", flat=True)
    )


def test_demo_holds_reports_of_matters_in_every_state_and_one_urgent_for_the_party_organization(city):
    party = User.objects.get(username="party")
    client = Client()
    client.force_login(party, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/matters/").context["page"]

    assert sorted(MatterReport.objects.values_list("state", flat=True)) == ["acknowledged", "closed", "draft", "sent"]
    assert [(report.title, report.is_urgent) for report in page] == [
        ("培训场地消防通道被堵", True),
        ("财务室门锁被撬", False),
    ]


def test_demo_organizations_of_districts_belong_to_units_of_the_city_or_their_own(city):
    rows = Organization.objects.exclude(registration_authority__district="410100")
    units = rows.filter(competent_authority__isnull=False).values_list("district", "competent_authority__district")
    superiors = {(one.party_superior.district, one.registration_authority.district) for one in rows}

    assert all(unit in ("410100", district) for district, unit in units)
    assert any(unit == district for district, unit in units)
    assert all(superior == district for superior, district in superiors)
    assert not Organization.objects.filter(party_superior=None).exists()


def test_demo_numbers_each_paper_by_the_sign_of_its_authority(city):
    units = {paper.authority.code: paper.full_number for paper in IssuedPaper.objects.select_related("authority")}

    assert units["410100-JYJ"].startswith("郑教活函〔")
    assert [number for number in units.values() if "重大活动" in number] == []


def test_demo_has_a_unit_that_was_renamed_within_the_year(city):
    unit, a_year_ago = Authority.objects.get(code="410105-WGLJ"), localdate() - timedelta(days=365)

    assert (unit.name, unit.name_on(a_year_ago)) == ("金水区文化和旅游局", "金水区文化广电和旅游局")
    assert [move.label for move in unit.moves.all()] == ["更名"]


def test_demo_is_consistent_with_what_the_moves_would_have_left(city):
    accepted = QuarterlyReport.objects.filter(state=ReportState.ACCEPTED)

    assert accepted.count() > 100
    for report in accepted[:25]:
        submission = report.submissions.get()
        assert submission.sha256 == sha256_of(submission.content) == report.content_sha256
        assert [move.name for move in report.moves.all()] == ["send_for_certification", "certify", "accept"]


def test_demo_holds_cases_in_every_state_and_work_for_the_printed_accounts(city):
    case_of = {user: User.objects.get(username=user).acting.organization.cases for user in ("secretary", "secretary2")}

    assert set(AccountabilityCase.objects.values_list("state", flat=True)) == set(CaseState)
    assert sorted(case_of["secretary"].values_list("state", flat=True)) == ["closed", "notified"]
    assert sorted(case_of["secretary2"].values_list("state", flat=True)) == ["notified", "rectifying"]
    (notice,) = case_of["secretary"].get(state="notified").papers.signed()
    assert notice.served_on is None
    assert case_of["secretary2"].get(state="notified").term("statement").due_on >= localdate() - timedelta(days=1)
    assert AccountabilityCase.objects.sealed(localdate()).exists()


def test_demo_cases_are_told_in_the_order_of_their_days(city):
    numbers: dict[tuple[int, int], list] = {}
    for paper in CasePaper.objects.signed().order_by("authority", "year", "number"):
        numbers.setdefault((paper.authority_id, paper.year), []).append(paper.signed_on)

    assert all(days == sorted(days) and days[-1] <= localdate() for days in numbers.values())
    opened = CaseMove.objects.filter(name="open_case").select_related("case")
    assert len(opened) > 15
    assert [move for move in opened if localdate(move.at) != move.case.opened_on] == []


def test_demo_names_nobody_real(city):
    names = {*ResponsiblePerson.objects.values_list("name", flat=True), *User.objects.values_list("name", flat=True)}
    mails = {mail for mail in User.objects.values_list("email", flat=True) if mail}

    assert [name for name in names if not re.fullmatch(r"\w某某", name)] == []
    assert [mail for mail in mails if not mail.endswith("@example.org")] == []


def test_demo_holds_a_year_of_changes_in_the_life_of_organizations(city):
    kinds = {"transfer", "rename", "merger", "deregistration", "suspension"}
    changes = OrganizationChange.objects.all()
    ended = Organization.objects.filter(ended_on__isnull=False)

    assert kinds <= set(changes.applied().values_list("kind", flat=True))
    assert list(changes.coming().values_list("kind", flat=True)) == ["rename"]
    assert ended.count() >= 2
    assert QuarterlyReport.objects.filter(organization__in=ended).outstanding().count() == 0


def test_demo_again_changes_nothing(city, capsys):
    call_command("seed_demo", organizations=80)

    assert capsys.readouterr().out == "已有数据，不再写入演示数据。\n"
    assert Organization.objects.count() == 80


def test_demo_is_refused_where_it_is_not_switched_on(db, settings, capsys):
    settings.DEMO = False

    with pytest.raises(SystemExit) as stop:
        call_command("seed_demo")

    assert stop.value.code == 2
    assert capsys.readouterr().err == "只有演示环境（DEMO=1）可以写入演示数据。\n"


def test_demo_year_was_reminded_by_the_sweep_and_nothing_of_it_waits_to_be_mailed(city):
    days = set(Sweep.objects.values_list("on", flat=True))
    told = Notice.objects.filter(kind="reminder")

    assert len(days) == sweeps.WEEKS
    assert max(days) < localdate()
    assert Reminder.objects.filter(reached_on__lt=localdate() - timedelta(days=90)).exists()
    assert told.filter(created_at__date__lt=localdate() - timedelta(days=90)).exists()
    assert not told.filter(planned=False, created_at__date__lt=localdate()).exists()


def test_demo_holds_delays_that_were_asked_for_and_granted_and_a_vacant_post(city):
    granted = Extension.objects.filter(state="granted")
    vacant = Organization.objects.active().vacant(Post.LEADER, localdate(), since_before=localdate() - timedelta(30))

    assert granted.count() == 3
    assert all(plea.asked_at < plea.decided_at for plea in granted)
    assert vacant.count() == 1
