"""Inviting: one person or many organizations, by mail or by slip, and the life of an invitation until it is accepted."""

from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations import invitation_mail, invitations
from organizations.enums import InvitationState, Role
from organizations.models import Invitation, Organization
from organizations.seat_workflow import invitation_to
from tests.factories import MembershipFactory, OrganizationFactory
from tests.fragments import fragment_of
from tests.papers.archive import faults_of
from tests.seats import confirmed
from zhengzhou_ideology.workflow import Refused

NOW = datetime(2026, 10, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LIST = "/invitations/"


def invite(cast, *, email="", role=Role.SECRETARY, **facts) -> invitations.Invited:
    draft = Invitation(role=role, organization=cast.organization, email=email, **facts)
    return invitations.issue([draft], by=cast.registrar, now=NOW)


def invited_officer(cast) -> Invitation:
    return invitation_to(confirmed(Role.REGISTRAR, cast.organization.registration_authority))


def test_code_is_typed_without_doubt_and_kept_as_hash_only(cast):
    slip = invite(cast).slips[0]

    stored = Invitation.objects.get()

    assert len(slip.code) == 16
    assert not set(slip.code) & set("01OILU")
    assert stored.code_sha256 == sha256(slip.code.encode()).hexdigest()
    assert slip.code not in str(Invitation.objects.values().get())


@pytest.mark.parametrize("wording", ["{0}", "{1}", "{2}", " {1}　", "{3}"])
def test_code_is_found_however_it_is_typed(cast, wording):
    code = invite(cast).slips[0].code
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in code)

    found = invitations.find(wording.format(code, invitations.grouped(code), code.lower(), full_width))

    assert found == Invitation.objects.get()


def test_codes_do_not_repeat():
    assert len({invitations.new_code() for _ in range(2000)}) == 2000


def test_invitation_expires_after_the_days_of_the_settings(cast, settings):
    settings.INVITATION_DAYS = 3

    invitation = invite(cast).slips[0].invitation

    assert invitation.expires_at == NOW + timedelta(days=3)
    assert invitation.state_at(NOW + timedelta(days=3, seconds=-1)) == InvitationState.OPEN
    assert invitation.state_at(NOW + timedelta(days=3)) == InvitationState.EXPIRED


def test_states_agree_with_the_queryset(cast):
    for facts in ({}, {"used_at": NOW}, {"revoked_at": NOW}, {"used_at": NOW, "revoked_at": NOW}):
        Invitation.objects.filter(pk=invite(cast).slips[0].invitation.pk).update(**facts)
    later = NOW + timedelta(days=30)

    for moment, states in (
        (NOW, {"open": 1, "used": 2, "revoked": 1, "expired": 0}),
        (later, {"open": 0, "used": 2, "revoked": 1, "expired": 1}),
    ):
        for state in InvitationState:
            rows = Invitation.objects.in_state(state, moment)
            assert {row.state_at(moment) for row in rows} <= {state}
            assert rows.count() == states[state]


def test_role_without_its_seat_is_refused_by_the_database(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        invite(cast, role=Role.REGISTRAR)


def test_one_person_is_invited_by_mail(cast, mailoutbox):
    response = cast.client("registrar").post(
        "/invitations/new/",
        {"role": "leader", "body": cast.organization.uscc, "name": "赵某某", "email": "zhao@example.org"},
    )
    invitation_mail.deliver(datetime.now(tz=NOW.tzinfo))

    invitation = Invitation.objects.get()
    assert response.url == LIST
    assert (invitation.organization, invitation.role, invitation.invited_by) == (
        cast.organization,
        "leader",
        cast.registrar,
    )
    assert [mail.to for mail in mailoutbox] == [["zhao@example.org"]]
    assert invitation.sent_at
    assert invitation.send_after is None


def test_mail_carries_the_code_the_link_and_what_it_is_about(cast, mailoutbox, settings):
    settings.SITE_URL = "https://portal.example.org"
    invite(cast, email="zhao@example.org", name="赵某某")

    invitation_mail.deliver(NOW)

    body = mailoutbox[0].body
    code = body.split("输入邀请码：")[1].split()[0]
    assert invitations.find(code) == Invitation.objects.get()
    assert f"https://portal.example.org/invite/{code}/" in body
    for words in ("赵某某", cast.organization.name, "秘书", cast.registrar.name, "2026年10月23日 10:00"):
        assert words in body
    assert mailoutbox[0].subject == f"请开通郑州市社会组织合规门户账号：{cast.organization.name} · 秘书"


def test_one_person_without_address_is_invited_by_slip(cast):
    response = cast.client("registrar").post("/invitations/new/", {"role": "secretary", "body": cast.organization.name})

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"%PDF")
    assert Invitation.objects.get().send_after is None


@pytest.mark.parametrize(
    ("who", "fields", "field", "error"),
    [
        (
            "registrar",
            {"role": "registrar", "body": "{own}"},
            "role",
            "请在列出的选项中选择角色。",
        ),
        ("registrar", {"role": "secretary", "body": "{foreign}"}, "body", "没有找到这个社会组织，请核对代码或名称。"),
        ("registrar", {"role": "secretary", "body": ""}, "body", "请填写社会组织。"),
        ("registrar", {"role": "secretary", "body": "{own}", "email": "x"}, "email", "请填写完整的电子邮箱。"),
    ],
)
def test_invitation_is_refused_with_a_sentence(cast, who, fields, field, error):
    places = {
        "own": cast.organization.uscc,
        "foreign": cast.stranger.acting.organization.uscc,
    }

    response = cast.client(who).post("/invitations/new/", {key: text.format(**places) for key, text in fields.items()})

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [error]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["secretary", "leader", "competent", "administrator", "security", "auditor"])
@pytest.mark.parametrize("address", [LIST, "/invitations/new/", "/invitations/many/"])
def test_inviting_is_closed_to_others(cast, who, address):
    assert cast.client(who).get(address).status_code == 403


def test_list_shows_invitations_in_reach_only(cast):
    invite(cast)
    foreign = Invitation(role=Role.SECRETARY, organization=cast.stranger.acting.organization)
    invitations.issue([foreign, invited_officer(cast)], by=cast.security, now=NOW)

    def seen(name):
        return {str(one) for one in cast.client(name).get(LIST).context["page"]}

    own = f"{cast.organization} · 秘书"
    assert seen("registrar") == {own}
    assert seen("strange_registrar") == {str(foreign)}
    assert seen("city_supervisor") == {own, str(foreign)}


def test_list_asks_the_database_equally_often_at_one_and_three_rows(cast, django_assert_num_queries):
    client = cast.client("registrar")
    invite(cast)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one_row:
        client.get(LIST)
    invite(cast)
    invite(cast)

    with django_assert_num_queries(len(one_row)):
        client.get(LIST)


def test_list_as_fragment_equals_the_part_of_the_page(cast):
    invite(cast, email="zhao@example.org")

    fragment_of(cast.client("registrar"), LIST, root="invitations")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("?state=open", 1),
        ("?state=revoked", 1),
        ("?role=leader", 1),
        ("?q=zhao", 1),
        ("?q=测试协会", 2),
        ("?q=无此", 0),
        ("?state=unsendable", 0),
    ],
)
def test_list_filters(cast, query, found):
    client = cast.client("registrar")
    invitations.issue(
        [
            Invitation(role=Role.SECRETARY, organization=cast.organization, email="zhao@example.org"),
            Invitation(role=Role.LEADER, organization=cast.organization),
        ],
        by=cast.registrar,
        now=datetime.now(tz=NOW.tzinfo),
    )
    client.post(f"/invitations/{Invitation.objects.get(role='leader').pk}/revoke/")

    assert len(client.get(LIST + query).context["page"]) == found


def test_revoked_invitation_is_void(cast):
    slip = invite(cast).slips[0]

    invitations.revoke(slip.invitation, by=cast.registrar, now=NOW)

    assert invitations.fault(invitations.find(slip.code), NOW).startswith("此邀请已于2026年10月9日作废")
    with pytest.raises(Refused, match="作废"):
        invitations.revoke(slip.invitation, by=cast.registrar, now=NOW)


def test_reissued_invitation_voids_the_old_code(cast):
    slip = invite(cast, name="赵某某").slips[0]

    fresh = invitations.reissue(slip.invitation, by=cast.supervisor, now=NOW).slips[0]

    assert fresh.code != slip.code
    assert invitations.find(slip.code).state_at(NOW) == InvitationState.REVOKED
    assert invitations.find(fresh.code).state_at(NOW) == InvitationState.OPEN
    assert (fresh.invitation.name, fresh.invitation.invited_by) == ("赵某某", cast.supervisor)


def test_used_invitation_is_neither_revoked_nor_reissued(cast):
    invitation = invite(cast).slips[0].invitation
    Invitation.objects.filter(pk=invitation.pk).update(used_at=NOW)

    for act in (
        lambda: invitations.revoke(invitation, by=cast.registrar, now=NOW),
        lambda: invitations.reissue(invitation, by=cast.registrar, now=NOW),
    ):
        with pytest.raises(Refused, match="被接受"):
            act()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("who", ["strange_registrar", "secretary", "registrar", "security"])
@pytest.mark.parametrize("act", ["revoke", "reissue"])
def test_invitations_into_authorities_are_out_of_hand(cast, who, act):
    office = invited_officer(cast)
    invitations.issue([office], by=cast.security, now=NOW)

    assert cast.client(who).post(f"/invitations/{office.pk}/{act}/").status_code == 404


def test_reissue_by_slip_downloads_it_and_by_mail_sends_it(cast):
    client = cast.client("registrar")
    by_slip, by_mail = (
        invite(cast).slips[0].invitation,
        Invitation(role=Role.LEADER, organization=cast.organization, email="zhao@example.org"),
    )
    invitations.issue([by_mail], by=cast.registrar, now=NOW)

    assert client.post(f"/invitations/{by_slip.pk}/reissue/")["Content-Type"] == "application/pdf"
    assert client.post(f"/invitations/{by_mail.pk}/reissue/").url == LIST


MANY = "/invitations/many/"
BY_MAIL = {"role": "secretary", "delivery": "mail"}


@pytest.fixture
def district(cast) -> dict[str, Organization]:
    """Organizations of the registrar's district, none of them with a secretary except the cast's own."""
    bureau = cast.organization.registration_authority
    return {
        "with_address": OrganizationFactory(registration_authority=bureau, email="one@example.org"),
        "without_address": OrganizationFactory(registration_authority=bureau),
        "leader_only": MembershipFactory(
            role=Role.LEADER, organization=OrganizationFactory(registration_authority=bureau)
        ).organization,
        "former_secretary": MembershipFactory(
            organization=OrganizationFactory(registration_authority=bureau), ends_on="2025-01-01"
        ).organization,
        "ended": OrganizationFactory(registration_authority=bureau, status="deregistered", ended_on="2025-01-01"),
    }


def invited() -> set[Organization]:
    return {invitation.organization for invitation in Invitation.objects.select_related("organization")}


def test_many_counts_first_and_does_nothing(cast, district):
    response = cast.client("registrar").get(MANY, BY_MAIL)

    assert response.context["counts"] == {"total": 4, "mails": 1, "slips": 3, "paper": "每页 8 张，共 1 页"}
    assert not Invitation.objects.exists()


def test_many_invites_whoever_has_no_secretary(cast, district):
    response = cast.client("registrar").post(MANY, BY_MAIL)

    assert response["Content-Type"] == "application/pdf"
    assert invited() == {
        district[name] for name in ("with_address", "without_address", "leader_only", "former_secretary")
    }
    assert set(Invitation.objects.exclude(email="").values_list("email", flat=True)) == {"one@example.org"}


def test_many_a_second_time_finds_nobody(cast, district):
    client = cast.client("registrar")
    client.post(MANY, BY_MAIL)

    response = client.post(MANY, BY_MAIL)

    assert response.url == LIST
    assert Invitation.objects.count() == 4


def test_many_anew_voids_the_earlier_invitations(cast, district):
    client = cast.client("registrar")
    client.post(MANY, BY_MAIL)

    client.post(MANY, {**BY_MAIL, "reissue": "on"})

    assert (
        Invitation.objects.filter(revoked_at=None).count() == Invitation.objects.exclude(revoked_at=None).count() == 4
    )


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"delivery": "mail_only"}, {"with_address"}),
        ({"kind": "foundation"}, set()),
        ({"role": "leader"}, {"with_address", "without_address", "former_secretary"}),
    ],
)
def test_many_narrows_by_what_is_asked(cast, district, fields, names):
    cast.client("registrar").post(MANY, {**BY_MAIL, **fields})

    assert invited() == {district[name] for name in names}


def test_many_by_slip_only_needs_no_address(cast, district):
    cast.client("registrar").post(MANY, {**BY_MAIL, "delivery": "slips"})

    assert set(Invitation.objects.values_list("email", flat=True)) == {""}


def test_many_reaches_the_acting_authority_only(cast, district):
    other = cast.organization.registration_authority.parent

    strange = cast.client("strange_registrar").get(MANY, BY_MAIL).context["counts"]
    above = cast.client("registrar").get(MANY, {**BY_MAIL, "authority": other.pk})

    assert strange["total"] == 0
    assert above.status_code == 422


def test_many_is_set_based(cast, district, django_assert_max_num_queries):
    Organization.objects.bulk_create(
        OrganizationFactory.build(
            registration_authority=cast.organization.registration_authority,
            competent_authority=cast.organization.competent_authority,
            district=cast.organization.district,
            email="many@example.org",
        )
        for _ in range(1500)
    )
    missing = invitations.candidates(cast.registrar, Role.SECRETARY, reissue=False, today=NOW.date(), now=NOW)

    with django_assert_max_num_queries(10):
        outcome = invitations.invite_many(missing, Role.SECRETARY, by=cast.registrar, now=NOW, by_mail=True)

    assert (outcome.mailed, len(outcome.slips)) == (1501, 3)


def test_page_of_many_speaks_of_the_counts(cast, district):
    page = cast.client("registrar").get(MANY, BY_MAIL).content.decode()

    assert "向 4 家发出邀请" in page
    assert reverse("organizations:invitation_many") in page


def test_many_prints_as_many_slips_as_one_request_carries(cast, district, monkeypatch):
    monkeypatch.setattr(invitations, "SLIPS_AT_ONCE", 2)
    client = cast.client("registrar")

    client.post(MANY, BY_MAIL)
    first = Invitation.objects.filter(email="").count()
    client.post(MANY, BY_MAIL)

    assert (first, Invitation.objects.filter(email="").count()) == (2, 3)
    assert "还有 1 家，请再次发出" in client.get(LIST).content.decode()


def test_many_anew_begins_with_whoever_was_invited_least_recently(cast, district, monkeypatch):
    missing = invitations.candidates(cast.registrar, Role.SECRETARY, reissue=True, today=NOW.date(), now=NOW)
    invitations.invite_many(missing, Role.SECRETARY, by=cast.registrar, now=NOW, by_mail=False)
    monkeypatch.setattr(invitations, "SLIPS_AT_ONCE", 2)

    turns = [
        invitations.invite_many(missing, Role.SECRETARY, by=cast.registrar, now=NOW, by_mail=False).slips
        for _ in range(2)
    ]

    assert len({slip.invitation.organization for turn in turns for slip in turn}) == 4
    assert Invitation.objects.usable(NOW).count() == 4


def test_slip_keeps_the_rules_of_the_archive_and_of_readers(cast, tmp_path):
    typed = {"role": "secretary", "body": cast.organization.name}

    content = cast.client("registrar").post("/invitations/new/", typed).content

    assert faults_of(content, tmp_path / "paper.pdf") == []
