"""The security administrators' desk for accounts, and one's own account."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from organizations import accounts, addresses
from organizations.models import AccountMove, User
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from zhengzhou_ideology.security import mail
from zhengzhou_ideology.security.models import AccountMail, SecurityEvent

LIST = "/accounts/manage/"
REASON = {"reason": "工作调动"}


def page_of(user: User) -> str:
    return f"{LIST}{user.pk}/"


def sign_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def moves(user: User) -> list[tuple[str, str, str, str]]:
    return list(user.moves.values_list("name", "before", "after", "reason"))


def test_list_shows_every_account_with_its_memberships(cast):
    rows = cast.client("security").get(LIST).context["rows"]

    assert {account for account, _ in rows} == set(User.objects.all())
    assert dict(rows)[cast.leader] == [cast.leader.acting]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=王某", {"wang"}),
        ("q=WANG", {"wang"}),
        ("q=wang@example", {"wang"}),
        ("state=inactive", {"former"}),
        ("role=auditor", {"auditor"}),
        ("q=无此人", set()),
    ],
)
def test_list_finds_by_name_user_name_role_and_state(cast, query, found):
    UserFactory(username="wang", name="王某某")
    UserFactory(username="former", is_active=False)
    User.objects.filter(pk=cast.auditor.pk).update(username="auditor")

    page = cast.client("security").get(f"{LIST}?{query}").context["page"]

    assert {account.username for account in page} == found


def test_list_pages_by_key(cast):
    UserFactory.create_batch(60)
    client = cast.client("security")

    first = client.get(LIST).context["page"]
    second = client.get(LIST, {"after": first.next}).context["page"]

    assert len(first) == 50
    assert {*first, *second} == set(User.objects.all())


def test_list_asks_the_database_equally_often_at_one_and_three_rows(cast, django_assert_num_queries):
    client = cast.client("security")
    MembershipFactory(user__username="few1", organization=cast.organization)
    client.get(LIST, {"q": "few"})
    with CaptureQueriesContext(connection) as one_row:
        client.get(LIST, {"q": "few"})
    for name in ("few2", "few3"):
        MembershipFactory(user__username=name, organization=cast.organization)

    with django_assert_num_queries(len(one_row)):
        assert len(client.get(LIST, {"q": "few"}).context["page"]) == 3


@pytest.mark.parametrize(
    "name", ["secretary", "leader", "competent", "registrar", "supervisor", "administrator", "auditor"]
)
def test_desk_is_the_security_administrators_alone(cast, name):
    client, managed = cast.client(name), page_of(cast.stranger)
    membership = cast.stranger.memberships.get()
    acts = [f"{managed}{act}/" for act in ("deactivate", "reactivate", "password")]

    answers = [client.get(LIST), client.get(managed), *(client.post(act, REASON) for act in acts)]
    answers.append(client.post(f"/memberships/{membership.pk}/end/", {**REASON, "ends_on": localdate()}))

    assert {answer.status_code for answer in answers} == {403}
    assert not AccountMove.objects.exists()


def test_membership_is_ended_on_a_day_with_a_reason(cast):
    membership = cast.secretary.memberships.get()
    yesterday = localdate() - timedelta(days=1)

    response = cast.client("security").post(
        f"/memberships/{membership.pk}/end/", {"ends_on": yesterday.isoformat(), **REASON}
    )

    membership.refresh_from_db()
    assert response.url == page_of(cast.secretary)
    assert membership.ends_on == yesterday
    assert User.objects.get(pk=cast.secretary.pk).acting is None
    assert moves(cast.secretary) == [
        ("end_membership", "secretary", "ended", f"{membership}，至{yesterday:%Y年%-m月%-d日}：工作调动")
    ]
    assert cast.secretary.moves.get().acting_as == cast.security.acting_label


@pytest.mark.parametrize(
    ("day", "sentence"), [("2019-12-31", "不能早于开始日期"), ("2026-03-01", "已于2026年2月1日结束")]
)
def test_membership_ends_within_its_term(cast, day, sentence):
    membership = cast.secretary.memberships.get()
    membership.ends_on = "2026-02-01"
    membership.save()

    response = cast.client("security").post(f"/memberships/{membership.pk}/end/", {"ends_on": day, **REASON})

    assert (response.status_code, sentence in response.content.decode()) == (409, True)
    assert not AccountMove.objects.exists()


def test_act_without_reason_is_sent_back(cast):
    response = cast.client("security").post(f"{page_of(cast.secretary)}deactivate/", {"reason": "  "})

    assert (response.status_code, "请填写" in response.content.decode()) == (422, True)
    assert not AccountMove.objects.exists()


def test_deactivated_account_is_out_at_once_and_stays_out(cast):
    session = sign_in(cast.secretary)
    assert session.get("/account/").status_code == 200

    cast.client("security").post(f"{page_of(cast.secretary)}deactivate/", REASON)

    assert session.get("/account/").status_code == 302
    assert sign_in(cast.secretary).get("/account/").status_code == 302
    assert not UserSession.objects.filter(user=cast.secretary).exists()
    assert moves(cast.secretary) == [("deactivate", "active", "inactive", "工作调动")]


def test_reactivated_account_signs_in_again_but_old_sessions_stay_ended(cast):
    session = sign_in(cast.secretary)
    session.get("/account/")
    administrator = cast.client("security")

    administrator.post(f"{page_of(cast.secretary)}deactivate/", REASON)
    administrator.post(f"{page_of(cast.secretary)}reactivate/", REASON)

    assert session.get("/account/").status_code == 302
    assert sign_in(cast.secretary).get("/account/").status_code == 200
    assert [move[0] for move in moves(cast.secretary)] == ["deactivate", "reactivate"]


@pytest.mark.parametrize(
    ("act", "state", "sentence"),
    [
        ("deactivate", {"is_active": False}, "此账号已经停用"),
        ("reactivate", {}, "此账号没有停用"),
        ("password", {"is_active": False}, "此账号已经停用"),
        ("password", {"email": ""}, "此账号没有电子邮箱"),
    ],
)
def test_act_that_makes_no_sense_is_refused(cast, act, state, sentence):
    User.objects.filter(pk=cast.secretary.pk).update(**state)

    response = cast.client("security").post(f"{page_of(cast.secretary)}{act}/", REASON)

    assert (response.status_code, sentence in response.content.decode()) == (409, True)
    assert not AccountMove.objects.exists()


def test_security_administrator_cannot_lock_the_last_door_from_inside(cast):
    client, own = cast.client("security"), page_of(cast.security)
    membership = cast.security.memberships.get()

    answers = [client.post(f"{own}deactivate/", REASON).status_code]
    answers.append(client.post(f"/memberships/{membership.pk}/end/", {"ends_on": localdate(), **REASON}).status_code)

    assert answers == [409, 409]


def test_reset_link_goes_to_the_address_of_the_account(cast, mailoutbox):
    cast.client("security").post(f"{page_of(cast.secretary)}password/")
    mail.deliver(now())

    assert [one.to for one in mailoutbox] == [[cast.secretary.email]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body
    assert moves(cast.secretary) == [("send_password_reset", "active", "active", cast.secretary.email)]


def test_mail_server_that_is_down_holds_up_nobody_and_loses_no_link(cast, settings, mailoutbox):
    """Four resets once took the whole web tier for forty seconds, and then answered 500."""
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = cast.client("security").post(f"{page_of(cast.secretary)}password/")
    mail.deliver(now())
    waiting = AccountMail.objects.get()
    settings.EMAIL_BACKEND = working
    mail.deliver(now() + timedelta(minutes=3))

    assert (answer.status_code, waiting.state, "Connection refused" in waiting.last_error) == (302, "waiting", True)
    assert [(one.to, "/password/reset/key/" in one.body) for one in mailoutbox] == [([cast.secretary.email], True)]
    assert AccountMail.objects.values_list("state", "sealed_body").get() == ("sent", "")


def test_link_in_a_mail_that_waits_cannot_be_read_in_the_database(cast):
    cast.client("security").post(f"{page_of(cast.secretary)}password/")

    waiting = AccountMail.objects.get()

    assert ("/password/reset/" in waiting.body, "/password/reset/" in waiting.sealed_body) == (True, False)


def test_no_officer_takes_off_a_second_factor_alone(cast):
    """H5: the security administrator could; now two have to see the person (`test_access_resets`)."""
    TOTP.activate(cast.secretary, generate_totp_secret())

    assert cast.client("security").post(f"{page_of(cast.secretary)}two-step/", REASON).status_code == 404


def test_page_of_an_account_tells_its_history(cast):
    client = cast.client("security")
    client.post(f"{page_of(cast.secretary)}deactivate/", REASON)

    page = client.get(page_of(cast.secretary)).content.decode()

    for words in ("停用账号", "工作调动", "恢复账号", cast.secretary.username, str(cast.secretary.memberships.get())):
        assert words in page


def test_record_of_what_was_done_to_accounts_is_never_altered(cast):
    cast.client("security").post(f"{page_of(cast.secretary)}deactivate/", REASON)

    for attack in (AccountMove.objects.all().delete, lambda: AccountMove.objects.update(reason="")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            attack()


def test_accounts_have_no_way_to_be_deleted(cast):
    client, managed = cast.client("security"), page_of(cast.secretary)

    assert client.delete(managed).status_code == 405
    assert client.post(f"{managed}delete/").status_code == 404


def test_own_account_leads_to_password_two_step_sessions_and_notices(cast):
    page = cast.client("secretary").get("/account/").content.decode()

    for address in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/invite/"):
        assert f'href="{address}"' in page


def test_own_account_is_corrected_by_nobody_else(cast):
    with pytest.raises(PermissionDenied):
        accounts.correct_own(cast.secretary, by=cast.security, facts={"name": "周某某"})


def test_own_name_and_phone_change(cast):
    own = {"name": "周某某", "email": cast.secretary.email, "phone": "0371-61111111"}

    response = cast.client("secretary").post("/account/", own)

    cast.secretary.refresh_from_db()
    assert response.url == "/account/"
    assert (cast.secretary.name, cast.secretary.phone) == ("周某某", "0371-61111111")


OWN = {"name": "周某某", "email": "new@example.org", "phone": ""}


def addresses_on_record(account: User) -> list[str]:
    events = SecurityEvent.objects.filter(kind="address_changed", account=account)
    return [event.detail for event in events]


def links_in(mailoutbox, address: str) -> list[str]:
    mail.deliver(now())
    bodies = [one.body for one in mailoutbox if one.to == [address]]
    return [found for body in bodies for found in re.findall(r"/account/address/[^/\s]+/", body)]


def test_own_address_works_only_once_its_link_is_confirmed_and_the_old_one_is_told(cast, mailoutbox):
    client, former = cast.client("secretary"), cast.secretary.email
    client.post("/account/", OWN)
    cast.secretary.refresh_from_db()
    (link,) = links_in(mailoutbox, "new@example.org")
    told = [one.body for one in mailoutbox if one.to == [former]]
    Client().post("/accounts/password/reset/", {"email": "new@example.org"})
    mail.deliver(now())
    resets = [one for one in mailoutbox if "/password/reset/key/" in one.body]

    answers = [client.get(link).status_code, client.post(link).status_code, client.post(link).status_code]

    assert (cast.secretary.email, resets) == (former, [])
    assert (len(told), "new@example.org" in told[0]) == (1, True)
    assert answers == [200, 302, 409]
    cast.secretary.refresh_from_db()
    assert (cast.secretary.email, cast.secretary.name) == ("new@example.org", "周某某")
    assert addresses_on_record(cast.secretary) == ["new@example.org"]


@pytest.mark.parametrize("fault", ["another account", "forged", "password changed", "late"])
def test_link_of_an_address_is_the_accounts_own(fault, cast, mailoutbox, time_machine):
    cast.client("secretary").post("/account/", OWN)
    (link,) = links_in(mailoutbox, "new@example.org")
    if fault == "password changed":
        accounts.set_password(cast.secretary, "Another-Long-One-55")
    if fault == "late":
        time_machine.move_to(now() + timedelta(days=addresses.LINK_DAYS, minutes=1))
    client = cast.client("leader" if fault == "another account" else "secretary")

    answer = client.post(link[:-3] + "xx/" if fault == "forged" else link)

    assert answer.status_code == 409
    assert not User.objects.filter(email="new@example.org").exists()


def test_own_address_taken_away_is_gone_at_once_and_told(cast, mailoutbox):
    former = cast.secretary.email

    cast.client("secretary").post("/account/", {**OWN, "email": ""})

    mail.deliver(now())
    cast.secretary.refresh_from_db()
    assert (cast.secretary.email, [one.to for one in mailoutbox]) == ("", [[former]])
    assert addresses_on_record(cast.secretary) == ["已清除"]


def test_former_address_neither_signs_in_nor_resets(cast, mailoutbox):
    former = cast.secretary.email
    EmailAddress.objects.create(user=cast.secretary, email=former, primary=True, verified=True)
    own = cast.client("secretary")
    own.post("/account/", OWN)
    own.post(links_in(mailoutbox, "new@example.org")[0])

    client = Client()
    client.post("/accounts/login/", {"login": former, "password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": former})
    mail.deliver(now())

    assert client.get("/account/").status_code == 302
    assert not any("/password/reset/key/" in one.body for one in mailoutbox)


def test_own_invalid_form_does_not_rename_the_frame(cast):
    page = cast.client("secretary").post("/account/", {"name": "冒名", "email": "x", "phone": ""}).content.decode()

    assert f'<span class="user-name">{cast.secretary.name}</span>' in page


def test_address_of_somebody_else_is_refused(cast):
    form = {"name": "周某某", "email": cast.leader.email.upper(), "phone": ""}

    response = cast.client("secretary").post("/account/", form)

    assert "该电子邮箱已被其他账号使用。" in response.content.decode()
