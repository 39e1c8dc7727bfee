"""The administrators of the city bureau are told each morning what is wrong with the portal, as long as something is."""

from datetime import datetime

from organizations.enums import Role
from organizations.models import Membership, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.health import rounds
from zhengzhou_ideology.notices import outbox

KIND = "operations"


def report_problems(now: datetime) -> int:
    """Returns how many are told; the day is part of the key, so that a second run tells nobody twice."""
    problems = [finding for finding in rounds.look(now, rounds.DEEP) if not finding.is_well]
    if not problems:
        return 0
    today = day_of(now)
    held = Membership.objects.current(today).of_role(Role.ADMINISTRATOR)
    lines = [f"【{found.state.label}】{found.title}：{found.said}。{found.repair}" for found in problems]
    return outbox.post(
        User.objects.filter(pk__in=held.values("user")),
        kind=KIND,
        subject=f"系统运行：{len(problems)} 项需要处理（{today:%Y-%m-%d}）",
        body="\n".join([*lines, "请转告运维人员；在服务器上执行 manage.py doctor 可以看到当前情况。"]),
        key=f"operations:{today}",
    )
