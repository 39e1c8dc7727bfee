"""`verify_audit [--anchors FILE]`: exit 0 if the whole trail holds, else 1 and every break, one to a line with its mark."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import now

from zhengzhou_ideology.audit.acknowledgements import acknowledged
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.audit.verification import breaks
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "核验审计封存：全部一致时退出码为 0，否则为 1 并逐行列出所有不一致。"
    usage = "verify_audit [--anchors FILE]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, help="外部存证文件，每行一次封存；默认为 AUDIT_ANCHOR_FILE")

    def run(self, *, anchors: Path | None = None, **options: Any) -> None:
        own = settings.AUDIT["ANCHOR_FILE"]
        anchors = anchors or (Path(own) if own else None)
        found = 0
        for broken, said in acknowledged(breaks(now(), anchors=anchors)):
            if said is None:
                found += 1
                self.stderr.write(f"{broken.mark} {broken.what}。")
            else:
                self.stdout.write(
                    f"{broken.mark} {broken.what}。（{said.by}已于{said.at:%Y-%m-%d}确认：{said.reason}）"
                )
        if found:
            self.stderr.write(f"共 {found} 处不一致。")
            sys.exit(1)
        last = Seal.objects.order_by("-number").first()
        counted = f"共核验 {last.number} 次封存、{last.size} 片叶" if last else "没有封存"
        self.stdout.write(f"{counted}{'，已与外部存证核对' if anchors else ''}，全部一致。")
