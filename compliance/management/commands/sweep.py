"""`sweep [--on DATE] [--dry-run] [--json]`: reminders and escalation as of a day."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate

from compliance.reminders import Swept, sweep
from zhengzhou_ideology.workcalendar.management.commands.explain_due import parsed_date
from zhengzhou_ideology.workcalendar.working_days import TermError


class Command(BaseCommand):
    help = "按日期催办和督办，可重复执行。"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse_arguments  # type: ignore[method-assign] # argparse would print its usage, in English
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="基准日期，如 2026-10-08；不填为今天")
        parser.add_argument("--dry-run", action="store_true", help="只计算，不催办")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *, on: str | None, dry_run: bool, **options: Any) -> None:
        try:
            swept = sweep(parsed_date(on) if on else localdate(), dry_run=dry_run)
        except TermError as error:
            self.refuse(str(error))
        if options["json"]:
            self.stdout.write(json.dumps(swept.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(readable(swept, dry_run=dry_run)))

    def refuse_arguments(self, message: str) -> NoReturn:
        self.refuse("参数有误，用法：sweep [--on DATE] [--dry-run] [--json]。")

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)


def readable(swept: Swept, *, dry_run: bool) -> list[str]:
    counts = [f"  {key}：{count}件" for key, count in swept.rungs.items() if count]
    verb = "将发" if dry_run else "已发"
    return [f"{swept.on.isoformat()}：{verb}通知{swept.notices}份", *(counts or ["  没有需要催办的事项"])]
