"""Logs without the secrets that stand in some addresses: whoever reads a log could use them."""

import logging
import re
from typing import Any

SECRET = re.compile(r"(/(?:my-calendar|invite|accounts/password/reset/key)/)(?!revoke/)[^\s/?\"]+")


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """For handlers: Django names the path of every request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = without_secrets(said), None
        return True


def logging_at(level: str) -> dict[str, Any]:
    """Django's `LOGGING`: lines on standard error, with no secret address in them."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"secrets": {"()": "zhengzhou_ideology.logs.HideSecrets"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
        # pikepdf greets at INFO on import, which would stand above the one line of a command's refusal.
        # apprise repeats the secret addresses of group robots that it cannot read; what went wrong stands on the post itself.
        "loggers": {
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "apprise": {"level": "CRITICAL"},
        },
        "root": {"handlers": ["console"], "level": level},
    }
