"""`manage.py advisories`: known weaknesses of what is installed, out of a file of OSV records; exit 1 if there are any."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.supply import advisories
from zhengzhou_ideology.supply.parts import parts


class Command(RefusingCommand):
    help = "用离线的 OSV 文件核对已安装的组成部分；有已知漏洞时退出码为 1。"
    requires_system_checks = []
    usage = "advisories FILE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="OSV 的 zip、目录，或者每行一条的文件")

    def run(self, **options: Any) -> None:
        found, path = parts(), Path(options["file"])
        try:
            known = list(advisories.records(path))
        except (json.JSONDecodeError, UnicodeDecodeError):
            self.refuse(f"“{path}”不是 OSV 记录。")
        hits = advisories.against(found, known)
        for hit in hits:
            mended = f"，升级到 {hit.fixed}" if hit.fixed else "，尚无修复版本"
            self.stdout.write(f"{hit.part.name} {hit.part.version}：{hit.number} {hit.summary}{mended}")
        self.stdout.write(f"核对 {len(found)} 个组成部分、{len(known)} 条记录，{len(hits)} 条有关。")
        if hits:
            sys.exit(1)
