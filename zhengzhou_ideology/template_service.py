"""Tags that every template knows: the number of the request, the host and the look of the portal, and days with their weekday."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.timezone import is_aware, localtime

from zhengzhou_ideology import tracing
from zhengzhou_ideology.edge import display
from zhengzhou_ideology.sorting import ColumnHead, SortedForm

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


@register.simple_tag(takes_context=True)
def display_chosen(context: template.Context) -> display.Display:
    """By day or by night, in which letters; a page that is drawn without a request follows the system."""
    request = context.get("request")
    return display.display_of(request) if request else display.Display()


@register.simple_tag
def display_choices() -> list[tuple[str, str, dict[str, str]]]:
    """What the form of `components/display.html` offers: the name of each choice, its label and its values."""
    return [
        ("colours", "颜色", display.COLOURS),
        ("letters", "字号", display.LETTERS),
        ("rows", "列表行距", display.ROWS),
    ]


@register.simple_tag
def column_head(form: SortedForm, key: str) -> ColumnHead:
    """Of a list that can be asked to stand in the order of this column."""
    return form.head(key)


@register.simple_tag
def most_bytes() -> int:
    """The largest file that is taken."""
    most: int = settings.ATTACHMENT_MAX_BYTES
    return most


@register.filter
def full_day(value: date | str | None) -> str:
    """2026年11月26日（周四）; of a day as frozen contents have it, too."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    day = localtime(value) if isinstance(value, datetime) and is_aware(value) else value
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@register.filter
def grouped(value: str | int | Decimal) -> str:
    """55,000 for 55000.00: no more of a sum than there is to it."""
    sum_of_money = Decimal(value)
    return f"{sum_of_money:,.0f}" if sum_of_money == sum_of_money.to_integral() else f"{sum_of_money:,.2f}"
