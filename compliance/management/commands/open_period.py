"""`open_period YEAR QUARTER`: open a quarter; again without harm."""

from argparse import ArgumentParser
from typing import Any

from django.utils.timezone import localdate

from compliance.periods import open_period
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    usage = "open_period YEAR QUARTER"
    help = "开启一个季度的报告，可重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR")
        parser.add_argument("quarter", type=int, metavar="QUARTER")

    def run(self, *, year: int, quarter: int, **options: Any) -> None:
        period, new = open_period(year, quarter, today=localdate())
        self.stdout.write(
            f"{period}：新建报告 {new} 份，截止日期 {period.due_on}{'（暂定）' if period.due_provisional else ''}。"
        )
