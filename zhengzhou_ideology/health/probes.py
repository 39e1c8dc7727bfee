"""What is looked at while the portal runs. Each probe gives a state, what was seen, and the repair."""

import shutil
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import localtime

from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.health import heartbeat
from zhengzhou_ideology.health.findings import State, fault, warning, well
from zhengzhou_ideology.notices.models import Delivery, Digest, GroupPost

Seen = tuple[State, str, str]

CLOCK_SECONDS = 60
# Sealed every hour; by the database's clock.
SEAL_OLDEST, SEAL_AHEAD = timedelta(hours=3), timedelta(seconds=60)
OUTBOX_AGE = timedelta(hours=1)
FREE_FAULT, FREE_WARNING = 200 * 2**20, 2 * 2**30
MANY_QUEUED = 500
QUEUE_LABELS = {"default": "一般任务", "mail": "消息发送", "print": "文件制作"}

_on_disk: set[tuple[str, str]] = set()


def database(now: datetime) -> Seen:
    """It answers, and its clock agrees with this host's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - now).total_seconds())
    if apart > CLOCK_SECONDS:
        return fault(f"本机时钟与数据库相差 {apart:.0f} 秒", "检查两台主机的 NTP 对时；期限和封存都依赖时钟。")
    return well("可以连接，时钟一致")


def migrations(now: datetime) -> Seen:
    if not _on_disk:  # the same for as long as the process lives
        _on_disk.update(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    pending = _on_disk - set(MigrationRecorder(connection).applied_migrations())
    if pending:
        return fault(f"有 {len(pending)} 个数据库变更没有执行", "停止各服务，执行 manage.py migrate，再启动。")
    return well("数据库结构与程序一致")


def broker(now: datetime) -> Seen:
    queued = heartbeat.queued()
    if queued > MANY_QUEUED:
        return warning(f"队列中有 {queued} 个任务等待", "增加后台进程，或查看其日志是否有任务反复失败。")
    return well(f"可以连接，{queued} 个任务等待")


def background(now: datetime) -> Seen:
    """Beat and workers together, and which of them stands still: where any queue was heard of just now, beat does not."""
    ages = {queue: inf if age is None else age for queue, age in heartbeat.ages(now).items()}
    latest = min(ages.values())
    if latest <= min(heartbeat.SILENT_SECONDS.values()):
        silent = [queue for queue, age in ages.items() if age > heartbeat.SILENT_SECONDS[queue]]
        return _unserved(silent) if silent else well(f"{max(ages.values()):.0f} 秒前有心跳")
    since = "没有心跳记录" if latest == inf else f"最近一次心跳在 {latest / 60:.0f} 分钟前"
    if heartbeat.queued():
        return fault(f"{since}，任务在排队：后台进程没有运行", "执行 systemctl restart portal-worker，并查看其日志。")
    return fault(f"{since}，队列为空：定时进程没有运行", "执行 systemctl restart portal-beat，并查看其日志。")


def _unserved(queues: list[str]) -> Seen:
    services = dict.fromkeys("portal-print" if queue == "print" else "portal-worker" for queue in queues)
    return fault(
        f"{'、'.join(QUEUE_LABELS[queue] for queue in queues)}没有后台进程办理",
        f"执行 systemctl restart {' '.join(services)}，并查看其日志。",
    )


def media(now: datetime) -> Seen:
    """A few bytes are written where attachments go, read back and removed."""
    content = uuid4().hex.encode()
    name = default_storage.save(f"health/{uuid4().hex}", ContentFile(content))
    try:
        with default_storage.open(name) as kept:
            same = kept.read() == content
    finally:
        default_storage.delete(name)
    if not same:
        return fault("附件目录写入后读出的内容不同", "检查磁盘和文件系统，暂停上传。")
    return well("附件目录可以读写")


def disk(now: datetime) -> Seen:
    if not isinstance(storages["default"], FileSystemStorage):
        return well("附件存放在对象存储")
    free = shutil.disk_usage(Path(settings.MEDIA_ROOT)).free
    said = f"附件所在磁盘剩余 {free / 2**30:.1f} GB"
    if free < FREE_FAULT:
        return fault(said, "立即扩容或清理；磁盘写满后上传会被拒绝。")
    if free < FREE_WARNING:
        return warning(said, "尽快扩容，或清理旧的备份和日志。")
    return well(said)


def seal(now: datetime) -> Seen:
    last = Seal.objects.order_by("-number").values_list("at", flat=True).first()
    if last is None:
        return warning("审计记录还没有封存过", "新装系统一小时内自动封存；若已运行多时，请检查定时进程和后台进程。")
    if last > now + SEAL_AHEAD:
        return fault(
            f"最近一次封存的时间是尚未到来的 {localtime(last):%Y-%m-%d %H:%M}",
            "时钟曾经超前，请核对 NTP 对时，并告知审计员。",
        )
    if now - last > SEAL_OLDEST:
        return fault(
            f"最近一次封存是 {localtime(last):%Y-%m-%d %H:%M}，已超过3小时",
            "检查定时进程、后台进程和审计签名密钥；恢复后会自动补封。",
        )
    return well(f"已封存至 {localtime(last):%Y-%m-%d %H:%M}")


def outbox(now: datetime) -> Seen:
    """Failed for good, or tried in vain for longer than an hour; what waits for the morning is no trouble."""
    queues = (Delivery, Digest, GroupPost)
    failed = sum(model.objects.failed().count() for model in queues)
    late = sum(model.objects.troubled().waiting().filter(created_at__lt=now - OUTBOX_AGE).count() for model in queues)
    if failed or late:
        return warning(
            f"{failed} 条消息发送失败，{late} 条多次尝试未能发出",
            "查看“发送情况”页面，检查邮件服务器，修复后重新发送。",
        )
    return well("没有发送失败或积压的消息")
