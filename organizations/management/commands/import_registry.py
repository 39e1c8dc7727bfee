"""Read a registry list into the register, on the command line."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import localdate

from organizations.enums import Verdict
from organizations.models import ImportBatch
from organizations.registry import importing
from organizations.registry.marking import write_marked


class Command(BaseCommand):
    help = "导入社会组织名录（xlsx、xls 或 csv）"
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse_arguments  # type: ignore[method-assign] # argparse would print its usage, in English, over several lines
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="名录文件")
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="把标出错误单元格的工作簿写到这里")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self.run(Path(options["file"]), dry_run=options["dry_run"], errors=options["errors"])
        except ValidationError as error:
            self.refuse("".join(error.messages))
        except OSError as error:
            self.refuse(f"无法读写文件“{error.filename}”：{reason_of(error)}。")
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else readable(report))

    def run(self, path: Path, *, dry_run: bool, errors: str | None) -> dict[str, Any]:
        content = path.read_bytes()
        with transaction.atomic(), pghistory.context(command="import_registry", file=path.name):
            batch = importing.preview(content, path.name, today=localdate())
            if not dry_run:
                importing.confirm(batch, today=localdate())
            if errors:
                with Path(errors).open("wb") as out:
                    write_marked(batch, out)
            report = {**batch.counts, "errors": findings(batch)}
            transaction.set_rollback(dry_run)
        return report

    def refuse_arguments(self, message: str) -> NoReturn:
        self.refuse("参数有误，用法：import_registry FILE [--dry-run] [--errors OUT.xlsx] [--json]。")

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)


def reason_of(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件或目录不存在"
    if isinstance(error, IsADirectoryError):
        return "这是一个目录"
    return "没有权限" if isinstance(error, PermissionError) else str(error.strerror)


def findings(batch: ImportBatch) -> list[dict[str, Any]]:
    rows = batch.rows.filter(verdict=Verdict.ERROR).order_by("row").values_list("row", "errors")
    return [
        {"row": number, "column": error["column"], "value": error["value"], "reason": error["reason"]}
        for number, errors in rows
        for error in errors
    ]


def readable(report: dict[str, Any]) -> str:
    counts = "，".join(f"{verdict.label} {report[verdict.value]}" for verdict in Verdict)
    lines = [f"第 {one['row']} 行　{one['column']}　“{one['value']}”　{one['reason']}" for one in report["errors"]]
    return "\n".join([counts, *lines])
