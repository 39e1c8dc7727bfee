"""`manage.py check_files`: is every stored file still there and still what it was, and is there none that no row knows?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from zhengzhou_ideology.files import integrity


class Command(BaseCommand):
    help = "逐一核对附件的 SHA-256，并查找没有登记的文件；全部完好时退出码为 0，否则为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        checked = 0
        broken = 0
        for stored, fault in integrity.verify():
            checked += 1
            if fault:
                broken += 1
                self.stderr.write(f"{stored.pk} {stored.file.name} {stored.name}：{fault}")
        left = 0
        for name in integrity.orphans(now=now()):
            left += 1
            self.stderr.write(f"{name}：没有登记，可能是中断的上传留下的")
        self.stdout.write(f"已核对 {checked} 个文件，{broken} 个有问题，{left} 个没有登记。")
        if broken or left:
            sys.exit(1)
