"""How a due day comes about, on the command line."""

import json
import re
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TERM_LABELS, Due, TermRule
from zhengzhou_ideology.workcalendar.working_days import WEEKDAYS, TermError


class Command(BaseCommand):
    help = "说明一个期限是怎样推算出来的"
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse_arguments  # type: ignore[method-assign] # argparse would print its usage, in English, over several lines
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", metavar="RULE", help="、".join(TermRule))
        parser.add_argument("date", metavar="DATE", help="起算的日期，如 2026-09-30")
        parser.add_argument("--days", help="工作日天数，只用于 working_days")
        parser.add_argument("--event", help="活动首日，只用于 event_decision")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            due = load_deadlines().due(
                options["rule"],
                parsed_date(options["date"]),
                days=None if options["days"] is None else parsed_days(options["days"]),
                event=None if options["event"] is None else parsed_date(options["event"]),
            )
        except TermError as error:
            self.refuse(str(error))
        if options["json"]:
            self.stdout.write(json.dumps(due.as_json(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(readable(options["rule"], due)))

    def refuse_arguments(self, message: str) -> NoReturn:
        self.refuse("参数有误，用法：explain_due RULE DATE [--days N] [--event DATE] [--json]。")

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)


def parsed_date(text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise TermError(f"“{text}”不是有效的日期，应写作2026-09-30的形式。") from error


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
