"""The first two officers of an empty installation, and that nobody comes to it by Django's own door."""

import re
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now

from organizations import invitation_mail
from organizations.enums import Role
from organizations.models import Authority, Membership, Seat, User
from tests.factories import AuthorityFactory, member

pytestmark = pytest.mark.usefixtures("city")

PASSWORD = {"password1": "Long-Enough-7731", "password2": "Long-Enough-7731"}


def told(*args: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    status, out, err = 0, StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            call_command(*args)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    return status, out.getvalue(), err.getvalue()


def codes(text: str) -> list[str]:
    return re.findall(r"邀请码 ([2-9A-Z-]{19})", text)


def open_account(code: str, username: str) -> Client:
    client = Client()
    client.post(f"/invite/{code}/", {"username": username, "name": "钱某某", "email": "", "phone": "", **PASSWORD})
    return client


def test_two_people_found_an_installation_and_make_the_next_officer_together():
    status, said, _ = told("found", "钱某某", "孙某某")
    security, supervisor = (open_account(code, f"founder{n}") for n, code in enumerate(codes(said)))
    city = Authority.objects.get(code="410100-MZJ")
    typed = {"role": "administrator", "authority": city.pk, "name": "李某某", "reason": "任职通知"}

    security.post("/seats/new/", typed)
    seat = Seat.objects.get(role="administrator")
    answers = [client.post(f"/seats/{seat.pk}/confirm/").status_code for client in (security, supervisor)]

    page = security.get(Seat.objects.founding()[0].get_absolute_url())
    held = Membership.objects.order_by("pk").values_list("user__username", "role", "authority__code")
    assert (status, answers) == (0, [403, 302])
    assert (page.status_code, "首次安装" in page.content.decode()) == (200, True)
    assert list(held) == [
        ("founder0", "security_administrator", "410100-MZJ"),
        ("founder1", "supervisor", "410100-MZJ"),
    ]
    assert User.objects.filter(is_superuser=True).count() == 0


def test_founders_with_addresses_are_invited_by_mail(mailoutbox):
    status, said, _ = told(
        "found", "钱某某", "孙某某", "--security-email", "q@example.org", "--supervisor-email", "s@example.org"
    )
    invitation_mail.deliver(now())

    assert (status, codes(said)) == (0, [])
    assert sorted(mail.to[0] for mail in mailoutbox) == ["q@example.org", "s@example.org"]
    assert "系统首次安装，邀请您以“安全管理员”身份" in next(
        mail.body for mail in mailoutbox if mail.to == ["q@example.org"]
    )


def test_one_person_does_not_found_an_installation():
    one_name = told("found", "钱某某", "钱某某")
    one_address = told(
        "found", "钱某某", "孙某某", "--security-email", "q@example.org", "--supervisor-email", "Q@example.org"
    )
    assert not Seat.objects.exists()
    _, said, _ = told("found")
    first, second = codes(said)

    client = open_account(first, "founder")
    answer = client.post(f"/invite/{second}/join/")

    assert [(status, err.count("\n"), "须是两个人" in err) for status, _, err in (one_name, one_address)] == [
        (2, 1, True)
    ] * 2
    assert (answer.status_code, "须由两个人分别就任" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("already", ["founded", "an officer"])
def test_founding_is_refused_once_there_is_a_seat(already):
    if already == "founded":
        told("found")
    else:
        member(Role.REGISTRAR, AuthorityFactory(district_bureau=True))
    before = Seat.objects.count()

    status, said, err = told("found")

    assert (status, said, err.count("\n"), "不能再次首次安装" in err) == (2, "", 1, True)
    assert Seat.objects.count() == before


def test_founder_who_lost_the_code_gets_another_until_the_account_is_open():
    _, said, _ = told("found")
    lost = codes(said)
    open_account(lost[0], "founder0")

    _, again, _ = told("found", "--again")
    assert Client().get(f"/invite/{lost[1]}/").status_code == 410
    open_account(codes(again)[0], "founder1")
    status, _, err = told("found", "--again")

    assert len(codes(again)) == 1
    assert (status, "首次安装的席位都已就任" in err) == (2, True)
    assert set(Membership.objects.values_list("role", flat=True)) == {"security_administrator", "supervisor"}


@pytest.mark.parametrize(
    "args", [[], ["--username", "root"], ["--noinput", "--username=root", "--email=r@example.org"]]
)
def test_createsuperuser_is_refused_in_one_line(args):
    status, said, err = told("createsuperuser", *args)

    assert (status, said, err) == (2, "", "本系统没有超级用户，首次安装请运行 manage.py found。\n")
    assert not User.objects.exists()


def test_wrong_arguments_are_one_line():
    status, _, err = told("found", "--nobody")

    assert (status, err.count("\n"), err.startswith("参数有误，用法：found")) == (2, 1, True)
