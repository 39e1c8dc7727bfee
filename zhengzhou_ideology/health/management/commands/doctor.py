"""`manage.py doctor`: what is well, what is not, and what to do about it."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from zhengzhou_ideology.health import rounds
from zhengzhou_ideology.health.findings import State


class Command(BaseCommand):
    help = "逐项检查运行状况并给出修复办法；没有故障时退出码为 0，否则为 1。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        found = rounds.look(now(), rounds.DEEP)
        if options["json"]:
            rows = [{"name": one.name, "state": one.state, "said": one.said, "repair": one.repair} for one in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(f"[{one.state.label}] {one.title}：{one.said}")
                if one.repair:
                    self.stdout.write(f"       办法：{one.repair}")
        if any(one.state in {State.FAULT, State.UNKNOWN} for one in found):
            sys.exit(1)
