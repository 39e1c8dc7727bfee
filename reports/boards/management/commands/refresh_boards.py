"""`refresh_boards [--full]`: bring the tallies of the boards up to date."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import now

from reports.boards.refreshing import refresh
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "更新统计看板；--full 全部重新统计。"
    usage = "refresh_boards [--full]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true")

    def run(self, *, full: bool, **options: Any) -> None:
        done = refresh(now(), full=full)
        self.stdout.write(f"{'全部重新统计' if done.full else f'更新 {done.slices} 组'}，变动 {done.cells} 格。")
