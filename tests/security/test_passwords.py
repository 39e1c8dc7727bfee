"""Passwords that everybody here tries first are none, and one that was used does not come back soon."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from organizations import accounts
from organizations.forms.accounts import NewAccountForm
from organizations.models import User
from tests.factories import PASSWORD
from tests.security.conftest import sign_in
from zhengzhou_ideology.security.models import FormerPassword

GOOD = ["Correct-Horse-9", "Ein-Neues-Tor-4471", "9f3a-77b2-01c4-be", "麻雀飞过旧茶壶三次", "kv7#pLq2!zTn"]


def faults(password: str, user: User | None = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        # those that were once accepted
        "Admin@123456",
        "Minzheng@2026",
        "P@ssw0rd2026",
        "woaini1314520",
        "Zhengzhou2026",
        # and their like
        "ＺＨＥＮＧＺＨＯＵ２０２６",
        "zhengzhoushi-minzhengju",
        "Jinshuiqu@minzheng1",
        "1qaz2wsx3edc",
        "Qwertyuiop123",
        "zhang19850312",
        "a13812345678",
        "郑州市民政局2026",
        "我爱郑州2026888",
        "aaaaaaaaaaab",
        "Hegui.Menhu.2026",
    ],
)
def test_what_everybody_tries_first_is_no_password(password):
    assert "common" in faults(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_guesses_is_one(password):
    assert [fault for fault in faults(password) if fault != "password_too_short"] == []


@pytest.mark.parametrize(
    ("name", "taken"), [("secretary", True), ("leader", True), ("registrar", False), ("auditor", False)]
)
def test_officers_passwords_are_longer(name, taken, cast):
    assert faults("kv7#pLq2!zT", cast.user(name)) == ([] if taken else ["password_too_short"])
    assert faults("kv7#pLq2!zTn", cast.user(name)) == []


@pytest.mark.parametrize(("joins", "taken"), [(False, True), (True, False)])
def test_who_is_invited_into_an_authority_chooses_a_longer_one(joins, taken, db):
    typed = {
        "username": "neu",
        "name": "王某某",
        "email": "",
        "phone": "",
        "password1": "kv7#pLq2!zT",
        "password2": "kv7#pLq2!zT",
    }

    form = NewAccountForm(typed, joins_an_authority=joins)

    assert form.is_valid() is taken, form.errors


def test_last_five_do_not_come_back_and_the_sixth_does(cast):
    for password in ("First-Kettle-81", *(f"Later-Kettle-{number}-jz" for number in range(5))):
        accounts.set_password(cast.secretary, password)

    used = [faults(f"Later-Kettle-{number}-jz", cast.secretary) for number in range(5)]
    assert used == [["reused"]] * 5
    assert faults("First-Kettle-81", cast.secretary) == []
    assert FormerPassword.objects.filter(account=cast.secretary).count() == 5


def test_own_password_does_not_come_back_through_the_page(cast):
    accounts.set_password(cast.secretary, PASSWORD)
    client = sign_in(cast.secretary)

    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    )

    assert page.context["form"].errors["password1"] == ["不能使用最近 5 次用过的密码。"]


def test_former_passwords_are_kept_as_hashes(cast):
    accounts.set_password(cast.secretary, "Later-Kettle-1-jz")

    assert "Kettle" not in FormerPassword.objects.get(account=cast.secretary).encoded
