"""Where security events go besides their table: a line of JSON each, on standard error and to the collector's syslog."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOGGER = "portal.security"


def with_security_events(logging: dict[str, Any], syslog: str) -> dict[str, Any]:
    """Django's `LOGGING`, with a way out for security events. `syslog`: `udp://HOST:PORT`, the path of a socket, or empty."""
    handlers: dict[str, Any] = {
        "security": {"class": "logging.StreamHandler", "formatter": "bare"},
    }
    if syslog:
        handlers["collector"] = {
            "class": "logging.handlers.SysLogHandler",
            "formatter": "tagged",
            "address": place_of(syslog),
            "facility": "authpriv",
        }
    return {
        **logging,
        "formatters": {
            **logging["formatters"],
            "bare": {"format": "%(message)s"},
            "tagged": {"format": "portal-security: %(message)s"},
        },
        "handlers": {**logging["handlers"], **handlers},
        "loggers": {
            **logging["loggers"],
            LOGGER: {"level": "INFO", "handlers": sorted(handlers), "propagate": False},
        },
    }


def place_of(syslog: str) -> str | tuple[str, int]:
    """Raises `ImproperlyConfigured` for what is neither a path nor `udp://HOST:PORT`."""
    if syslog.startswith("/"):
        return syslog
    parts = urlsplit(syslog)
    if parts.scheme != "udp" or not parts.hostname or not parts.port:
        raise ImproperlyConfigured(f"SECURITY_SYSLOG 须为 udp://主机:端口 或者套接字路径，不能是“{syslog}”。")
    return parts.hostname, parts.port
