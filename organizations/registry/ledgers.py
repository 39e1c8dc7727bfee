"""The ledgers (台账) of registry lists: imports, their rows, unknown names; and the register as a file that is read in again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from organizations.enums import ImportState, Verdict
from organizations.models import AuthorityProposal, ImportBatch, ImportRow, Organization, User
from organizations.registry import export
from organizations.registry.previewing import Line, readable
from organizations.registry.resources import OrganizationResource
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import CellKind, LedgerColumn, code, labelled, moment, number, text
from zhengzhou_ideology.ledgers.ledger import CHUNK, NO_FILTERS, Ledger, PartLedger
from zhengzhou_ideology.ledgers.workbook import Book

IMPORT, EXPORT = "organizations.import_registry", "organizations.export_registry"

# By which the widgets of the import know authorities and districts, and write them.
WORDS = tuple(
    f"organizations_{table}"
    for table in ("organization", "formername", "authority", "authorityname", "authorityalias", "district")
)


def counted(verdict: Verdict) -> LedgerColumn:
    return number(verdict.value, f"{verdict.label}行数", "counts", say=lambda counts: counts.get(verdict.value, 0))


class ImportLedger(Ledger):
    key, title, page = "registry_imports", "名录导入台账", "organizations:import_list"
    filters = NO_FILTERS
    perm = IMPORT
    order = ("-pk",)
    columns = (
        text("file_name", "文件", "file_name", 34),
        labelled("state", "状态", "state", ImportState.choices),
        *(counted(verdict) for verdict in Verdict),
        moment("uploaded_at", "上传时间", "uploaded_at"),
        text("uploaded_by", "上传人", "uploaded_by__name", 12, say=lambda name: name or "命令行"),
        text("authority", "导入单位", "authority__name", 24),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return ImportBatch.objects.visible_to(user)


class ImportRowLedger(PartLedger):
    """The rows of one import, as its page shows them."""

    key, title, page = "registry_rows", "名录导入明细", "organizations:import_list"
    of_persons = True
    filters = "organizations.forms.imports.RowLedgerForm"
    perm = IMPORT
    order = ("sheet", "row", "pk")
    columns = (
        text("sheet", "工作表", "sheet", 16),
        LedgerColumn("row", "行号", "row", CellKind.INTEGER, 8),
        labelled("verdict", "结论", "verdict", Verdict.choices),
        text("organization", "社会组织", "name", 34),
        code("uscc", "统一社会信用代码", "uscc"),
        text("content", "内容", "pk", 60),
        text("undone", "撤回", "undone", 10),
    )

    def wholes(self, user: User) -> QuerySet:
        return ImportBatch.objects.visible_to(user).exclude(state=ImportState.DISCARDED)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(ImportRow.objects.filter(batch__in=ImportBatch.objects.visible_to(user).values("pk")))

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        batch, resource = form.cleaned_data["of"], OrganizationResource()
        found = self.found(user, form, now).order_by(*self.order).select_related("organization")
        for row in found.defer("organization__name_bigrams", "cells").iterator(chunk_size=CHUNK):
            one = readable([row], resource, batch)[0]
            cells = {
                "sheet": one.sheet,
                "row": row.row,
                "verdict": Verdict(row.verdict).label,
                "organization": row.name or (row.organization.name if row.organization else ""),
                "uscc": row.uscc,
                "content": "；".join(map(said, one.lines)),
                "undone": "已撤回" if row.undone else "",
            }
            yield [cells[column.key] for column in columns]

    def tables(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        return super().tables(user, form, columns, now) | set(WORDS)


def said(line: Line) -> str:
    if line.reason:
        return f"{line.column}“{line.value}”：{line.reason}"
    if line.before is not None:
        return f"{line.column}：{line.before or '空'}→{line.value or '空'}"
    return f"{line.column}：{line.value}"


class UnknownNameLedger(Ledger):
    """Names of authorities that wait for an answer."""

    key, title, page = "authority_proposals", "名录未知单位台账", "organizations:authority_proposals"
    filters = NO_FILTERS
    perm = "organizations.list_authorityproposals"
    order = ("name", "pk")
    columns = (
        text("name", "名录中的名称", "name", 30),
        text("file_name", "名录", "batch__file_name", 34),
        number("rows", "涉及行数", "rows", summed=True),
        text("suggestion", "建议", "suggestion", 40, say=lambda suggestion: suggestion.get("said", "")),
        text("suggested_by", "建议人", "suggested_by__name", 12),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return AuthorityProposal.objects.visible_to(user).open()


class RegisterLedger(Ledger):
    """One row for each organization in the columns that the import reads, all of them, and nothing above the header."""

    key, title, page = "registry_xlsx", "社会组织名录（导入格式xlsx）", "organizations:organization_list"
    of_persons = True
    filters = "organizations.forms.register.OrganizationFilterForm"
    perm = EXPORT
    order = ("uscc", "pk")
    choosable = False
    also_reads = WORDS
    columns = tuple(
        text(key, OrganizationResource.fields[key].column_name, "pk", 20) for key in OrganizationResource._meta.fields
    )

    def heading(self, form: Any) -> str:
        return "社会组织名录"

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Organization.objects.within_reach(user), day_of(now))

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        resource = OrganizationResource()
        for organization in self._values(user, form, columns, now).iterator(chunk_size=CHUNK):
            yield [column.export(organization) for column in resource.columns.values()]

    def _values(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> QuerySet:
        found: Any = self.found(user, form, now)
        return export.with_holders(found, day_of(now)).order_by(*self.order)

    def fill(self, book: Book, out: Path) -> None:
        export.write_xlsx([column.title for column in book.columns], book.rows, out)


class RegisterCsvLedger(RegisterLedger):
    key, title = "registry_csv", "社会组织名录（导入格式csv）"
    ending = "csv"

    def fill(self, book: Book, out: Path) -> None:
        export.write_csv([column.title for column in book.columns], book.rows, out)
