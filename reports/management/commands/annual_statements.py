"""`annual_statements YEAR --authority CODE --out DIR`: the statements of all organizations of an authority."""

from argparse import ArgumentParser
from pathlib import Path

from django.utils import timezone
from django.utils.timezone import localdate

from compliance.status import check_year
from organizations.models import Authority
from reports.archive import INDEX, index_line, index_xlsx, path_of
from reports.batches import CHUNK, organizations_of
from reports.issuing import issue
from reports.statement_paper import statement_copy
from zhengzhou_ideology.commands import RefusingCommand, write_whole
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "出具一个机关单位全部社会组织的年度合规报告（PDF），并附目录。"
    usage = "annual_statements YEAR --authority CODE --out DIR"
    work_on_files = "写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")
        parser.add_argument("--authority", required=True, metavar="CODE", help="机关单位代码")
        parser.add_argument("--out", required=True, metavar="DIR", help="输出目录")

    def run(self, *, year: int, authority: str, out: str, **options: object) -> None:
        check_year(year, localdate())
        body = Authority.objects.filter(code=authority.strip()).first()
        if body is None:
            raise Refused(f"没有代码为“{authority}”的机关单位。")
        keys = list(organizations_of(body, year).values_list("pk", flat=True))
        if not keys:
            raise Refused(f"“{body}”在 {year} 年度没有社会组织。")
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for first in range(0, len(keys), CHUNK):
            for statement in issue(keys[first : first + CHUNK], year, now=timezone.now()):
                path = folder / path_of(statement)
                path.parent.mkdir(exist_ok=True)
                write_whole(path, statement_copy(statement, timezone.now()))
                lines.append(index_line(statement))
            self.stdout.write(f"已生成 {len(lines)}／{len(keys)} 份。")
        write_whole(
            folder / INDEX, index_xlsx(lines, title=f"{year}年度合规报告目录", about=str(body), now=timezone.now())
        )
        self.stdout.write(f"{body} {year} 年度合规报告共 {len(lines)} 份，目录见 {folder / INDEX}。")
