"""Gunicorn's access log, without secrets; apart from `logs`, so that other processes need not import Gunicorn."""

from typing import Any

from gunicorn.glogging import Logger

from zhengzhou_ideology.logs import without_secrets


class AccessLog(Logger):
    def atoms(self, *args: Any) -> dict[str, Any]:
        return {
            name: without_secrets(value) if isinstance(value, str) else value
            for name, value in super().atoms(*args).items()
        }
