"""Workbooks to be filled in: facts and frame locked, the cells of the form open, closed lists as drop-downs.

What the reading goes by stands in a hidden column or row: the names of the fields, the paper, and its version, so that
what somebody saved meanwhile is not written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import xlsxwriter
from django import forms

from compliance.workbooks.cells import labels_of, written
from zhengzhou_ideology.wording import dated

if TYPE_CHECKING:
    from django.forms import BoundField

    from compliance.models.owed import OwedPaper
    from zhengzhou_ideology.drafting.views import DraftForm

SHEET, MANY = "填报", "代填"
PAPER, VERSION, FACT = "paper", "version", "fact"
# The columns before the fields of a workbook of many papers: both keys are hidden.
BEFORE = (PAPER, VERSION, FACT, FACT)
FORMULA = ("=", "+", "-", "@")
# What Excel takes for a drop-down without a range of its own.
LONGEST_LIST = 255
FIRST_DAY, LAST_DAY = date(2019, 1, 1), date(2100, 12, 31)
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Looks(NamedTuple):
    head: Any
    fixed: Any
    open: Any
    quoted: Any
    day: Any


def write_one(paper: OwedPaper, draft: DraftForm, out: IO[bytes]) -> None:
    """One paper, a row for each field."""
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks, sheet = _looks(book), book.add_worksheet(SHEET)
        _frame(sheet)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, 3, 44)
        sheet.write_row(0, 0, ["", paper.title, "在白色单元格中填写", "说明"], looks.head)
        rows = [*_facts(paper, draft)]
        for number, cells in enumerate(rows, start=1):
            sheet.write_row(number, 0, cells, looks.fixed)
        for number, (name, bound) in enumerate(draft.fields().items(), start=len(rows) + 1):
            sheet.write_string(number, 0, name, looks.fixed)
            sheet.write_string(number, 1, draft.label_of(name), looks.fixed)
            sheet.write_string(number, 3, _explained(bound), looks.fixed)
            if isinstance(bound.field.widget, forms.Textarea):
                sheet.set_row(number, 80)
            _write_open(sheet, number, 2, bound, looks)


def write_many(papers: Iterable[tuple[OwedPaper, DraftForm]], out: IO[bytes]) -> None:
    """Papers of one kind, a row for each and a column for each field."""
    rows = list(papers)
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks, sheet = _looks(book), book.add_worksheet(MANY)
        _frame(sheet)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 1, None, None, {"hidden": True})
        sheet.set_column(2, 3, 24)
        sheet.freeze_panes(2, 4)
        named = rows[0][1].fields() if rows else {}
        sheet.set_column(4, 3 + max(1, len(named)), 24)
        titles = [rows[0][1].label_of(name) for name in named]
        sheet.write_row(0, 0, [*BEFORE, *named], looks.fixed)
        sheet.write_row(1, 0, ["编号", "版本", "统一社会信用代码", "社会组织", *titles], looks.head)
        for number, (paper, draft) in enumerate(rows, start=2):
            organization = paper.organization
            fixed = [reference(paper), str(draft.version), organization.uscc, organization.name]
            sheet.write_row(number, 0, fixed, looks.fixed)
            for place, bound in enumerate(draft.fields().values(), start=len(BEFORE)):
                _write_open(sheet, number, place, bound, looks)


def reference(paper: OwedPaper) -> str:
    """Which paper a workbook is about: its kind and key."""
    return f"{paper.field}-{paper.pk}"


def _facts(paper: OwedPaper, draft: DraftForm) -> Sequence[Sequence[str]]:
    organization = paper.organization
    return (
        (PAPER, "材料编号", reference(paper), "请勿修改"),
        (VERSION, "下载时的版本", str(draft.version), "请勿修改"),
        (FACT, "社会组织", organization.name, ""),
        (FACT, "统一社会信用代码", organization.uscc, ""),
        (FACT, "登记管理机关", str(paper.registration_authority), ""),
        (FACT, "截止日期", dated(paper.due_on, provisional=paper.due_provisional), "附件请在网页上传"),
    )


def _looks(book: Any) -> Looks:
    grey = {"bg_color": "#EEF2F7", "border": 1, "text_wrap": True, "valign": "top"}
    white = {"locked": False, "border": 1, "text_wrap": True, "valign": "top"}
    return Looks(
        head=book.add_format({**grey, "bold": True}),
        fixed=book.add_format(grey),
        open=book.add_format(white),
        quoted=book.add_format({**white, "quote_prefix": True}),
        day=book.add_format({**white, "num_format": "yyyy-mm-dd", "align": "left"}),
    )


def _frame(sheet: Any) -> None:
    """Protected against slips, not against people: without a password."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_open(sheet: Any, row: int, place: int, bound: BoundField, looks: Looks) -> None:
    value = written(bound)
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, looks.day)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, looks.open)
    elif value:
        sheet.write_string(row, place, value, looks.quoted if value.startswith(FORMULA) else looks.open)
    else:
        sheet.write_blank(row, place, None, looks.day if isinstance(bound.field, forms.DateField) else looks.open)
    if rule := _rule(bound.field):
        sheet.data_validation(row, place, row, place, rule)


def _rule(field: forms.Field) -> dict[str, Any] | None:
    """What Excel itself lets in; the form judges again."""
    labels = labels_of(field)
    if labels and len(",".join(labels)) <= LONGEST_LIST:
        return {"validate": "list", "source": labels, "error_title": "请从列表中选择"}
    if isinstance(field, forms.DateField):
        between = {"criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return {"validate": "date", **between, "error_title": "请填写日期", "error_message": "写作2026-08-20的形式。"}
    if isinstance(field, forms.IntegerField):
        return {"validate": "integer", "criteria": ">=", "value": 0, "error_title": "请填写整数"}
    most = getattr(field, "max_length", None)
    if most:
        return {"validate": "length", "criteria": "<=", "value": most, "error_title": f"不超过{most}个字"}
    return None


def _explained(bound: BoundField) -> str:
    """What the page says below the field, and how a day is written."""
    form = "写作2026-08-20的形式。" if isinstance(bound.field, forms.DateField) else ""
    return f"{bound.help_text}{form}"
