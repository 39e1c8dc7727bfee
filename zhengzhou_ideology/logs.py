"""Logs without the secrets that stand in some addresses: whoever reads a log could use them."""

import json
import logging
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from zhengzhou_ideology import tracing

SECRET = re.compile(r"(/(?:my-calendar|invite|accounts/password/reset/key)/)(?!revoke/)[^\s/?\"]+")
ZONE = ZoneInfo("Asia/Shanghai")
FORMATS = ("text", "json")


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """For handlers: Django names the path of every request that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET.search(said):
            record.msg, record.args = without_secrets(said), None
        return True


class AddRequestId(logging.Filter):
    """For handlers: each line bears the number of the request or the task that it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = tracing.current.get() or "-"
        return True


class JsonLines(logging.Formatter):
    """One object a line: when, how grave, who says it, what, and of which request; a traceback as text."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, ZONE).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
            "process": record.process,
        }
        if status := getattr(record, "status_code", None):
            said["status"] = status
        if record.exc_info:
            said["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def logging_at(level: str, *, lines: str = "text") -> dict[str, Any]:
    """Django's `LOGGING`: lines on standard error, with no secret address in them, as text or as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
            "json": {"()": "zhengzhou_ideology.logs.JsonLines"},
        },
        "filters": {
            "secrets": {"()": "zhengzhou_ideology.logs.HideSecrets"},
            "request_id": {"()": "zhengzhou_ideology.logs.AddRequestId"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": lines if lines in FORMATS else "text",
                "filters": ["secrets", "request_id"],
            }
        },
        # pikepdf greets at INFO on import, which would stand above the one line of a command's refusal.
        # apprise repeats the secret addresses of group robots that it cannot read; what went wrong stands on the post itself.
        "loggers": {
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            # A line for each of 300 triggers at every `migrate`.
            "pgtrigger": {"level": "WARNING"},
            "apprise": {"level": "CRITICAL"},
        },
        "root": {"handlers": ["console"], "level": level},
    }
