"""System checks: a trail that would not be signed, or not be anchored."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

from zhengzhou_ideology.audit import anchors, keys
from zhengzhou_ideology.workflow import Refused

ENOUGH = 2


def check_trail(**_kwargs: Any) -> list[CheckMessage]:
    """For deployment only."""
    found: list[CheckMessage] = []
    try:
        keys.own_key()
    except Refused as refused:
        found.append(Error(str(refused), hint="见 docs/trail.md。", id="audit.E001"))
    file, address = settings.AUDIT["ANCHOR_FILE"], settings.AUDIT["ANCHOR_SYSLOG"]
    if file and not Path(file).parent.is_dir():
        found.append(
            Error(f"外部存证目录 {Path(file).parent} 不存在。", hint="请修改 AUDIT_ANCHOR_FILE。", id="audit.E002")
        )
    if address and not address.startswith("/") and not address.rpartition(":")[2].isdecimal():
        found.append(
            Error(f"日志服务器地址“{address}”缺少端口。", hint="请修改 AUDIT_ANCHOR_SYSLOG。", id="audit.E003")
        )
    if len(anchors.channels()) < ENOUGH:
        said = "封存结果没有送往至少两处外部存证，数据库的所有者可以重写全部记录。"
        found.append(checks.Warning(said, hint="请设置 AUDIT_ANCHOR_FILE、AUDIT_ANCHOR_MAIL 等。", id="audit.W001"))
    return found
