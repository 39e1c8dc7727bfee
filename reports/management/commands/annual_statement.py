"""`annual_statement USCC YEAR --out FILE.pdf`: one organization's annual statement."""

from argparse import ArgumentParser
from pathlib import Path

from django.utils import timezone

from organizations.models import Organization
from reports.issuing import issue_one
from reports.statement_paper import statement_copy
from zhengzhou_ideology.commands import RefusingCommand, write_whole
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "出具一个社会组织的年度合规报告（PDF）。"
    usage = "annual_statement USCC YEAR --out FILE.pdf"
    work_on_files = "写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uscc", metavar="USCC", help="统一社会信用代码")
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")
        parser.add_argument("--out", required=True, metavar="FILE.pdf", help="输出文件")

    def run(self, *, uscc: str, year: int, out: str, **options: object) -> None:
        path = Path(out)
        if not path.parent.is_dir() or path.is_dir():
            raise Refused(f"无法写入“{out}”：目录不存在，或者这是一个目录。")
        organization = Organization.objects.filter(uscc=uscc.strip().upper()).first()
        if organization is None:
            raise Refused(f"没有统一社会信用代码为“{uscc}”的社会组织。")
        statement = issue_one(organization, year, now=timezone.now())
        write_whole(path, statement_copy(statement, timezone.now()))
        self.stdout.write(f"{statement}（第 {statement.version} 版，核验码 {statement.printed_code}）已写入 {out}。")
