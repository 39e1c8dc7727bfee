"""Alarms of the trail (`SECURITY_ALARMS`): as long as it stands still or stays inside, it could be rewritten unseen."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from zhengzhou_ideology.audit import anchors
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.security.alarms import Alarm

LATE = timedelta(hours=3)  # sealed and sent every hour; twice may fail by chance


def seal_is_overdue(now: datetime) -> Iterator[Alarm]:
    last = Seal.objects.order_by("-number").first()
    if last and now - last.at > LATE:
        yield Alarm(
            f"seal:{last.number}:{day_of(now)}",
            "审计记录没有按时封存",
            f"最近一次封存是{localtime(last.at):%-m月%-d日%H:%M}，应当每小时封存一次。请检查定时进程、后台进程和签名密钥。",
        )


def anchor_is_overdue(now: datetime) -> Iterator[Alarm]:
    """One for each channel and day, however many heads it lacks."""
    for channel in anchors.configured():
        lacking = Seal.objects.exclude(anchored__channel=channel).filter(at__lt=now - LATE)
        if first := lacking.order_by("number").first():
            yield Alarm(
                f"anchor:{channel}:{day_of(now)}",
                "审计封存没有送达外部",
                f"外部存证渠道“{channel}”缺少第{first.number}次封存以来的{lacking.count()}次封存。"
                "送达之前，这些记录只在本系统内有据可查。请检查该渠道。",
            )
