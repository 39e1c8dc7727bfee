"""`archive_package USCC YEAR --out DIR`: what the archive keeps of an organization's year."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from organizations.models import Organization
from reports.archive_package.writing import folder_name, write_package
from reports.issuing import issue_one
from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    help = "生成一个社会组织一个年度的归档包：文书、附件、元数据和校验值。"
    usage = "archive_package USCC YEAR --out DIR"
    work_on_files = "写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uscc", metavar="USCC", help="统一社会信用代码")
        parser.add_argument("year", type=int, metavar="YEAR", help="年度")
        parser.add_argument("--out", required=True, metavar="DIR", help="输出目录")

    def run(self, *, uscc: str, year: int, out: str, **options: object) -> None:
        organization = Organization.objects.filter(uscc=uscc.strip().upper()).first()
        if organization is None:
            raise Refused(f"没有统一社会信用代码为“{uscc}”的社会组织。")
        parent = Path(out)
        if parent.exists() and not parent.is_dir():
            raise Refused(f"无法写入“{out}”：已有同名文件。")
        statement = issue_one(organization, year, now=timezone.now())
        folder = parent / folder_name(statement)
        if folder.exists():
            raise Refused(f"无法写入“{folder}”：已有同名目录，请先移走。")
        parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=parent, prefix=".") as part:
            made = Path(part) / folder.name
            made.mkdir()
            files = write_package(statement, made, now=timezone.now())
            made.rename(folder)
        lacking = sum(bool(stored.note) for stored in files)
        self.stdout.write(
            f"归档包已写入 {folder}，共 {len(files)} 个文件"
            + (f"，其中 {lacking} 个有误，见元数据。" if lacking else "。")
        )
