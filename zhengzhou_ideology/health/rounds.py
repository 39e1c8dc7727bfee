"""All probes one after the other: quick ones for whoever asks every few seconds, all of them for an operator."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError
from redis.exceptions import RedisError

from zhengzhou_ideology.health import outside, probes, safety
from zhengzhou_ideology.health.findings import Finding, State

logger = logging.getLogger(__name__)

UNREACHABLE = (DatabaseError, InterfaceError, RedisError, OSError, ImproperlyConfigured)


@dataclass(frozen=True, slots=True)
class Round:
    """`gates`: without it no request can be served. `asks_database`: not tried once the database is found away."""

    name: str
    title: str
    look: Callable[[datetime], tuple[State, str, str]]
    repair: str
    gates: bool = False
    asks_database: bool = False


QUICK = (
    Round("database", "数据库", probes.database, "检查 DATABASE_URL 和 PostgreSQL 服务。", gates=True),
    Round("migrations", "数据库变更", probes.migrations, "检查数据库账号的权限。", gates=True, asks_database=True),
    Round("broker", "消息队列", probes.broker, "检查 REDIS_URL 和 Redis 服务；期间提交的内容不会丢失，通知会推迟。"),
    Round("background", "后台与定时进程", probes.background, "检查 Redis 服务。"),
    Round("media", "附件存储", probes.media, "检查 MEDIA_ROOT 或 S3_BUCKET 的权限和空间。", gates=True),
    Round("disk", "磁盘空间", probes.disk, "检查 MEDIA_ROOT。"),
    Round("seal", "审计封存", probes.seal, "检查数据库账号的权限。", asks_database=True),
    Round("anchors", "外部存证", safety.anchors, "检查数据库账号的权限。", asks_database=True),
    Round("outbox", "消息发送", probes.outbox, "检查数据库账号的权限。", asks_database=True),
)
# All that asks no other server than those that the portal cannot do without.
WITHIN = (
    *QUICK,
    Round("roles", "数据库账号", safety.roles, "检查数据库账号的权限。", asks_database=True),
    Round("backup", "备份", safety.backup, "检查 BACKUP_FOLDER 及其权限。"),
)
DEEP = (
    *WITHIN,
    Round(
        "replica",
        "只读副本",
        outside.copy,
        "检查 REPLICA_URL 和副本的 PostgreSQL 服务；副本日志提示所需 WAL 已被删除的，须重新制作副本。",
        asks_database=True,
    ),
    Round("mail", "邮件服务器", outside.mail, "检查 EMAIL_URL 和邮件服务器。"),
    Round("scanner", "病毒检查", outside.scanner, "检查 CLAMAV_ADDRESS 和 clamd；期间上传会被拒绝。"),
    Round("static", "静态文件", outside.static, "执行 manage.py collectstatic --noinput。"),
    Round("configuration", "配置", outside.configuration, "执行 manage.py check --deploy 查看。"),
)


def look(now: datetime, rounds: tuple[Round, ...] = QUICK) -> list[Finding]:
    found: list[Finding] = []
    for one in rounds:
        if one.asks_database and found and found[0].state == State.FAULT and found[0].name == "database":
            found.append(Finding(one.name, one.title, State.UNKNOWN, "数据库不可用，未能检查"))
        else:
            found.append(_finding(one, now))
    return found


def _finding(one: Round, now: datetime) -> Finding:
    try:
        return Finding(one.name, one.title, *one.look(now))
    except UNREACHABLE as error:
        logger.warning("%s: %s", one.name, error)
        return Finding(one.name, one.title, State.FAULT, f"不可用（{error.__class__.__name__}）", one.repair)


def verdict(found: list[Finding]) -> str:
    """`ready`, `degraded` (serves, but somebody should look) or `unready`."""
    gates = {one.name for one in DEEP if one.gates}
    if any(finding.state in {State.FAULT, State.UNKNOWN} for finding in found if finding.name in gates):
        return "unready"
    return "ready" if all(finding.is_well for finding in found) else "degraded"
