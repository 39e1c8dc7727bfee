"""Alarms: each rule is a function that finds what somebody should look at; the settings list them (`SECURITY_ALARMS`)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.timezone import localtime

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.security.models import SecurityEvent

KIND = "security"
HOUR = timedelta(hours=1)
FAILURES, FAILURES_OF_AN_ADDRESS, DENIALS = 10, 50, 20
NIGHT_BEGINS, NIGHT_ENDS = 22, 6


@dataclass(frozen=True, slots=True)
class Alarm:
    """`key`: told once under it. `account`: whose holder is told as well, with the sentence `to_holder`."""

    key: str
    subject: str
    body: str
    account: Any = None
    to_holder: str = ""


Rule = Callable[[datetime], Iterable[Alarm]]


def watch(now: datetime) -> int:
    """Ask every rule, and tell whoever watches over the portal; returns how many alarms are new."""
    watchers = import_string(settings.SECURITY_WATCHERS)(day_of(now))
    return sum(_told(alarm, watchers) for path in settings.SECURITY_ALARMS for alarm in import_string(path)(now))


def _told(alarm: Alarm, watchers: Any) -> bool:
    page = reverse("security:event_list")
    post = partial(outbox.post, kind=KIND, subject=alarm.subject, key=f"alarm:{alarm.key}")
    new = post(watchers, body=alarm.body, url=page)
    if alarm.account:
        post([alarm.account], body=alarm.to_holder, url=reverse("usersessions_list"))
    if new:
        note(SecurityEventKind.ALARMED, account=alarm.account, detail=alarm.subject)
    return bool(new)


def many_failures(now: datetime) -> Iterator[Alarm]:
    """Somebody guesses the password of an account."""
    failed = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN_FAILED, SecurityEventKind.FACTOR_FAILED).since(
        now - HOUR
    )
    counted = failed.exclude(account=None).order_by().values("account").annotate(times=Count("pk"))
    found = {row["account"]: row["times"] for row in counted if row["times"] >= FAILURES}
    for account in get_user_model()._default_manager.filter(pk__in=found).order_by("pk"):
        times = found[account.pk]
        yield Alarm(
            f"failures:{account.pk}:{day_of(now)}",
            f"账号“{account.get_username()}”多次登录失败",
            f"一小时内登录失败 {times} 次，请核对来源地址，必要时与本人联系。",
            account,
            f"您的账号一小时内登录失败 {times} 次。不是您本人操作的，请修改密码，并与安全管理员联系。",
        )


def many_failures_from_an_address(now: datetime) -> Iterator[Alarm]:
    """Somebody tries one password on many accounts."""
    failed = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN_FAILED).since(now - HOUR).exclude(address=None)
    for row in failed.order_by().values("address").annotate(times=Count("pk")).order_by("address"):
        if row["times"] >= FAILURES_OF_AN_ADDRESS:
            yield Alarm(
                f"address:{row['address']}:{day_of(now)}",
                f"地址 {row['address']} 多次登录失败",
                f"一小时内从该地址登录失败 {row['times']} 次，请核对是否有人批量猜测密码。",
            )


def many_denials(now: datetime) -> Iterator[Alarm]:
    """An account tries what it may not."""
    denied = SecurityEvent.objects.of_kind(SecurityEventKind.DENIED).since(now - HOUR).exclude(account=None)
    for row in denied.order_by().values("account", "account__username").annotate(times=Count("pk")).order_by("account"):
        if row["times"] >= DENIALS:
            yield Alarm(
                f"denials:{row['account']}:{day_of(now)}",
                f"账号“{row['account__username']}”多次越权被拒",
                f"一小时内越权被拒 {row['times']} 次，请核对该账号是否被他人使用。",
            )


def exports_at_night(now: datetime) -> Iterator[Alarm]:
    """Data is taken away when nobody works."""
    taken = SecurityEvent.objects.of_kind(SecurityEventKind.EXPORTED).since(now - timedelta(days=1)).for_listing()
    for event in taken.order_by("pk"):
        moment = localtime(event.at)
        if NIGHT_ENDS <= moment.hour < NIGHT_BEGINS:
            continue
        rows = f"，{event.rows} 行" if event.rows is not None else ""
        yield Alarm(
            f"night:{event.pk}", "夜间导出数据", f"{event.who}于{moment:%-m月%-d日%H:%M}导出{event.detail}{rows}。"
        )
