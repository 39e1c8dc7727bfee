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
from organizations.registry.headers import UNUSED
from organizations.registry.marking import write_marked
from organizations.registry.previewing import columns_read
from organizations.registry.resources import OrganizationResource
from zhengzhou_ideology.commands import RefusingCommand

ASK_ON_THE_PAGE = "可在“名录导入”页面上传这份名录，一次答复它是新设机关单位还是某单位的别名，再行导入。"


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
            report = {**batch.counts, "errors": findings(batch), "columns": columns(batch), "unread": batch.unread}
            report["without_competent"] = batch.rows.new_without_competent().count()
            transaction.set_rollback(dry_run)
        return report


def findings(batch: ImportBatch) -> list[dict[str, Any]]:
    """One for each bad cell; the name of the sheet stands with it where the workbook has several lists."""
    names = {stored["number"]: stored["sheet"] for stored in batch.lists} if len(batch.lists) > 1 else {}
    rows = batch.rows.filter(verdict=Verdict.ERROR).order_by("sheet", "row").values_list("sheet", "row", "errors")
    return [
        {
            **({"sheet": names[sheet]} if names else {}),
            "row": number,
            "column": error["column"],
            "value": error["value"],
            "reason": error["reason"] + (ASK_ON_THE_PAGE if "unknown" in error else ""),
        }
        for sheet, number, errors in rows
        for error in errors
    ]


def columns(batch: ImportBatch) -> list[dict[str, str]]:
    """What each column was read as; empty where it was not read."""
    return [
        {"sheet": sheet.name, "column": column.letter, "title": column.title, "read_as": column.read_as}
        for sheet in columns_read(batch, OrganizationResource())
        for column in sheet.columns
    ]


def readable(report: dict[str, Any]) -> str:
    counts = "，".join(f"{verdict.label} {report[verdict.value]}" for verdict in Verdict if verdict.value in report)
    errors = [
        f"{one.get('sheet', '')}第 {one['row']} 行　{one['column']}　“{one['value']}”　{one['reason']}"
        for one in report["errors"]
    ]
    return "\n".join([counts, *errors, *remarks(report)])


def remarks(report: dict[str, Any]) -> list[str]:
    """What a reader of the figures might miss: columns and sheets that were not read, and what that means."""
    unread = [one for one in report["columns"] if not one["read_as"] and one["title"] not in UNUSED]
    left = [f"{one['sheet']} {one['column']} 列“{one['title']}”" for one in unread]
    said = [f"未读的列：{'、'.join(left)}。"] if left else []
    said += [f"未读的工作表：“{name}”（{why}）。" for name, why in report["unread"]]
    if count := report["without_competent"]:
        said.append(f"名录没有业务主管单位一列：{count} 家新增的社会组织按直接登记处理。")
    return said
