"""Accepting an invitation: what the invited person meets, once and once only."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate, now

from organizations import invitations
from organizations.enums import Role
from organizations.models import Invitation, Membership, User
from tests.factories import UserFactory
from tests.reports.pdf import running_text_of
from tests.security.conftest import granted

FORM = {
    "username": "zhaomm",
    "name": "赵某某",
    "email": "zhao@example.org",
    "phone": "0371-60000000",
    "password1": "Long-Enough-7731",
    "password2": "Long-Enough-7731",
}


@pytest.fixture
def slip(cast) -> invitations.Slip:
    draft = Invitation(role=Role.SECRETARY, organization=cast.organization, name="赵某某")
    return invitations.issue([draft], by=cast.registrar, now=now()).slips[0]


def address(slip: invitations.Slip) -> str:
    return f"/invite/{invitations.grouped(slip.code)}/"


def test_invitation_says_whose_which_role_by_whom_and_until_when(client, cast, slip):
    page = client.get(address(slip)).content.decode()

    until = slip.invitation.expires_at.astimezone(now().tzinfo)
    for words in (cast.organization.name, "秘书", cast.registrar.name, f"{until:%Y}年"):
        assert words in page


def test_invitation_is_never_kept_by_the_browser(client, slip):
    assert "no-store" in client.get(address(slip))["Cache-Control"]


def test_code_typed_by_hand_leads_to_the_invitation(client, slip):
    response = client.post("/invite/", {"code": invitations.grouped(slip.code).lower()}, follow=True)

    assert response.status_code == 200
    assert response.context["invitation"] == slip.invitation


def test_invitation_accepted_makes_account_and_membership_and_signs_in(client, cast, slip):
    response = client.post(address(slip), FORM)

    account = User.objects.get(username="zhaomm")
    invitation = Invitation.objects.get()
    membership = account.memberships.get()
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/account/").context["user"] == account
    assert (account.name, account.email, account.phone) == ("赵某某", "zhao@example.org", "0371-60000000")
    assert account.check_password(FORM["password1"])
    assert (account.is_staff, account.is_superuser) == (False, False)
    assert (membership.role, membership.organization, membership.starts_on) == (
        "secretary",
        cast.organization,
        localdate(),
    )
    assert (invitation.used_by, invitation.used_at is None) == (account, False)
    assert granted(membership) == (None, f"赵某某（zhaomm）：{membership}")


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        ({"password1": "1234", "password2": "1234"}, "password2", "密码太短，至少需要 10 个字符。"),
        ({"password2": "another-one-88"}, "password2", "输入的两个密码不一致。"),
        ({"password1": "zhaomm7731", "password2": "zhaomm7731"}, "password2", "密码跟 用户名 太相似了。"),
        ({"username": "a@example.org"}, "username", "用户名不能含有“@”或“+”。"),
        ({"username": "TAKEN"}, "username", "该用户名已被使用。"),
        ({"email": "taken@EXAMPLE.org"}, "__all__", "该电子邮箱已被其他账号使用。"),
        ({"name": ""}, "name", "请填写姓名。"),
    ],
)
def test_invitation_says_in_chinese_what_is_wrong(client, slip, change, field, error):
    UserFactory(username="taken")
    before = User.objects.count()

    response = client.post(address(slip), {**FORM, **change})

    assert response.status_code == 422
    assert error in response.context["form"].errors[field]
    assert User.objects.count() == before
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"used_at": now()}, "被接受，不能再次使用"),
        ({"revoked_at": now()}, "作废，请使用最新收到的邀请"),
        ({"expires_at": now() - timedelta(minutes=1)}, "过期，请与邀请人联系"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_invitation_that_is_no_longer_open_says_so(client, slip, facts, words, method):
    Invitation.objects.filter(pk=slip.invitation.pk).update(**facts)

    response = getattr(client, method)(address(slip), FORM)

    assert response.status_code == 410
    assert words in response.content.decode()
    assert not User.objects.filter(username="zhaomm").exists()


def test_known_account_adds_the_role_and_acts_in_it(cast, slip):
    client = cast.client("stranger")

    page = client.get(address(slip)).content.decode()
    client.post(f"{address(slip)}join/")

    assert f"您当前以{cast.stranger.name}（{cast.stranger.username}）登录" in page
    assert client.get("/account/").context["acting"].organization == cast.organization
    assert cast.stranger.memberships.count() == 2
    assert User.objects.filter(username="zhaomm").count() == 0


def test_signed_in_person_opens_no_second_account_by_mistake(cast, slip):
    response = cast.client("stranger").post(address(slip), FORM)

    assert response.status_code == 200
    assert not User.objects.filter(username="zhaomm").exists()


@pytest.mark.parametrize(
    ("who", "sentence"), [("secretary", "您的账号已有此身份"), ("registrar", "不能接受本人发出的邀请")]
)
def test_role_that_is_held_or_self_given_is_refused(cast, slip, who, sentence):
    before = Membership.objects.count()

    response = cast.client(who).post(f"{address(slip)}join/")

    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert Membership.objects.count() == before


def test_joining_takes_a_session(client, slip):
    assert client.post(f"{address(slip)}join/").url.startswith("/accounts/login/?next=")


def test_login_from_an_invitation_comes_back_to_it(client, cast, slip):
    page = client.get(address(slip)).content.decode()

    assert f'/accounts/login/?next={address(slip)}"' in page


@pytest.mark.parametrize("way", ["link", "form"])
def test_wrong_code_is_not_found(client, db, way):
    response = (
        client.get("/invite/AAAA-AAAA-AAAA-AAAA/") if way == "link" else client.post("/invite/", {"code": "AAAA"})
    )

    assert response.status_code == {"link": 404, "form": 422}[way]
    assert "邀请码不正确" in response.content.decode()


def test_wrong_codes_are_limited_and_keep_no_neighbour_with_a_right_one_out(client, slip):
    """H8: twenty-one wrong codes locked out everybody behind the same address."""
    misses = [client.get(f"/invite/AAAA-{number}/").status_code for number in range(21)]

    assert misses == [404] * 20 + [429]
    assert client.post("/invite/", {"code": "AAAA-BBBB"}).status_code == 429
    assert client.get("/invite/AAAA-1/", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(address(slip)).status_code == 200


def test_right_codes_are_no_guesses(client, slip):
    answers = {client.get(address(slip)).status_code for _ in range(30)}

    assert answers == {200}


def test_who_has_no_address_and_forgot_the_password_comes_back_by_a_new_invitation(client, cast):
    """With another account: a slip passes through an officer's hands, and must not open the account of somebody else."""
    User.objects.filter(pk=cast.leader.pk).update(email="")
    old = User.objects.get(pk=cast.leader.pk).password
    assert "请登记管理机关凭单重设" in client.get("/accounts/password/reset/").content.decode()

    slips = cast.client("registrar").post("/invitations/new/", {"role": "leader", "body": cast.organization.uscc})
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", running_text_of(slips.content))[0]
    client.post(f"/invite/{code}/", {**FORM, "email": ""})

    held = cast.organization.memberships.filter(role="leader")
    assert set(held.values_list("user__username", flat=True)) == {cast.leader.username, "zhaomm"}
    assert client.get("/account/").context["acting"].organization == cast.organization
    assert User.objects.get(pk=cast.leader.pk).password == old


def test_new_invitation_opens_no_known_account(client, cast, slip):
    old = User.objects.get(pk=cast.secretary.pk).password

    response = client.post(address(slip), {**FORM, "username": cast.secretary.username})

    assert response.status_code == 422
    assert User.objects.get(pk=cast.secretary.pk).password == old


@pytest.mark.django_db(transaction=True)
def test_double_click_makes_one_account(cast, slip):
    start, answers = threading.Barrier(2), []

    def click(username: str) -> None:
        browser = Client()
        start.wait()
        answers.append(browser.post(address(slip), {**FORM, "username": username, "email": ""}).status_code)
        connection.close()

    clicks = [threading.Thread(target=click, args=(name,)) for name in ("first", "second")]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert min(answers) == 302
    assert max(answers) in {409, 410}
    assert User.objects.filter(username__in=["first", "second"]).count() == 1
    assert cast.organization.memberships.filter(role="secretary").count() == 2
