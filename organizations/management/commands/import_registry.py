"""Read a registry list into the register, on the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.db import transaction
from django.utils.timezone import localdate, now

from organizations.enums import Verdict
from organizations.models import ImportBatch
from organizations.registry import importing
from organizations.registry.marking import write_marked
from zhengzhou_ideology.commands import RefusingCommand


class Command(RefusingCommand):
    help = "导入社会组织名录（xlsx、xls 或 csv）"
    requires_system_checks = []

    usage = "import_registry FILE [--dry-run] [--errors OUT.xlsx] [--json]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="名录文件")
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="把标出错误单元格的工作簿写到这里")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def run(self, **options: Any) -> None:
        report = self.read(Path(options["file"]), dry_run=options["dry_run"], errors=options["errors"])
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else readable(report))

    def read(self, path: Path, *, dry_run: bool, errors: str | None) -> dict[str, Any]:
        content = path.read_bytes()
        with transaction.atomic(), pghistory.context(command="import_registry", file=path.name):
            batch = importing.preview(content, path.name, today=localdate())
            if not dry_run:
                importing.confirm(batch, now=now())
            if errors:
                with Path(errors).open("wb") as out:
                    write_marked(batch, out)
            report = {**batch.counts, "errors": findings(batch)}
            transaction.set_rollback(dry_run)
        return report


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
