"""Substitutes: who may name whom, what they may do and in whose name, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from compliance import report_workflow
from compliance.models import QuarterlyReport
from organizations import substitutions
from organizations.enums import SUBSTITUTABLE_ROLES, Role
from organizations.models import AccountMove, Membership, Organization, Substitution, User
from tests.factories import MembershipFactory, QuarterlyReportFactory, UserFactory, member
from tests.fragments import fragment_of
from tests.security.conftest import granted
from tests.tables import read_table
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

LIST = "/substitutions/"
TODAY = localdate()


def days(first: int, last: int) -> dict:
    return {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}


def seat(user: User) -> Membership:
    return user.memberships.in_person().get()


def new(user: User) -> str:
    return reverse("organizations:substitution_new", args=[seat(user).pk])


def typed(deputy: User, first: int = 0, last: int = 6, **more) -> dict:
    return {
        "username": deputy.username,
        "name": deputy.name,
        "deputy": deputy.pk,
        "reason": "出差",
        **days(first, last),
        **more,
    }


def stand_in(principal: User, deputy: User, by: User | None = None, first: int = 0, last: int = 6) -> Substitution:
    return substitutions.grant(
        seat(principal), deputy=deputy, reason="出差", by=by or principal, today=TODAY, **days(first, last)
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def acting_as(user: User, membership: Membership) -> User:
    fresh = User.objects.get(pk=user.pk)
    fresh.acting = Membership.objects.for_acting().get(pk=membership.pk)
    return fresh


@pytest.fixture
def deputy(cast) -> User:
    """Prepares papers for another organization, and stands in here."""
    cast.stranger.name = "李某某"
    cast.stranger.save()
    cast.secretary.name = "王某某"
    cast.secretary.save()
    return cast.stranger


WHO_MAY = """
             secretary  leader  registrar  competent  supervisor  city_supervisor  administrator  auditor  stranger
secretary    x          x       .          .          .           .                .              .        .
registrar    .          .       x          .          x           x                .              .        .
competent    .          .       .          x          .           .                .              .        .
leader       .          .       .          .          .           .                .              .        .
supervisor   .          .       .          .          .           .                .              .        .
"""


@pytest.mark.parametrize(("whose", "role", "allowed"), read_table(WHO_MAY))
def test_who_may_name_a_substitute(cast, whose, role, allowed):
    client = cast.client(role)

    answer = client.get(new(cast.user(whose))).status_code

    assert answer == (200 if allowed else 404)
    assert cast.user(role).has_perm("organizations.substitute_membership", seat(cast.user(whose))) is allowed


def test_supervisor_of_a_competent_authority_names_substitutes_of_its_officers(cast):
    supervisor = member(Role.SUPERVISOR, cast.organization.competent_authority)

    assert client_of(supervisor).get(new(cast.competent)).status_code == 200


def test_named_deputy_acts_in_the_others_place_and_both_names_are_logged(cast, deputy):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    assert client_of(deputy).get(report.get_absolute_url()).status_code == 404

    response = cast.client("secretary").post(new(cast.secretary), typed(deputy))
    held = deputy.memberships.get(substitutes=seat(cast.secretary))
    client = client_of(deputy)
    client.post(reverse("acting_as"), {"membership": held.pk})
    client.post(reverse("compliance:send_for_certification", args=[report.pk]), {"version": report.edit_version})

    assert response.url == LIST
    move = report.moves.get()
    assert (move.name, move.by) == ("send_for_certification", deputy)
    assert move.acting_as == f"{cast.organization} · 秘书（李某某代王某某）"
    assert granted(held) == (cast.secretary.pk, f"{deputy.name_and_account()}：{held}")


def test_naming_is_logged_on_both_accounts_and_told(cast, deputy):
    cast.client("leader").post(new(cast.secretary), typed(deputy))

    label = f"{cast.organization} · 秘书（李某某代王某某）"
    logged = AccountMove.objects.order_by("account_id").values_list("account", "name", "by", "acting_as")
    assert set(logged) == {
        (deputy.pk, "grant_substitution", cast.leader.pk, cast.leader.acting_label),
        (cast.secretary.pk, "grant_substitution", cast.leader.pk, cast.leader.acting_label),
    }
    assert {move.reason.split("，")[0] for move in AccountMove.objects.all()} == {label}
    assert {(n.recipient, n.subject) for n in Notice.objects.all()} == {
        (deputy, f"代理：{label}"),
        (cast.secretary, f"代理：{label}"),
    }


def test_officers_substitute_is_picked_among_colleagues(cast):
    colleague = member(Role.COMPETENT_OFFICER, cast.registrar.acting.authority)
    member(Role.AUDITOR, cast.registrar.acting.authority)

    offered = cast.client("registrar").get(new(cast.registrar)).context["form"].fields["deputy"].queryset
    response = cast.client("registrar").post(new(cast.registrar), typed(colleague))

    assert set(offered) == {colleague, cast.supervisor}
    assert response.status_code == 302
    assert Membership.objects.get(user=colleague, substitutes__isnull=False).role == Role.REGISTRAR


def test_deputy_of_a_registrar_decides_in_both_names(cast):
    colleague = member(Role.COMPETENT_OFFICER, cast.registrar.acting.authority)
    held = stand_in(cast.registrar, colleague).membership
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    now = report.edited_at or cast.registrar.date_joined
    report_workflow.send_for_certification(report, by=cast.secretary, now=now)
    report_workflow.certify(report, by=cast.leader, now=now)

    report_workflow.accept(report, by=acting_as(colleague, held), now=now)

    last = report.moves.last()
    assert (last.name, last.by, f"（{colleague.name}代{cast.registrar.name}）" in last.acting_as) == (
        "accept",
        colleague,
        True,
    )


def test_deputy_never_certifies(cast, deputy):
    held = stand_in(cast.secretary, deputy).membership
    report = QuarterlyReportFactory(organization=cast.organization)

    assert not acting_as(deputy, held).has_perm("compliance.certify_quarterlyreport", report)
    assert set(SUBSTITUTABLE_ROLES) == {Role.SECRETARY, Role.COMPETENT_OFFICER, Role.PARTY_OFFICER, Role.REGISTRAR}


# The constraint, or for a leader the trigger that comes before it: a further voice waits for consent.
SIGNS_NOTHING = "substitute_is_dated_and_signs_nothing|a further leader acts after the consent"


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_database_refuses_substitutes_of_those_who_certify_or_sign(cast, deputy, role):
    principal = {
        Role.LEADER: cast.leader,
        Role.SUPERVISOR: cast.supervisor,
        Role.ADMINISTRATOR: cast.administrator,
        Role.AUDITOR: cast.auditor,
    }[role]
    own = seat(principal)

    with pytest.raises(IntegrityError, match=SIGNS_NOTHING), transaction.atomic():
        MembershipFactory(
            user=deputy,
            role=role,
            organization=own.organization,
            authority=own.authority,
            ends_on=TODAY,
            substitutes=own,
        )


def test_database_refuses_a_substitute_without_end(cast, deputy):
    own = seat(cast.secretary)

    with pytest.raises(IntegrityError, match=SIGNS_NOTHING), transaction.atomic():
        MembershipFactory(user=deputy, role=own.role, organization=own.organization, substitutes=own)


@pytest.mark.parametrize(
    ("first", "last", "today", "current"),
    [(0, 6, 0, True), (0, 6, 6, True), (0, 6, 7, False), (2, 6, 1, False), (2, 6, 2, True)],
)
def test_substitution_holds_from_its_first_to_its_last_day(cast, deputy, first, last, today, current):
    held = stand_in(cast.secretary, deputy, first=first, last=last).membership
    day = TODAY + timedelta(days=today)

    assert Membership.objects.current(day).filter(pk=held.pk).exists() is current
    assert held.is_current(day) is current


def test_substitution_falls_with_the_membership_it_stands_for(cast, deputy):
    held = stand_in(cast.secretary, deputy).membership

    Membership.objects.filter(pk=held.substitutes_id).update(ends_on=TODAY)

    after = Membership.objects.for_acting().get(pk=held.pk)
    tomorrow = TODAY + timedelta(days=1)
    assert [Membership.objects.current(day).filter(pk=held.pk).exists() for day in (TODAY, tomorrow)] == [True, False]
    assert [after.is_current(day) for day in (TODAY, tomorrow)] == [True, False]


def test_substitution_falls_when_the_account_it_stands_for_is_closed(cast, deputy):
    held = stand_in(cast.secretary, deputy).membership

    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    assert not Membership.objects.current(TODAY).filter(pk=held.pk).exists()


@pytest.mark.parametrize("who", ["secretary", "leader", "stranger"])
def test_substitution_can_be_ended_early_and_at_once(cast, deputy, who):
    granted = stand_in(cast.secretary, deputy)
    client = client_of(deputy)
    client.post(reverse("acting_as"), {"membership": granted.membership.pk})
    assert client.get("/account/").context["acting"] == granted.membership

    response = cast.client(who).post(reverse("organizations:substitution_end", args=[granted.pk]), {"reason": "返岗"})

    assert response.url == LIST
    assert client.get("/account/").context["acting"] == seat(deputy)
    assert set(AccountMove.objects.filter(name="end_substitution").values_list("account", flat=True)) == {
        deputy.pk,
        cast.secretary.pk,
    }
    with pytest.raises(Refused, match="此项代理已经结束。"):
        substitutions.end(granted, by=cast.secretary, reason="再次", now=granted.granted_at, today=TODAY)


@pytest.mark.parametrize("who", ["registrar", "competent", "supervisor", "administrator", "strange_leader"])
def test_substitution_of_others_does_not_exist(cast, deputy, who):
    granted = stand_in(cast.secretary, deputy)
    client = cast.client(who)

    answer = client.post(reverse("organizations:substitution_end", args=[granted.pk]), {"reason": "无"})

    assert answer.status_code == 404
    assert list(client.get(LIST).context["page"]) == []
    assert not cast.user(who).has_perm("organizations.end_substitution", granted)


def test_ending_takes_a_reason(cast, deputy):
    granted = stand_in(cast.secretary, deputy)

    response = cast.client("secretary").post(reverse("organizations:substitution_end", args=[granted.pk]))

    assert response.status_code == 422
    assert Membership.objects.get(pk=granted.membership_id).revoked_at is None


def refusal(cast, principal: str, deputy: User, by: str | None = None, first: int = 0, last: int = 6) -> str:
    with pytest.raises(Refused) as refused:
        stand_in(cast.user(principal), deputy, by=cast.user(by or principal), first=first, last=last)
    return str(refused.value)


def test_who_cannot_be_a_substitute(cast):
    assert refusal(cast, "secretary", cast.secretary) == "代理人不能是被代理人本人。"
    assert refusal(cast, "secretary", cast.leader, by="leader").startswith("不能指定自己为代理人")
    assert refusal(cast, "registrar", cast.supervisor, by="supervisor").startswith("不能指定自己为代理人")
    assert refusal(cast, "secretary", cast.leader) == "本组织的第一责任人负责确认，不能代理秘书。"
    assert refusal(cast, "secretary", cast.registrar) == "机关单位人员不能代理社会组织的秘书。"
    assert refusal(cast, "registrar", cast.competent).startswith("经办人只能由本单位其他人员代理")
    assert refusal(cast, "registrar", cast.secretary).startswith("经办人只能由本单位其他人员代理")
    auditor = member(Role.AUDITOR, cast.registrar.acting.authority)
    assert refusal(cast, "registrar", auditor).startswith("经办人只能由本单位其他人员代理")
    assert Substitution.objects.count() == 0


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (-1, 3, "代理须从今天或者以后开始"),
        (3, 2, "代理须从今天或者以后开始"),
        (0, 90, "一次代理最长90日。"),
        (6, 8, "这段时间内已经指定了代理人"),
    ],
)
def test_days_of_a_substitution_are_checked(cast, deputy, first, last, sentence):
    stand_in(cast.secretary, UserFactory(), first=5, last=6)

    assert refusal(cast, "secretary", deputy, first=first, last=last).startswith(sentence)


def test_substitution_lasts_no_longer_than_what_it_stands_for(cast, deputy):
    Membership.objects.filter(user=cast.secretary).update(ends_on=TODAY + timedelta(days=3))

    assert refusal(cast, "secretary", deputy).endswith("代理不能超过这一天。")


def test_substitute_hands_nothing_on(cast, deputy):
    held = stand_in(cast.secretary, deputy).membership

    assert client_of(deputy).get(reverse("organizations:substitution_new", args=[held.pk])).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "赵某某"}, "username"),
        ({"username": "nobody"}, "username"),
        ({"reason": ""}, "reason"),
        ({"starts_on": TODAY - timedelta(days=1)}, "starts_on"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=90)}, "ends_on"),
        ({"ends_on": "明天"}, "ends_on"),
    ],
)
def test_form_says_what_is_wrong(cast, deputy, wrong, field):
    response = cast.client("secretary").post(new(cast.secretary), typed(deputy) | wrong)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Substitution.objects.count() == 0


def test_seats_are_those_for_which_one_may_name_a_substitute(cast):
    seats = cast.client("supervisor").get("/substitutions/new/").context["page"]
    found = cast.client("supervisor").get("/substitutions/new/?q=无此人").context["page"]

    assert [one.user for one in seats] == [cast.registrar]
    assert list(found) == []


def test_seats_fragment_is_what_a_reload_would_show(cast):
    fragment_of(cast.client("supervisor"), "/substitutions/new/", {"q": "某"}, root="seats")


def test_long_names_give_way_to_both_persons_in_the_log(cast, deputy):
    Organization.objects.filter(pk=cast.organization.pk).update(name="郑" * 120)
    User.objects.filter(pk=deputy.pk).update(name="李" * 40)
    held = stand_in(cast.secretary, User.objects.get(pk=deputy.pk)).membership

    label = acting_as(deputy, held).acting_label

    assert len(label) == 160
    assert label.endswith(f" · 秘书（{'李' * 40}代王某某）")


def test_list_asks_the_database_equally_often_at_one_and_three_rows(cast, deputy, django_assert_num_queries):
    client = cast.client("secretary")
    stand_in(cast.secretary, deputy, first=0, last=1)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one_row:
        client.get(LIST)
    stand_in(cast.secretary, UserFactory(), first=2, last=3)
    stand_in(cast.secretary, UserFactory(), first=4, last=5)

    with django_assert_num_queries(len(one_row)):
        page = client.get(LIST).context["page"]

    assert len(page) == 3


def test_account_page_leads_to_substitutes(cast):
    assert f'href="{LIST}"' in cast.client("secretary").get("/account/").content.decode()


def test_outstanding_report_stays_visible_to_the_one_who_is_stood_in_for(cast, deputy):
    stand_in(cast.secretary, deputy)
    report = QuarterlyReportFactory(organization=cast.organization)

    assert list(QuarterlyReport.objects.visible_to(cast.secretary)) == [report]
