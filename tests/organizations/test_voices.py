"""No single officer creates a voice: announced, listed and revocable; a further leader waits for a consent or a check."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, now

from compliance.cases.enums import CaseGround, CaseSource
from compliance.cases.models import AccountabilityCase
from organizations import invitations, voices
from organizations.enums import IdentityPaper, Post, Role
from organizations.models import IdentityCheck, Invitation, Membership, ResponsiblePerson, SelfCertification
from reports.home_page.todos import read
from reports.home_page.voices import to_check
from tests.factories import MembershipFactory, OrganizationFactory, UserFactory, in_post, member
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db


def invited(cast, role=Role.LEADER, by="registrar", **facts) -> Invitation:
    draft = Invitation(role=role, organization=cast.organization, name="赵某某", **facts)
    return invitations.issue([draft], by=cast.user(by), now=now()).slips[0].invitation


def seated(cast, invitation) -> Membership:
    account = UserFactory(name="赵某某")
    cast.users["puppet"] = account
    return invitations.accept(invitation, account=account, now=now())


def told(key: str) -> set:
    return {notice.recipient for notice in Notice.objects.filter(kind=voices.KIND, key__startswith=key)}


def attack(sql: str, **values) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


def test_invitation_is_announced_at_once_listed_with_its_inviter_and_revocable_by_any_holder(cast):
    invitation = invited(cast)
    assert told(f"invitation:{invitation.pk}:announced") == {cast.secretary, cast.leader}

    page = cast.client("secretary").get(cast.organization.get_absolute_url()).content.decode()
    address = f"/organizations/{cast.organization.uscc}/invitations/{invitation.pk}/revoke/"
    answers = [cast.client(name).post(address).status_code for name in ("stranger", "auditor", "secretary", "leader")]

    assert ("金水区民政局 · 登记管理机关经办人" in page, address in page) == (True, True)
    assert answers == [404, 403, 302, 409]
    invitation.refresh_from_db()
    assert invitation.revoked_by == cast.secretary
    assert told(f"invitation:{invitation.pk}:revoked") == {cast.registrar, cast.leader}


def test_further_leader_signs_in_and_reads_but_does_not_act_and_is_told_why(cast):
    seat = seated(cast, invited(cast))

    page = cast.client("puppet").get(cast.organization.get_absolute_url())

    assert (seat.needs_check, seat.acts, page.status_code) == (True, False, 200)
    assert voices.WAITS in page.content.decode()
    assert cast.puppet.has_perm("organizations.revoke_invitation", invited(cast)) is False
    assert told(f"seat:{seat.pk}:taken") == {cast.secretary, cast.leader}


def test_first_leader_ever_acts_at_once(cast):
    cast.organization = OrganizationFactory()

    assert seated(cast, invited(cast)).acts is True


WHO_CHECKS = {
    "registrar": 403,
    "supervisor": 302,
    "city_registrar": 302,
    "administrator": 403,
    "strange_registrar": 404,
    "auditor": 403,
    "leader": 403,
    "secretary": 403,
}


@pytest.mark.parametrize(("name", "status"), WHO_CHECKS.items())
def test_second_officer_checks_identity_never_the_inviter(cast, name, status):
    seat = seated(cast, invited(cast))

    answer = cast.client(name).post(f"/memberships/{seat.pk}/check/", {"paper": "identity_card", "remark": "当面"})

    assert (answer.status_code, seat.acts) == (status, status == 302)


def test_check_names_its_paper_and_everybody_is_told(cast):
    seat = seated(cast, invited(cast))
    client = cast.client("supervisor")

    answers = [client.post(f"/memberships/{seat.pk}/check/", {"paper": paper}) for paper in ("", "licence", "licence")]

    check = IdentityCheck.objects.get()
    assert [answer.status_code for answer in answers] == [422, 302, 409]
    assert (check.by, check.get_paper_display()) == (cast.supervisor, "法人登记证书")
    assert told(f"check:{check.pk}") == {cast.secretary, cast.leader, cast.puppet, cast.registrar}


@pytest.mark.parametrize(
    ("name", "status"), [("leader", 302), ("secretary", 403), ("puppet", 403), ("supervisor", 403)]
)
def test_sitting_leader_consents(cast, name, status):
    seat = seated(cast, invited(cast))

    answer = cast.client(name).post(f"/memberships/{seat.pk}/consent/")

    assert (answer.status_code, seat.acts) == (status, status == 302)


def test_inviter_is_refused_by_the_act_too(cast):
    seat = seated(cast, invited(cast))

    with pytest.raises(PermissionDenied):
        voices.check_identity(seat, by=cast.registrar, today=localdate(), paper=IdentityPaper.LICENCE)


WHO_ATTACKS = ("registrar", "supervisor", "administrator", "secretary", "leader", "puppet")


def test_database_itself_holds_seats_and_checks(cast):
    seat = seated(cast, invited(cast))
    values = {"seat": seat.pk, "organization": cast.organization.pk, "user": UserFactory().pk, "today": localdate()}
    values |= {name: cast.user(name).pk for name in WHO_ATTACKS}
    put = (
        "INSERT INTO organizations_membership (user_id, role, organization_id, starts_on, needs_check)"
        " VALUES (%({user})s, '{role}', %(organization)s, %(today)s, false)"
    )
    check = (
        "INSERT INTO organizations_identitycheck (membership_id, way, paper, remark, by_id, acting_as)"
        " VALUES (%(seat)s, '{way}', '{paper}', '', %({by})s, '')"
    )

    said = {
        put.format(user="user", role="leader"): "a further leader acts after the consent",
        put.format(user="leader", role="secretary"): "one account holds one seat",
        "UPDATE organizations_membership SET needs_check = false WHERE id = %(seat)s": "stays what it was given as",
        "UPDATE organizations_membership SET invitation_id = NULL WHERE id = %(seat)s": "stays what it was given as",
        check.format(way="check", paper="licence", by="registrar"): "whoever invited an account does not check it",
        check.format(way="check", paper="licence", by="puppet"): "nobody checks oneself",
        check.format(way="consent", paper="", by="secretary"): "consent is given by a sitting leader",
        check.format(way="check", paper="licence", by="secretary"): "identity is checked by an officer",
        check.format(way="check", paper="licence", by="administrator"): "identity is checked by an officer",
        check.format(way="check", paper="", by="supervisor"): "identity_check_names_its_paper",
    }
    assert {sql: attack(sql, **values) for sql, why in said.items() if why not in attack(sql, **values)} == {}


def test_one_account_holds_one_seat_of_an_organization_but_under_permission(cast):
    again = invited(cast, role=Role.SECRETARY)
    with pytest.raises(Refused, match="在本组织已有其他身份"):
        invitations.accept(again, account=cast.leader, now=now())
    today = localdate()
    SelfCertification.objects.create(
        organization=cast.organization,
        reason="专职人员仅一名",
        granted_by=cast.supervisor,
        valid_from=today,
        valid_until=today + timedelta(days=30),
    )

    assert invitations.accept(again, account=cast.leader, now=now()).role == Role.SECRETARY


def test_invitation_from_the_persons_row_ties_the_post_to_the_account(cast):
    organization = OrganizationFactory()
    person = ResponsiblePerson.objects.create(
        organization=organization, post=Post.LEADER, name="钱某某", office_email="qian@example.org"
    )
    page = cast.client("registrar").get(f"/invitations/new/?person={person.pk}")
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}

    answer = cast.client("registrar").post("/invitations/new/", typed)

    invitation = Invitation.objects.get(organization=organization)
    seat = invitations.accept(invitation, account=UserFactory(name="钱某某"), now=now())
    person.refresh_from_db()
    assert (answer.status_code, invitation.email, person.account) == (302, "qian@example.org", seat.user)
    assert seat.user.is_first_responsible(organization.pk) is True


def test_account_is_tied_to_a_post_by_another_than_its_inviter(cast):
    seat = seated(cast, invited(cast))
    person = cast.leader.posts.get()
    address = f"/organizations/{cast.organization.uscc}/persons/{person.pk}/account/"
    assert cast.client("registrar").post(address, {"account": cast.puppet.pk}).status_code == 422
    voices.check_identity(seat, by=cast.supervisor, today=localdate(), paper=IdentityPaper.LICENCE)

    answers = [
        cast.client(name).post(address, {"account": cast.puppet.pk}).status_code
        for name in ("registrar", "city_registrar")
    ]

    assert answers == [409, 302]
    assert told(f"post:{person.pk}") == {cast.secretary, cast.leader, cast.puppet}


def test_second_officers_and_sitting_leaders_have_the_task(cast):
    seat = seated(cast, invited(cast))
    titles = {
        name: {section.title for section in cast.client(name).get("/").context["sections"]}
        for name in ("registrar", "supervisor", "city_registrar", "leader")
    }

    assert {name: "待核验身份的账号" in shown for name, shown in titles.items()} == {
        "registrar": False,
        "supervisor": True,
        "city_registrar": True,
        "leader": False,
    }
    assert "待您同意的第一责任人账号" in titles["leader"]
    assert seat.acts is False


def test_seats_younger_than_a_running_case_of_their_organization_are_to_be_checked(cast):
    today, days = localdate(), timedelta(days=10)
    with_case, without = OrganizationFactory.create_batch(
        2, registration_authority=cast.organization.registration_authority, district=cast.organization.district
    )
    seats = {
        (organization, day): MembershipFactory(organization=organization, role=Role.SECRETARY, starts_on=day)
        for organization in (with_case, without)
        for day in (today - 2 * days, today - days, today)
    }
    for proposed_on in (today - days, today):
        AccountabilityCase.objects.create(
            organization=with_case,
            registration_authority=with_case.registration_authority,
            district=with_case.district,
            source=CaseSource.OFFICER,
            ground=CaseGround.REPORT_MISSING,
            proposed_on=proposed_on,
        )

    [listed] = read([to_check(cast.supervisor, today)])

    young = {seats[with_case, today - days], seats[with_case, today]}
    assert sorted(todo.title for todo in listed.todos) == sorted(
        f"{seat.organization}：{seat.user.name_and_account()}" for seat in young
    )


def test_leader_whose_post_has_ended_and_long_vacancy_are_the_registrars_tasks(cast):
    client = cast.client("registrar")
    before = {section.title for section in client.get("/").context["sections"]}
    today = localdate()
    cast.leader.posts.update(term_until=today - timedelta(days=31))

    after = {section.title: section.count for section in client.get("/").context["sections"]}

    assert "任职已结束或者未登记的第一责任人账号" not in before
    assert (after["任职已结束或者未登记的第一责任人账号"], after["空缺的第一责任人职务"]) == (1, 2)


def test_old_account_cannot_certify_after_the_post_ends_and_the_new_one_can(cast):
    today = localdate()
    successor = MembershipFactory(
        user=UserFactory(), role=Role.LEADER, organization=cast.organization, needs_check=True
    )
    voices.consent(successor, by=cast.leader, today=today)
    cast.leader.posts.update(term_until=today - timedelta(days=1))
    in_post(successor.user, cast.organization, Post.BRANCH_SECRETARY, term_from=today)

    may = [
        user.has_perm("compliance.certify_quarterlyreport", cast.organization) for user in (cast.leader, successor.user)
    ]

    assert may == [False, True]
    assert [
        user.holds_first_post(cast.organization.pk, today - timedelta(days=1)) for user in (cast.leader, successor.user)
    ] == [True, False]


def test_member_elsewhere_is_no_voice_here(cast):
    other = OrganizationFactory()
    account = member(Role.LEADER, other)

    assert voices.linkable(cast.organization, localdate()).contains(account) is False
