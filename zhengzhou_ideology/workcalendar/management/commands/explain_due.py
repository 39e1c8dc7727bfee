"""How a due day comes about, on the command line."""

import json
import re
from argparse import ArgumentParser
from typing import Any

from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TERM_LABELS, Due, TermRule
from zhengzhou_ideology.workcalendar.working_days import WEEKDAYS, TermError, parsed_date


class Command(RefusingCommand):
    help = "说明一个期限是怎样推算出来的"
    requires_system_checks = []

    usage = "explain_due RULE DATE [--days N] [--event DATE] [--json]"
    refusals = (TermError,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", metavar="RULE", help="、".join(TermRule))
        parser.add_argument("date", metavar="DATE", help="起算的日期，如 2026-09-30")
        parser.add_argument("--days", help="工作日天数，只用于 working_days")
        parser.add_argument("--event", help="活动首日，只用于 event_decision")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def run(self, **options: Any) -> None:
        due = load_deadlines().due(
            options["rule"],
            parsed_date(options["date"]),
            days=None if options["days"] is None else parsed_days(options["days"]),
            event=None if options["event"] is None else parsed_date(options["event"]),
        )
        if options["json"]:
            self.stdout.write(json.dumps(due.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(readable(options["rule"], due)))


def parsed_days(text: str | int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(text)):
        raise TermError(f"“{text}”不是有效的天数，应为正整数。")
    return int(text)


def readable(rule: str, due: Due) -> list[str]:
    label, _ = TERM_LABELS[TermRule(rule)]
    weekday = WEEKDAYS[due.due_on.weekday()]
    provisional = "（暂定）" if due.provisional else ""
    lines = [f"{label}：{due.due_on.isoformat()}，周{weekday}{provisional}", "推算过程："]
    return lines + [f"  {step.date.isoformat()} {'计入' if step.counts else '　　'} {step.why}" for step in due.steps]
