"""What makes `make run` a demonstration: its secrets, its data, its accounts."""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = {
    "secretary": "社会组织秘书处",
    "leader": "社会组织主要负责人（同上组织）",
    "competent": "业务主管单位经办人",
    "party": "上级党组织经办人",
    "registrar": "登记管理机关经办人",
    "supervisor": "登记管理机关负责人（立案）",
    "decider": "登记管理机关另一负责人（作出决定）",
    "reviewer": "上级登记管理机关负责人（复核）",
    "administrator": "系统管理员",
    "security": "安全管理员",
    "auditor": "审计人员",
    "secretary2": "另一家社会组织秘书处",
    "leader2": "另一家社会组织主要负责人",
}
SET_PASSWORDS = """
from django.conf import settings
from django.contrib.auth import get_user_model
for user in get_user_model().objects.filter(username__in={names}):
    user.set_password(settings.DEMO_PASSWORD)
    user.save()
"""


def environment(folder: Path) -> dict[str, str]:
    """What makes a command part of the demonstration, unless the environment already says otherwise."""
    return {
        "PORTAL_ENV": os.environ.get("PORTAL_ENV") or "demo",
        "DEMO": os.environ.get("DEMO") or "1",
        "SECRET_KEY": kept_secret("SECRET_KEY", folder / "secret_key", 50),
        "DEMO_PASSWORD": kept_secret("DEMO_PASSWORD", folder / "demo_password", 9),
    }


def kept_secret(variable: str, path: Path, length: int) -> str:
    """The value in the environment, or else the one of the last time, or else a new one."""
    given = os.environ.get(variable)
    if not given and path.exists() and path.read_text().strip():
        return path.read_text().strip()
    value = given or secrets.token_urlsafe(length)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{value}\n")
    return value


def provide(folder: Path, environment: dict[str, str], manage: Callable[..., None]) -> None:
    """Demo data on the first run against a database, and the right passwords on every run."""
    stamp = folder / "demo.stamp"
    seeded, password = (stamp.read_text().split() if stamp.exists() else []) or ("", "")
    database, wanted = fingerprint(database_identity(folder)), fingerprint(environment["DEMO_PASSWORD"])
    if seeded != database:
        if not any(ROOT.glob("*/management/commands/seed_demo.py")):
            print("没有 seed_demo 命令，跳过演示数据。", flush=True)
            return
        manage(environment, "首次运行，正在生成演示数据……", "seed_demo")
    elif password != wanted:
        manage(
            environment, "演示密码已更改，正在更新演示账户……", "shell", "-c", SET_PASSWORDS.format(names=list(ACCOUNTS))
        )
    stamp.write_text(f"{database} {wanted}\n")


def database_identity(folder: Path) -> str:
    """A new private cluster, or another DATABASE_URL, has no demo data yet."""
    made = folder / "postgresql" / "PG_VERSION"
    return os.environ.get("DATABASE_URL") or str(made.stat().st_mtime_ns)


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def announce(password: str) -> None:
    lines = [f"  {name:<14}{role}" for name, role in ACCOUNTS.items()]
    print("演示账户（密码均为 " + password + "）：", *lines, sep="\n", flush=True)
