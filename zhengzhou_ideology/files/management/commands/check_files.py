"""`manage.py check_files`: is every stored file still there, and still what it was?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhengzhou_ideology.files import integrity


class Command(BaseCommand):
    help = "逐一核对附件的 SHA-256；全部完好时退出码为 0，否则为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        checked = 0
        broken = 0
        for stored, fault in integrity.verify():
            checked += 1
            if fault:
                broken += 1
                self.stderr.write(f"{stored.pk} {stored.file.name} {stored.name}：{fault}")
        self.stdout.write(f"已核对 {checked} 个文件，{broken} 个有问题。")
        if broken:
            sys.exit(1)
