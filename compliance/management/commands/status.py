"""`status USCC YEAR [--json]`: where each obligation of an organization's year stands."""

import json
from argparse import ArgumentParser

from django.utils.timezone import localdate

from compliance.status import DutyLine, check_year, lines_of
from organizations.models import Organization
from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "列出一个社会组织某年度各项履职的状态、期限和证明材料。"
    usage = "status USCC YEAR [--json]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uscc", metavar="USCC", help="统一社会信用代码")
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def run(self, *, uscc: str, year: int, json: bool, **options: object) -> None:
        today = localdate()
        organization = Organization.objects.filter(uscc=uscc.strip().upper()).first()
        if organization is None:
            raise Refused(f"没有统一社会信用代码为“{uscc}”的社会组织。")
        check_year(year, today)
        lines = lines_of(organization, year, today)
        self.stdout.write(as_json(lines) if json else "\n".join([f"{organization} {year}年度", *map(readable, lines)]))


def as_json(lines: list[DutyLine]) -> str:
    return json.dumps({"lines": [line.as_json() for line in lines]}, ensure_ascii=False)


def readable(line: DutyLine) -> str:
    due = f"截止{dated(line.due_on, provisional=line.provisional)}" if line.due_on else ""
    proof = line.evidence.text if line.evidence else line.note
    return "　".join(part for part in (line.title, line.label, due, proof) if part)
