"""`verify_audit`: exit 0 if every seal holds, else 1 and the first break."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhengzhou_ideology.audit.models import DailySeal
from zhengzhou_ideology.audit.seals import verify


class Command(BaseCommand):
    help = "核验每日封存：全部一致时退出码为 0，否则为 1 并指出第一处不一致。"

    def handle(self, **options: Any) -> None:
        broken = verify()
        if broken:
            self.stderr.write(f"{broken.day:%Y-%m-%d}：{broken.what}。")
            sys.exit(1)
        self.stdout.write(f"共核验 {DailySeal.objects.count()} 日，全部一致。")
