"""A passkey from setting it up to coming back with nothing else, with an authenticator that the browser plays."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import PASSWORD
from tests.security.conftest import kinds
from zhengzhou_ideology.security.enums import SecurityEventKind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_leader_sets_up_a_passkey_and_comes_back_with_it_alone(cast, arrive, settings):
    leader = arrive(cast.leader.username)
    page = leader.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    held = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    page.goto("about:blank")  # the bell of the page would be sent to the factors on its own
    settings.SECOND_FACTOR_REQUIRED = True

    page.goto(f"{leader.address}/reports/")
    page.get_by_text("启用两步验证后方可办理").wait_for()
    page.get_by_role("link", name="添加").click()
    page.get_by_label("密码").first.fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_label("用作通行密钥").check()
    leader.look("passkey-add")
    page.get_by_role("button", name="添加").click()
    page.get_by_text("共 10 个，剩余 10 个").wait_for()
    leader.look("passkey-recovery-codes")
    page.goto(f"{leader.address}/reports/")
    page.get_by_role("heading", name="季度报告").wait_for()

    page.context.clear_cookies()
    page.goto(f"{leader.address}/accounts/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_role("heading", name="待办", exact=True).wait_for()

    device.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto(f"{leader.address}/accounts/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_text("没有读取到通行密钥或安全密钥").wait_for()
    kept = {one.type for one in Authenticator.objects.filter(user=cast.leader)}
    assert kept == {Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES}
    assert kinds(account=cast.leader).count(SecurityEventKind.SIGN_IN) == 2
