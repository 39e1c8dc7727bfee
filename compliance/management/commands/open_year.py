"""`open_year YEAR`: write the duties of a year; again without harm."""

from argparse import ArgumentParser
from typing import Any

from django.utils.timezone import localdate

from compliance.duty_years import open_year
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    usage = "open_year YEAR"
    help = "生成一个年度的年度事项，可重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR")

    def run(self, *, year: int, **options: Any) -> None:
        new = open_year(year, today=localdate())
        self.stdout.write(f"{year}年度：新建年度事项 {new} 项。")
