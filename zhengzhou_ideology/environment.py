"""The environment, with a sentence where a value cannot be read: a traceback of a library tells an operator nothing."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

KINDS = {int: "整数", bool: "0 或 1", float: "数字"}
YES, NO = environ.Env.BOOLEAN_TRUE_STRINGS, ("0", "false", "f", "no", "n", "off", "")
DATABASES = ("postgres", "postgresql", "pgsql")


class Env(environ.Env):
    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        try:
            if cast is bool and self.ENVIRON.get(var, "").lower() not in (*YES, *NO):
                raise ValueError(var)
            return super().get_value(var, cast, *args, **kwargs)
        except ValueError:
            raise ImproperlyConfigured(
                f"环境变量 {var} 应为{KINDS.get(cast, '其他形式')}，见 docs/operations.md。"
            ) from None

    def one_of(self, var: str, *known: str) -> str:
        """The first of them is the default."""
        given: str = self.str(var, known[0])
        if given not in known:
            raise ImproperlyConfigured(f"环境变量 {var} 只能是 {'、'.join(known)}，不能是“{given}”。")
        return given

    def email(self, var: str) -> dict[str, Any]:
        try:
            return dict(super().email(var))
        except (ImproperlyConfigured, ValueError):
            raise ImproperlyConfigured(
                f"环境变量 {var} 应为 smtp://、smtp+tls:// 或 smtp+ssl:// 开头的地址，或者 none。"
            ) from None

    def db(self, var: str) -> dict[str, Any]:
        """Of PostgreSQL; the address itself is not repeated, for there is a password in it."""
        if (scheme := urlsplit(self.str(var)).scheme) and scheme not in DATABASES:
            raise ImproperlyConfigured(f"环境变量 {var} 不是 postgres://用户:口令@主机:端口/库名。")
        return dict(super().db(var))
