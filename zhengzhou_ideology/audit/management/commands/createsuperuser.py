"""In place of Django's command: no account stands above the rules."""

from typing import Any, NoReturn

from zhengzhou_ideology.commands import RefusingCommand

SENTENCE = "本系统没有超级用户，首次安装请运行 manage.py found。"


class Command(RefusingCommand):
    help = "不使用：任何账号都不能凌驾于规则之上。首次安装请用 found。"
    requires_system_checks = []
    usage = "found"

    def run(self, **options: Any) -> None:
        self.refuse(SENTENCE)

    def refuse_arguments(self, message: str) -> NoReturn:
        self.refuse(SENTENCE)
