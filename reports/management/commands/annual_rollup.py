"""`annual_rollup YEAR --authority CODE --out FILE.pdf`: the sums of an authority's year, in the layout of official papers."""

from argparse import ArgumentParser
from pathlib import Path

from django.utils import timezone
from django.utils.timezone import localdate

from compliance.status import check_year
from organizations.models import Authority
from reports.batches import CHUNK, organizations_of
from reports.issuing import issue
from reports.rollup import issue_rollup
from reports.rollup_paper import rollup_copy
from zhengzhou_ideology.commands import RefusingCommand, write_whole
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "汇总一个机关单位全部社会组织的年度合规情况（PDF）。尚未出具的报告先行出具。"
    usage = "annual_rollup YEAR --authority CODE --out FILE.pdf [--signatory NAME]"
    work_on_files = "写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")
        parser.add_argument("--authority", required=True, metavar="CODE", help="机关单位代码")
        parser.add_argument("--out", required=True, metavar="FILE.pdf", help="输出文件")
        parser.add_argument("--signatory", default="", metavar="NAME", help="签发人")

    def run(self, *, year: int, authority: str, out: str, signatory: str, **options: object) -> None:
        check_year(year, localdate())
        body = Authority.objects.filter(code=authority.strip()).first()
        if body is None:
            raise Refused(f"没有代码为“{authority}”的机关单位。")
        path = Path(out)
        if not path.parent.is_dir() or path.is_dir():
            raise Refused(f"无法写入“{out}”：目录不存在，或者这是一个目录。")
        keys = list(organizations_of(body, year).values_list("pk", flat=True))
        if not keys:
            raise Refused(f"“{body}”在 {year} 年度没有社会组织。")
        for first in range(0, len(keys), CHUNK):
            issue(keys[first : first + CHUNK], year, now=timezone.now())
        rollup = issue_rollup(body, year, now=timezone.now(), signatory=signatory)
        write_whole(path, rollup_copy(rollup, timezone.now()))
        self.stdout.write(f"{rollup}（第 {rollup.version} 版，核验码 {rollup.printed_code}）已写入 {out}。")
