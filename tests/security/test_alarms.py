"""Alarms reach the auditor and the security administrator, once; who is guessed at is told as well."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils.timezone import get_current_timezone, now

from zhengzhou_ideology import celery_app
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security import alarms
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.models import SecurityEvent
from zhengzhou_ideology.security.tasks import watch

NIGHT = datetime(2026, 11, 25, 23, 30, tzinfo=get_current_timezone())
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=get_current_timezone())


def happened(kind: SecurityEventKind, times: int, **facts: object) -> None:
    SecurityEvent.objects.bulk_create(SecurityEvent(kind=kind, **facts) for _ in range(times))


def told() -> dict[str, set[object]]:
    found: dict[str, set[object]] = {}
    for notice in Notice.objects.filter(kind=alarms.KIND).select_related("recipient"):
        found.setdefault(notice.subject, set()).add(notice.recipient)
    return found


def test_account_that_is_guessed_at_is_told_with_those_who_watch_and_once(cast):
    happened(SecurityEventKind.SIGN_IN_FAILED, alarms.FAILURES, account=cast.leader, address="198.51.100.7")

    for _ in range(2):
        watch()

    assert told() == {f"账号“{cast.leader.username}”多次登录失败": {cast.auditor, cast.security, cast.leader}}
    own = Notice.objects.get(recipient=cast.leader)
    assert "不是您本人操作的" in own.body
    assert SecurityEvent.objects.filter(kind="alarmed", account=cast.leader).count() == 1


@pytest.mark.parametrize(
    ("kind", "fewer", "facts", "said"),
    [
        (SecurityEventKind.SIGN_IN_FAILED, alarms.FAILURES - 1, "account", ""),
        (SecurityEventKind.SIGN_IN_FAILED, alarms.FAILURES_OF_AN_ADDRESS - 1, "address", ""),
        (SecurityEventKind.SIGN_IN_FAILED, alarms.FAILURES_OF_AN_ADDRESS, "address", "地址 198.51.100.7 多次登录失败"),
        (SecurityEventKind.DENIED, alarms.DENIALS - 1, "account", ""),
        (SecurityEventKind.DENIED, alarms.DENIALS, "account", "多次越权被拒"),
    ],
)
def test_rules_count(kind, fewer, facts, said, cast):
    happened(
        kind, fewer, **({"account": cast.stranger} if facts == "account" else {"name": "x", "address": "198.51.100.7"})
    )

    alarms.watch(now())

    assert [said in subject for subject in told()] == ([True] if said else [])


def test_what_is_long_past_alarms_nobody(cast):
    happened(SecurityEventKind.SIGN_IN_FAILED, alarms.FAILURES, account=cast.leader, at=now() - timedelta(hours=2))

    assert alarms.watch(now()) == 0


@pytest.mark.parametrize(("moment", "alarmed"), [(NIGHT, True), (NOON - timedelta(hours=2), False)])
def test_exports_at_night_alarm(moment, alarmed, cast):
    happened(SecurityEventKind.EXPORTED, 1, account=cast.registrar, at=moment, rows=812, detail="负责人任职台账")

    alarms.watch(NOON)

    assert (told() == {"夜间导出数据": {cast.auditor, cast.security}}) is alarmed
    assert (Notice.objects.filter(body__contains="812 行").count() == 2) is alarmed


def test_a_further_rule_is_a_line_in_the_settings(cast, settings):
    settings.SECURITY_ALARMS = [*settings.SECURITY_ALARMS, f"{__name__}.always"]

    alarms.watch(now())

    assert [*told()] == ["随时告警"]


def always(moment: datetime) -> list[alarms.Alarm]:
    return [alarms.Alarm("always", "随时告警", "测试。")]


def test_watching_is_scheduled():
    tasks = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert {"security.watch", "security.deliver_mail"} <= tasks
    assert len(settings.SECURITY_ALARMS) == 6
