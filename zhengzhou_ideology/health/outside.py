"""What is looked at once in a while, because asking takes time or another server."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.db import connections

from zhengzhou_ideology import replica
from zhengzhou_ideology.files import scanner as clamd
from zhengzhou_ideology.health.findings import State, fault, warning, well

Seen = tuple[State, str, str]

WITHOUT_SERVER = ("console", "locmem", "dummy", "filebased")


def mail(now: datetime) -> Seen:
    """Whether the mail server lets us in; no mail is sent."""
    if any(f".{name}." in settings.EMAIL_BACKEND for name in WITHOUT_SERVER):
        return warning("没有配置邮件服务器，邮件不会发出", "设置 EMAIL_URL；确实不发邮件的，可以不理会。")
    with get_connection(timeout=10):
        return well("可以连接并登录")


def copy(now: datetime) -> Seen:
    """Whether the replica follows; pages fall back to the primary, so nobody else would notice."""
    if replica.REPLICA not in connections:
        return well("没有设置只读副本")
    with connections[replica.REPLICA].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        if not cursor.fetchone()[0]:
            return fault("REPLICA_URL 指向的数据库不是副本", "核对 REPLICA_URL；副本已升为主库的，重建副本。")
    if not replica.has_caught_up(replica.FILE_SECONDS):
        return warning("副本跟不上主库，看板和台账暂由主库读取", "检查副本主机的负载、网络和复制状态。")
    return well("副本与主库一致")


def scanner(now: datetime) -> Seen:
    if settings.CLAMAV_ADDRESS in clamd.OFF:
        return warning("没有配置病毒检查，附件未经查毒即保存", "安装 clamd，设置 CLAMAV_ADDRESS。")
    return well("clamd 有应答") if clamd.ping() else fault("clamd 应答异常", "重启 clamav-daemon，并查看其日志。")


def static(now: datetime) -> Seen:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return well("已整理")
    return fault("静态文件没有整理，页面不能显示", "执行 manage.py collectstatic --noinput。")


def configuration(now: datetime) -> Seen:
    """What `check --deploy` says."""
    said = checks.run_checks(include_deployment_checks=True)
    errors = [message for message in said if message.is_serious()]
    if errors:
        return fault("；".join(str(message.msg) for message in errors), "按 manage.py check --deploy 的提示修改 .env。")
    if said:
        return warning("；".join(str(message.msg) for message in said), "按 manage.py check --deploy 的提示修改 .env。")
    return well("没有问题")
