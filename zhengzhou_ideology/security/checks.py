"""What is wrong with the settings of the door, said before anybody stands at it."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error


def door(app_configs: Any, **options: Any) -> list[CheckMessage]:
    return [*_keys(), *_identity()]


def _keys() -> list[CheckMessage]:
    for number, key in enumerate(settings.FACTOR_KEYS, 1):
        try:
            Fernet(key)
        except ValueError:
            return [Error(f"FACTOR_KEYS 的第 {number} 个密钥不是 Fernet 密钥（32 字节，Base64）。", id="security.E001")]
    return []


def _identity() -> list[CheckMessage]:
    address = settings.OIDC_SERVER_URL
    if not address:
        return []
    providers: Any = settings.SOCIALACCOUNT_PROVIDERS
    app = providers["openid_connect"]["APPS"][0]
    if not app["client_id"] or not app["secret"]:
        return [Error("设置了 OIDC_SERVER_URL，还须设置 OIDC_CLIENT_ID 和 OIDC_CLIENT_SECRET。", id="security.E002")]
    if not settings.RELAXED and not address.startswith("https://"):
        return [Error("OIDC_SERVER_URL 须以 https:// 开头。", id="security.E003")]
    return []
