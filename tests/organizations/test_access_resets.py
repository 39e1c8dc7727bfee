"""A new password by slip: for people without e-mail; one officer asks, another has seen the person, the holder sets it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, localtime, now

from organizations import reset_letters, reset_workflow
from organizations.enums import Role
from organizations.models import AccessReset, User
from organizations.tasks import lapse_resets
from tests.factories import PASSWORD, MembershipFactory, OrganizationFactory, member
from tests.fragments import fragment_of
from tests.reports.pdf import running_text_of
from tests.tables import read_table
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security.models import SecurityEvent
from zhengzhou_ideology.workflow import Refused

ENTER = "/new-password/"
NEW = "Ein-Neues-Tor-4471"
REASON = {"reason": "本人忘记密码，没有电子邮箱。"}
SEEN = {"paper": "identity_card", "remark": "当面查验"}


def ask(cast, by: str, account: User):
    return cast.client(by).post(f"/accounts/manage/{account.pk}/slip/", REASON)


def asked(cast, by: str = "registrar", account: User | None = None) -> AccessReset:
    answer = ask(cast, by, account or cast.secretary)
    assert answer.status_code == 302
    return AccessReset.objects.latest("pk")


def post(cast, by: str, reset: AccessReset, verb: str, **typed):
    return cast.client(by).post(f"/access-resets/{reset.pk}/{verb}/", typed)


def code_of(cast, by: str, reset: AccessReset) -> str:
    text = running_text_of(post(cast, by, reset, "print").content)
    return re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", text)[0]


def confirmed(cast, confirmer: str = "supervisor", **more) -> AccessReset:
    reset = asked(cast, **more)
    assert post(cast, confirmer, reset, "confirm", **SEEN).status_code == 302
    reset.refresh_from_db()
    return reset


def redeem(code: str, password: str = NEW, client: Client | None = None):
    return (client or Client()).post(ENTER, {"code": code, "password1": password, "password2": password})


def sign_in(user: User, password: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def told(subject: str) -> set[User]:
    found = Notice.objects.filter(kind=reset_letters.KIND, subject__startswith=f"{subject}：")
    return {notice.recipient for notice in found.select_related("recipient")}


def test_from_the_request_to_the_new_password_takes_three_people(cast):
    before = sign_in(cast.secretary, PASSWORD)
    reset = asked(cast)
    early = post(cast, "supervisor", reset, "print").status_code
    post(cast, "supervisor", reset, "confirm", **SEEN)

    answer = redeem(code_of(cast, "supervisor", reset))

    reset.refresh_from_db()
    assert early == 403
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert (reset.state, reset.proposed_by, reset.confirmed_by, reset.paper, reset.remark) == (
        "used",
        cast.registrar,
        cast.supervisor,
        "identity_card",
        "当面查验",
    )
    assert [is_in(before), is_in(sign_in(cast.secretary, PASSWORD)), is_in(sign_in(cast.secretary, NEW))] == [
        False,
        False,
        True,
    ]
    assert list(reset.moves.values_list("name", "before", "after", "by", "acting_as")) == [
        ("propose_reset", "new", "proposed", cast.registrar.pk, cast.registrar.acting_label),
        ("confirm_reset", "proposed", "confirmed", cast.supervisor.pk, cast.supervisor.acting_label),
        ("print_slip", "confirmed", "confirmed", cast.supervisor.pk, cast.supervisor.acting_label),
        ("use_slip", "confirmed", "used", cast.secretary.pk, cast.secretary.acting_label),
    ]


def test_everybody_concerned_is_told_at_each_step(cast):
    second = member(Role.REGISTRAR, cast.organization.registration_authority)
    colleagues = {cast.leader, second}

    reset = asked(cast)
    assert told("申请凭单重设密码") == {cast.secretary, cast.supervisor, *colleagues}

    post(cast, "supervisor", reset, "confirm", **SEEN)
    assert told("凭单重设密码已核验") == {cast.secretary, cast.registrar, *colleagues}

    redeem(code_of(cast, "supervisor", reset))
    assert told("已凭单重设密码") == {cast.secretary, cast.registrar, cast.supervisor, *colleagues}


def test_supervisors_of_an_officer_are_told(cast):
    second = member(Role.SUPERVISOR, cast.organization.registration_authority)

    asked(cast, "security", cast.registrar)

    assert told("申请凭单重设密码") == {cast.registrar, cast.supervisor, second}


WHO_MAY_ASK = """
                 secretary leader registrar competent supervisor city_registrar city_supervisor administrator security auditor stranger strange_registrar
secretary        .         .      x         .         .          x              .               .             .        .       .        .
leader           .         .      x         .         .          x              .               .             .        .       .        .
registrar        .         .      .         .         .          .              .               .             x        .       .        .
competent        .         .      .         .         .          .              .               .             x        .       .        .
security         .         .      .         .         .          .              .               .             .        .       .        .
strange_leader   .         .      .         .         .          x              .               .             .        .       .        x
"""


@pytest.mark.parametrize(("holder", "role", "allowed"), read_table(WHO_MAY_ASK))
def test_who_may_ask(holder, role, allowed, cast):
    answer = ask(cast, role, cast.user(holder))

    assert (answer.status_code == 302) is allowed
    assert answer.status_code in {302, 403, 404}
    assert AccessReset.objects.exists() is allowed


WHO_MAY_CONFIRM = """
                 secretary leader registrar registrar2 competent supervisor city_registrar city_supervisor administrator security auditor stranger strange_registrar
of_a_secretary   .         .      .         x          .         x          x              x               .             .        .       .        .
of_a_registrar   .         .      .         .          .         x          .              .               .             .        .       .        .
of_a_supervisor  .         .      .         .          .         .          .              x               .             .        .       .        .
of_a_unit        .         .      .         .          .         .          .              x               .             .        .       .        .
"""


@pytest.mark.parametrize(("case", "role", "allowed"), read_table(WHO_MAY_CONFIRM))
def test_who_may_confirm_and_then_print(case, role, allowed, cast):
    cast.users["registrar2"] = member(Role.REGISTRAR, cast.organization.registration_authority)
    holder = {"secretary": cast.secretary, "unit": cast.competent}.get(case[5:]) or cast.user(case[5:])
    reset = asked(cast, "registrar" if case == "of_a_secretary" else "security", holder)

    answer = post(cast, role, reset, "confirm", **SEEN)

    assert (answer.status_code == 302) is allowed
    assert cast.user(role).has_perm("organizations.confirm_reset", reset) is allowed
    assert (post(cast, role, reset, "print").status_code == 200) is allowed


def test_only_who_confirmed_prints(cast):
    cast.users["registrar2"] = member(Role.REGISTRAR, cast.organization.registration_authority)
    reset = confirmed(cast)

    answers = {name: post(cast, name, reset, "print").status_code for name in ("registrar", "registrar2", "secretary")}

    assert answers == {"registrar": 403, "registrar2": 403, "secretary": 403}


def test_paper_seen_is_of_the_closed_list_and_nothing_is_lost(cast):
    reset = asked(cast)

    answers = [post(cast, "supervisor", reset, "confirm", paper=paper, remark="核对无误") for paper in ("", "护照")]

    reset.refresh_from_db()
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "核对无误" in answers[0].content.decode()
    assert reset.state == "proposed"


def test_account_of_several_organizations_is_handled_by_the_bureau_over_all(cast):
    other = OrganizationFactory(registration_authority=cast.strange_registrar.acting.authority)
    MembershipFactory(user=cast.secretary, role=Role.SECRETARY, organization=other)
    cast.users["city_registrar2"] = member(Role.REGISTRAR, cast.city_registrar.acting.authority)

    answers = [ask(cast, name, cast.secretary).status_code for name in ("registrar", "strange_registrar")]
    reset = asked(cast, "city_registrar")

    assert answers == [403, 403]
    assert reset.authority == cast.city_registrar.acting.authority
    assert post(cast, "supervisor", reset, "confirm", **SEEN).status_code == 404
    assert post(cast, "city_registrar2", reset, "confirm", **SEEN).status_code == 302


def test_account_that_sits_in_an_authority_too_is_an_officers(cast):
    MembershipFactory(user=cast.competent, role=Role.SECRETARY, organization=OrganizationFactory())

    assert ask(cast, "city_registrar", cast.competent).status_code == 403
    assert asked(cast, "security", cast.competent).of_officer


def test_without_a_second_officer_there_is_none(cast):
    for name in ("supervisor", "city_registrar", "city_supervisor"):
        cast.user(name).memberships.update(ends_on=localdate() - timedelta(days=1))

    answer = ask(cast, "registrar", cast.secretary)

    assert answer.status_code == 409
    assert "目前没有可以核验的人" in answer.content.decode()
    assert REASON["reason"] in answer.content.decode()
    assert not AccessReset.objects.exists()


def test_second_request_for_the_same_account_waits(cast):
    asked(cast)

    answer = ask(cast, "city_registrar", cast.secretary)

    assert (answer.status_code, "已有一件申请在办" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("name", ["secretary", "registrar", "supervisor"])
@pytest.mark.parametrize("printed", [False, True])
def test_holder_and_both_officers_can_stop_it(name, printed, cast):
    reset = confirmed(cast) if printed else asked(cast)
    code = code_of(cast, "supervisor", reset) if printed else ""

    answers = [post(cast, name, reset, "refuse", reason=reason).status_code for reason in ("", "本人没有要求。")]

    reset.refresh_from_db()
    assert (answers, reset.state) == ([422, 302], "refused")
    assert reset.moves.latest("pk").reason == "本人没有要求。"
    assert cast.user(name) not in told("凭单重设密码不予办理")
    assert {cast.secretary, cast.registrar, cast.supervisor} - {cast.user(name)} <= told("凭单重设密码不予办理")
    if printed:
        assert "已停止办理" in redeem(code).content.decode()


@pytest.mark.parametrize("name", ["leader", "stranger", "auditor"])
def test_nobody_else_stops_it(name, cast):
    reset = asked(cast)

    assert post(cast, name, reset, "refuse", reason="无关。").status_code in {403, 404}


def test_code_is_used_once_and_each_slip_voids_the_one_before(cast):
    reset = confirmed(cast)
    first, second = (code_of(cast, "supervisor", reset) for _ in range(2))

    answers = [redeem(code) for code in (first, second.lower().replace("-", " "), second)]

    assert [answer.status_code for answer in answers] == [422, 302, 422]
    assert "重置码不正确" in answers[0].content.decode()
    assert "已经使用" in answers[2].content.decode()
    assert post(cast, "supervisor", reset, "print").status_code == 409


def test_only_the_hash_of_the_code_is_kept(cast):
    reset = confirmed(cast)
    code = code_of(cast, "supervisor", reset).replace("-", "")

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM organizations_accessreset r")
        kept = cursor.fetchone()[0]

    assert len(AccessReset.objects.get().code_sha256) == 64
    assert code not in kept


@pytest.mark.parametrize(("hours", "works"), [(71, True), (72, False)])
def test_slip_is_valid_for_three_days_from_the_confirmation(hours, works, cast):
    moment = now() - timedelta(hours=hours, minutes=1)
    draft = AccessReset.draft_for(cast.secretary, localdate())
    reset = reset_workflow.propose(draft, by=cast.registrar, now=moment, reason="忘记密码。")
    reset_workflow.confirm_reset(reset, by=cast.supervisor, now=moment, paper="identity_card")
    slip = reset_workflow.print_slip(reset, by=cast.supervisor, now=moment)

    answer = redeem(slip.code)

    assert (answer.status_code == 302) is works
    assert ("过期" in answer.content.decode()) is not works


def test_what_nobody_used_expires_and_can_be_asked_for_anew(cast):
    moment = now() - timedelta(days=20)
    draft = AccessReset.draft_for(cast.secretary, localdate())
    reset = reset_workflow.propose(draft, by=cast.registrar, now=moment, reason="忘记密码。")
    late = post(cast, "supervisor", reset, "confirm", **SEEN)

    lapse_resets()
    lapse_resets()

    reset.refresh_from_db()
    assert late.status_code == 409
    assert (reset.state, reset.moves.latest("pk").who, reset.moves.count()) == ("expired", "系统", 2)
    assert cast.secretary in told("凭单重设密码已过期")
    assert asked(cast).pk != reset.pk


@pytest.mark.parametrize("password", ["12345678", "short-1", "different"])
def test_new_password_is_as_good_as_any_other(password, cast):
    code = code_of(cast, "supervisor", confirmed(cast))
    typed = {"code": code, "password1": password, "password2": "other" if password == "different" else password}

    answer = Client().post(ENTER, typed)

    cast.secretary.refresh_from_db()
    assert answer.status_code == 422
    assert cast.secretary.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["registrar", "supervisor"])
def test_officers_do_not_use_the_slip_they_made(name, cast):
    code = code_of(cast, "supervisor", confirmed(cast))

    answer = redeem(code, client=cast.client(name))

    assert (answer.status_code, "申请人和核验人不能使用" in answer.content.decode()) == (409, True)


def test_second_factor_stays(cast):
    TOTP.activate(cast.secretary, generate_totp_secret())
    redeem(code_of(cast, "supervisor", confirmed(cast)))

    assert Authenticator.objects.filter(user=cast.secretary).exists()
    assert not is_in(sign_in(cast.secretary, NEW))


def test_deactivated_account_gets_no_password(cast):
    code = code_of(cast, "supervisor", confirmed(cast))
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    assert redeem(code).status_code == 409
    assert ask(cast, "registrar", cast.secretary).status_code == 409


def test_guessing_is_limited_and_keeps_no_neighbour_with_a_slip_out(cast):
    code = code_of(cast, "supervisor", confirmed(cast))

    misses = [redeem("AAAA-BBBB-CCCC-DDDD").status_code for _ in range(21)]

    assert misses == [422] * 20 + [429]
    assert redeem(code).status_code == 302


def test_lost_second_factor_is_taken_off_by_two_and_with_a_new_password(cast):
    """H5: one administrator alone could take it off."""
    TOTP.activate(cast.registrar, generate_totp_secret())
    cast.client("security").post(f"/accounts/manage/{cast.registrar.pk}/slip/", {**REASON, "of_factor": "on"})
    reset = AccessReset.objects.get()
    alone = post(cast, "security", reset, "confirm", **SEEN).status_code
    post(cast, "supervisor", reset, "confirm", **SEEN)
    before = Authenticator.objects.filter(user=cast.registrar).exists()
    redeem(code_of(cast, "supervisor", reset))

    assert (alone, before, Authenticator.objects.filter(user=cast.registrar).exists()) == (403, True, False)
    assert is_in(sign_in(cast.registrar, NEW))
    move = cast.registrar.moves.get()
    assert (move.name, move.by, str(cast.security) in move.reason) == ("reset_mfa", cast.supervisor, True)
    kinds = SecurityEvent.objects.filter(account=cast.registrar).values_list("kind", flat=True)
    assert {"password_reset", "factor_recovered"} <= {*kinds}


def test_second_factor_stays_where_the_password_alone_was_lost(cast):
    TOTP.activate(cast.secretary, generate_totp_secret())

    redeem(code_of(cast, "supervisor", confirmed(cast)))

    assert Authenticator.objects.filter(user=cast.secretary).exists()


def test_what_is_taken_off_is_not_changed_after_the_proposal(cast):
    reset = asked(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessReset.objects.filter(pk=reset.pk).update(of_factor=True)


def test_acts_ask_the_rules_themselves(cast):
    draft = AccessReset.draft_for(cast.secretary, localdate())
    with pytest.raises(PermissionDenied):
        reset_workflow.propose(draft, by=cast.security, now=now(), reason="无权。")
    reset = asked(cast)
    with pytest.raises(PermissionDenied):
        reset_workflow.confirm_reset(reset, by=cast.registrar, now=now(), paper="identity_card")
    with pytest.raises(Refused, match="已停止办理"):
        reset_workflow.redeem(reset, visitor=None, password=NEW, now=now())


def test_pages_lead_there(cast):
    reset = asked(cast)
    card = f"/organizations/{cast.organization.uscc}/"
    address = f"/accounts/manage/{cast.secretary.pk}/slip/"
    page = f"/access-resets/{reset.pk}/"

    assert {name: address in cast.client(name).get(card).content.decode() for name in ("registrar", "supervisor")} == {
        "registrar": True,
        "supervisor": False,
    }
    assert [page in cast.client(name).get(card).content.decode() for name in ("registrar", "leader")] == [True, True]
    assert ENTER in Client().get("/accounts/login/").content.decode()
    officer = asked(cast, "security", cast.competent)
    managed = cast.client("security").get(f"/accounts/manage/{cast.competent.pk}/").content.decode()
    assert (f"/accounts/manage/{cast.competent.pk}/slip/" in managed, f"/access-resets/{officer.pk}/" in managed) == (
        True,
        True,
    )


def test_list_on_the_card_asks_equally_often_at_one_and_three_rows(cast, django_assert_num_queries):
    client, card = cast.client("leader"), f"/organizations/{cast.organization.uscc}/"

    def stopped() -> None:
        reset = asked(cast)
        post(cast, "registrar", reset, "refuse", reason="另行办理。")
        Notice.objects.all().delete()

    stopped()
    client.get(card)
    with CaptureQueriesContext(connection) as one_row:
        client.get(card)
    times = len(one_row)
    stopped()
    stopped()

    with django_assert_num_queries(times):
        assert client.get(card).content.decode().count("/access-resets/") == 3


def test_account_out_of_use_is_not_reset(cast):
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    answer = ask(cast, "registrar", cast.secretary)

    assert answer.status_code == 409
    assert "此账号已经停用，请先恢复。" in answer.content.decode()


def test_request_that_is_over_makes_way_for_a_new_one(cast):
    first = asked(cast)

    with time_machine.travel(localtime() + timedelta(days=40)):
        second = asked(cast)

    first.refresh_from_db()
    assert (first.state, second.state) == ("expired", "proposed")


# The list of those who confirm


def test_list_shows_what_is_under_way_within_reach_and_on_request_what_is_over(cast):
    reset = asked(cast)

    shown = {
        name: list(cast.client(name).get("/access-resets/").context["page"])
        for name in ("supervisor", "registrar", "strange_registrar", "security")
    }
    post(cast, "supervisor", reset, "refuse", reason="本人没有要求。")
    after = cast.client("supervisor").get("/access-resets/")
    every = cast.client("supervisor").get("/access-resets/?all=1")

    assert shown == {"supervisor": [reset], "registrar": [reset], "strange_registrar": [], "security": []}
    assert (list(after.context["page"]), list(every.context["page"])) == ([], [reset])
    assert "没有办理中的重置申请。" in after.content.decode()


@pytest.mark.parametrize("name", ["secretary", "leader", "competent", "auditor"])
def test_who_confirms_no_reset_has_no_list(name, cast):
    assert cast.client(name).get("/access-resets/").status_code == 403


def test_fragment_of_the_list_is_its_part_of_the_page(cast):
    asked(cast)

    fragment_of(cast.client("supervisor"), "/access-resets/", root="resets")
