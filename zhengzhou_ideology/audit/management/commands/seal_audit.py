"""`seal_audit`: seal and anchor now, as each hour does: before a backup, or after the clock or a key was put right."""

from typing import Any

from django.utils.timezone import now

from zhengzhou_ideology.audit import anchors
from zhengzhou_ideology.audit.seals import seal
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "立即封存并送出外部存证。"
    usage = "seal_audit"

    def run(self, **options: Any) -> None:
        made = seal(now())
        anchors.send(now())
        self.stdout.write(f"第{made.number}次封存，共 {made.size} 片叶。")
