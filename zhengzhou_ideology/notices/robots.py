"""Addresses of group robots: which may be entered, which may be posted to, and what of one may be shown again."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

# As apprise reads them, without the options that it takes in a query: some of those turn checks of the transport off.
ADDRESSES = {
    "wecombot": re.compile(r"wecombot://[A-Za-z0-9_-]{8,100}/?"),
    "dingtalk": re.compile(r"dingtalk://([A-Za-z0-9]{8,150}@)?[A-Za-z0-9]{8,150}/?"),
    "feishu": re.compile(r"feishu://[A-Za-z0-9_-]{8,100}/?"),
    "json": re.compile(r"json://(?P<host>[A-Za-z0-9.-]+(:[0-9]{1,5})?)(/[A-Za-z0-9._~/-]*)?"),
    "jsons": re.compile(r"jsons://(?P<host>[A-Za-z0-9.-]+(:[0-9]{1,5})?)(/[A-Za-z0-9._~/-]*)?"),
}
# What the services themselves give an administrator to copy.
WEBHOOKS = (
    (re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([A-Za-z0-9_-]+)"), "wecombot://"),
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=([A-Za-z0-9]+)"), "dingtalk://"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([A-Za-z0-9_-]+)/?"), "feishu://"),
)


def as_entered(text: str) -> str:
    """A webhook becomes the address that stands for it; anything else stays as it is."""
    text = text.strip()
    for webhook, scheme in WEBHOOKS:
        if found := webhook.fullmatch(text):
            return scheme + found[1]
    return text


def known_service(url: str) -> None:
    """Two services and a third have hosts of their own; any other host is one that the operator has named.

    The sentences never repeat the address, because it is a secret.
    """
    scheme = url.partition("://")[0]
    if scheme not in ADDRESSES:
        raise ValidationError(
            "只支持企业微信（wecombot://）、钉钉（dingtalk://）、飞书（feishu://）和自建接口（json://、jsons://），"
            "也可以直接粘贴这三种群机器人的 Webhook 地址。"
        )
    found = ADDRESSES[scheme].fullmatch(url)
    if not found:
        raise ValidationError("机器人地址的格式不对，请从群机器人的设置页面重新复制。")
    if "host" in found.groupdict() and found["host"].lower() not in settings.GROUP_HOSTS:
        raise ValidationError("自建接口的主机不在允许的范围内，请运维人员在 GROUP_HOSTS 中登记后再填写。")


def shown(url: str) -> str:
    """Enough to tell one robot from another, not enough to use it."""
    scheme, _, secret = url.rstrip("/").partition("://")
    return f"{scheme}://…{secret[-4:]}"
