"""The frame of every page, the account pages, and the pages for what went wrong."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now

from zhengzhou_ideology.security.mail import deliver

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Papers and mails are not shown by a browser under our policy: a mail program knows only inline styles.
ELSEWHERE = {"print", "mail"}
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if not ELSEWHERE & set(path.relative_to(TEMPLATES).parts))
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=|hx-on|javascript:|<style|<script(?![^>]*(src=|type="application/json"))""")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_nothing_inline_and_nothing_from_elsewhere(path):
    source = path.read_text(encoding="utf-8")

    assert INLINE.findall(source) == []
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", source) == []


@pytest.mark.django_db
def test_frame_offers_the_way_to_the_content_and_the_account(cast):
    html = cast.client("secretary").get(reverse("usersessions_list")).content.decode()

    assert '<a class="skip-link" href="#content">' in html
    assert '<html lang="zh-Hans"' in html
    assert str(cast.secretary.acting) in html
    for name in ("account_change_password", "mfa_index", "usersessions_list", "account_logout"):
        assert reverse(name) in html


@pytest.mark.django_db
def test_signup_says_that_accounts_come_by_invitation(client):
    html = client.get(reverse("account_signup")).content.decode()

    assert "账号由管理机关邀请开通" in html
    assert "<input" not in html.split("<main")[1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
def test_public_page_speaks_chinese_only(client, name):
    answer = client.get(reverse(name))
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)

    assert answer.status_code == 200
    assert len(re.findall(r"[一-鿿]", text)) > 20
    assert re.findall(r"[A-Za-z]{2,}", text) == []


@pytest.mark.django_db
def test_password_is_reset_by_a_link_in_a_chinese_mail(client, cast):
    secretary = cast.secretary
    secretary.email = "secretary@example.org"
    secretary.save()

    client.post(reverse("account_reset_password"), {"email": secretary.email})
    deliver(now())
    (message,) = mail.outbox
    address = re.search(r"http://testserver(\S+)", message.body).group(1)
    form = client.get(address, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "白鹭飞过稻田-Heron88", "password2": "白鹭飞过稻田-Heron88"})

    assert message.subject == "【郑州市社会组织合规门户】重置密码"
    assert message.body.startswith("您好：")
    secretary.refresh_from_db()
    assert secretary.check_password("白鹭飞过稻田-Heron88")
    deliver(now())
    assert mail.outbox[-1].subject == "【郑州市社会组织合规门户】密码已重设"


@pytest.mark.django_db
def test_unknown_address_learns_nothing_but_gets_a_mail(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)

    deliver(now())
    assert "如果该电子邮箱登记在本门户" in response.content.decode()
    assert mail.outbox[0].subject == "【郑州市社会组织合规门户】没有登记此邮箱的账号"


@pytest.mark.django_db
def test_unknown_page_says_what_to_do_next(cast):
    response = cast.client("secretary").get("/nowhere/")

    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_failure_page_stands_alone():
    html = render_to_string("500.html")

    assert "系统出现故障" in html
    assert "vendor/" not in html
