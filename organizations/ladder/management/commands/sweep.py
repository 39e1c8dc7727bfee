"""`sweep [--on DATE] [--dry-run] [--json]`: reminders and escalation as of a day."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils.timezone import now

from organizations.ladder.sweep import Swept, sweep
from zhengzhou_ideology.audit.clocks import agreed
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.workcalendar.working_days import TermError, parsed_date
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "按日期催办和督办，可重复执行。"

    usage = "sweep [--on DATE] [--dry-run] [--json]"
    refusals = (TermError, Refused)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="基准日期，如 2026-10-08；不填为今天")
        parser.add_argument("--dry-run", action="store_true", help="只计算，不催办")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def run(self, *, on: str | None, dry_run: bool, **options: Any) -> None:
        at = now()
        day = parsed_date(on) if on else day_of(at)
        # What is sent cannot be taken back, and a day that is swept early gets nothing on its own.
        if not dry_run and day > day_of(agreed(at, purpose="催办")):
            self.refuse(f"{day:%Y-%m-%d}尚未到来，只能加 --dry-run 试算。")
        swept = sweep(day, now=at, dry_run=dry_run)
        if options["json"]:
            self.stdout.write(json.dumps(swept.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(readable(swept, dry_run=dry_run)))


def readable(swept: Swept, *, dry_run: bool) -> list[str]:
    counts = [f"  {key}：{count}件" for key, count in swept.rungs.items() if count]
    verb = "将发" if dry_run else "已发"
    return [f"{swept.on.isoformat()}：{verb}通知{swept.notices}份", *(counts or ["  没有需要催办的事项"])]
