"""What nobody misses until it is needed: bounds of the account in the database, heads outside, a backup."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.timezone import localtime

from zhengzhou_ideology.audit import anchors as channels
from zhengzhou_ideology.audit import roles as bounds
from zhengzhou_ideology.audit import trigger_switch
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.backup.making import SUMMARY
from zhengzhou_ideology.health.findings import State, fault, warning, well

Seen = tuple[State, str, str]

# Sent each hour with the seal; twice may fail by chance.
ANCHOR_OLDEST = timedelta(hours=3)
# Made each night; one that failed is worth a look, two are a fault.
BACKUP_LATE, BACKUP_MISSED = timedelta(hours=30), timedelta(hours=54)
OWNED = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'USAGE')"
CLOSED = """
SELECT count(*) FROM pg_tables WHERE schemaname = 'public'
AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
"""


def roles(now: datetime) -> Seen:
    """The portal's own account reads every table and owns none, so that it can switch no trigger off."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED)
        closed = cursor.fetchone()[0]
        cursor.execute(OWNED)
        owned = cursor.fetchone()[0]
    if closed:
        return fault(f"门户的数据库账号不能读取 {closed} 张表", "以表的所有者身份执行 manage.py grant_roles。")
    if owned:
        return warning(
            f"门户的数据库账号拥有 {owned} 张表，可以关闭触发器、清空记录",
            "让门户以不拥有表的账号连接：见 docs/operations.md“First installation”，再执行 manage.py grant_roles。",
        )
    if not trigger_switch.is_kept_for_owner():
        return fault("门户的数据库账号可以让触发器不起作用", "以表的所有者身份执行 manage.py grant_roles。")
    if bounds.can_shadow():
        return warning(
            "门户的数据库账号可以在数据库中新建对象，冒充触发器所查的表",
            "以表的所有者身份执行 manage.py grant_roles；该命令如另有提示，请照办。",
        )
    return well("门户的数据库账号不拥有任何表，授权完整")


def anchors(now: datetime) -> Seen:
    """Each head is where whoever owns the database cannot rewrite it."""
    if not channels.configured():
        return warning("封存结果没有送往任何外部存证", "设置 AUDIT_ANCHOR_FILE、AUDIT_ANCHOR_MAIL 等，至少两处。")
    for channel in channels.configured():
        lacking = Seal.objects.exclude(anchored__channel=channel).filter(at__lt=now - ANCHOR_OLDEST).order_by("number")
        if first := lacking.first():
            return fault(
                f"外部存证渠道“{channel}”缺少第{first.number}次封存以来的{lacking.count()}次封存",
                f"检查该渠道（AUDIT_ANCHOR_{channel.upper()}）；恢复后随下一次封存补送，或执行 manage.py seal_audit。",
            )
    return well(f"封存已送往 {len(channels.configured())} 处外部存证")


def backup(now: datetime) -> Seen:
    """How old the newest whole backup is."""
    if not settings.BACKUP_FOLDER:
        return warning(
            "没有设置 BACKUP_FOLDER，不能检查备份", "每晚执行 manage.py backup，并以 BACKUP_FOLDER 指明存放备份的目录。"
        )
    last = max(map(_made_at, Path(settings.BACKUP_FOLDER).glob(f"*/{SUMMARY}")), default=None)
    if last is None:
        return fault(f"“{settings.BACKUP_FOLDER}”中没有完整的备份", "执行 manage.py backup，并安排每晚执行。")
    said = f"最近一次完整备份是 {localtime(last):%Y-%m-%d %H:%M}"
    if now - last > BACKUP_MISSED:
        return fault(said, "检查每晚的备份任务和磁盘空间，立即执行 manage.py backup。")
    if now - last > BACKUP_LATE:
        return warning(said, "检查每晚的备份任务，执行 manage.py backup。")
    return well(said)


def _made_at(summary: Path) -> datetime:
    return datetime.fromisoformat(json.loads(summary.read_text(encoding="utf-8"))["began_at"])
