"""A link in a mail: through login, past the wrong account, and silent to whoever tries addresses."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from organizations.enums import Role
from tests.factories import PASSWORD, MembershipFactory, OrganizationFactory, QuarterlyReportFactory, UserFactory
from tests.notices.conftest import at, part, told
from zhengzhou_ideology.notices import delivering
from zhengzhou_ideology.notices.links import link_to, masked
from zhengzhou_ideology.notices.models import Notice


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_link_in_the_mail_leads_the_recipient_over_login_to_the_matter(user, sink):
    told(user, url="/account/", when=at(11))
    delivering.deliver(at(12))
    link = urlsplit(re.search(r"查看：(\S+)", part(sink.received[0], "plain"))[1]).path
    client = Client()

    turned = client.get(link)
    signed_in = client.post(turned.url, {"login": user.username, "password": PASSWORD})
    arrived = client.get(signed_in.url)

    assert unquote(turned.url) == f"/accounts/login/?next={link}"
    assert signed_in.url == link
    assert arrived.url == "/account/"


def test_following_a_link_changes_nothing(user):
    notice = told(user, url="/account/")[0]

    client_of(user).get(link_to(notice))

    assert Notice.objects.unread().count() == 1


def test_wrong_account_is_told_for_whom_the_link_is_and_nothing_of_the_matter(user):
    notice = told(user, subject="第三季度报告被退回", body="请更正。", url="/reports/7/")[0]
    other = UserFactory(username="zhao", name="赵某某")

    response = client_of(other).get(link_to(notice))

    page = response.content.decode()
    assert response.status_code == 403
    assert "您当前以<strong>赵某某（zhao）</strong>登录，此链接是发给<strong>王**</strong>的。" in page
    assert [secret in page for secret in ("王某某", "wang", "第三季度", "更正", "/reports/7/")] == [False] * 5


def test_wrong_account_signs_out_signs_in_as_the_other_and_arrives(user):
    link = link_to(told(user, url="/account/")[0])
    client = client_of(UserFactory())
    login = client.get(link).context["login"]

    out = client.post(reverse("account_logout"), {"next": login})
    signed_in = client.post(out.url, {"login": user.username, "password": PASSWORD})

    assert out.url == login
    assert unquote(login) == f"/accounts/login/?next={link}"
    assert signed_in.url == link
    assert client.get(link).url == "/account/"


def test_addresses_that_nobody_signed_are_alike_whether_the_notice_exists_or_not(user):
    notice = told(user, url="/account/")[0]
    signature = link_to(notice).split(":")[1]
    tokens = [
        f"{notice.pk}",
        f"{notice.pk}:{'A' * 43}",
        f"{notice.pk + 1}:{signature.strip('/')}",
        Signer().sign(notice.pk),
        Signer(salt="notices.links").sign(notice.pk + 1),
    ]
    client = client_of(UserFactory())

    answers = {client.get(reverse("notices:follow", args=[token])).status_code for token in tokens}

    assert answers == {404}


@pytest.mark.parametrize(("name", "shown"), [("王某某", "王**"), ("王某", "王*"), ("王", "王*"), ("wang", "w***")])
def test_masked_name_keeps_the_first_character(name, shown):
    assert masked(name) == shown


def test_page_of_another_own_membership_offers_to_switch_and_opens(cast):
    second = MembershipFactory(user=cast.secretary, role=Role.SECRETARY, organization=OrganizationFactory())
    address = QuarterlyReportFactory(organization=second.organization).get_absolute_url()
    client = cast.client("secretary")

    missing = client.get(address)
    switched = client.post(reverse("acting_as"), {"membership": second.pk, "next": address})

    assert missing.status_code == 404
    assert f'name="next" value="{address}"' in missing.content.decode()
    assert f"{second}</button>" in missing.content.decode()
    assert switched.url == address
    assert client.get(address).status_code == 200


def test_page_that_exists_nowhere_offers_the_same_switch(cast):
    MembershipFactory(user=cast.secretary, role=Role.SECRETARY, organization=OrganizationFactory())
    foreign = QuarterlyReportFactory().get_absolute_url()
    client = cast.client("secretary")

    pages = [client.get(address) for address in (foreign, "/reports/999999/")]

    offers = [
        re.findall(r'class="btn text-wrap" name="membership" value="\d+"', page.content.decode()) for page in pages
    ]
    assert [page.status_code for page in pages] == [404, 404]
    assert offers[0] == offers[1] != []
