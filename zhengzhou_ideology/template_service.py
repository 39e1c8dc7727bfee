"""Tags that every template knows: the number of the request, the host of the portal, and days with their weekday."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.timezone import is_aware, localtime

from zhengzhou_ideology import tracing

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.simple_tag
def request_number() -> str:
    """As the log and the header `X-Request-ID` have it; empty outside a request."""
    return tracing.current.get()


@register.simple_tag
def portal() -> dict[str, Any]:
    """Who runs the portal and answers for it, as `PORTAL_HOST` says."""
    host: dict[str, Any] = settings.PORTAL_HOST
    return host


@register.simple_tag
def most_bytes() -> int:
    """The largest file that is taken."""
    most: int = settings.ATTACHMENT_MAX_BYTES
    return most


@register.filter
def full_day(value: date | None) -> str:
    """2026年11月26日（周四）."""
    if not value:
        return ""
    day = localtime(value) if isinstance(value, datetime) and is_aware(value) else value
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
