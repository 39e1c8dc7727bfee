"""Each row of a list on its own: its values, or what is wrong with it, cell by cell."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from organizations.credit_code import kind_of
from organizations.enums import OrganizationStatus
from organizations.registry import cleaning
from organizations.registry.cleaning import Cell
from organizations.registry.reading import Listing
from organizations.registry.resources import OrganizationResource

Finding = dict[str, str]


@dataclass
class CheckedRow:
    """A row of the list with the values that it gives and the findings against it."""

    number: int
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def check_rows(listing: Listing, resource: OrganizationResource, reach: Collection[int] | None) -> Iterator[CheckedRow]:
    """Every row, checked. `reach` holds the registration authorities that the importer answers for; None means all."""
    columns = [(key, column) for key, column in resource.columns.items() if key in listing.places]
    first_with: dict[str, int] = {}
    for number, row in listing.rows:
        cells = listing.cells(row)
        checked = CheckedRow(number, row)
        for key, column in columns:
            try:
                value = column.widget.clean(cells[key])
            except ValueError as error:
                checked.findings.append(finding(resource, key, cells[key], str(error)))
                continue
            if value is not None or column.blank_means_none:
                checked.values[key] = value
            elif column.required:
                checked.findings.append(finding(resource, key, cells[key], f"{column.column_name}未填写。"))
        for key, reason in _contradictions(checked.values, reach):
            checked.findings.append(finding(resource, key, cells.get(key, ""), reason))
        code = checked.values.get("uscc")
        if code and (earlier := first_with.setdefault(code, number)) != number:
            checked.findings.append(
                finding(resource, "uscc", cells["uscc"], f"与第 {earlier} 行的统一社会信用代码重复。")
            )
        if checked.values.get("status") == OrganizationStatus.ACTIVE:
            checked.values["ended_on"] = None
        yield checked


def finding(resource: OrganizationResource, key: str, cell: Cell, reason: str) -> Finding:
    return {"key": key, "column": resource.columns[key].column_name, "value": shown(cell), "reason": reason}


def shown(cell: Cell) -> str:
    """The cell as the reader of a report recognizes it."""
    try:
        return cell if isinstance(cell, str) else cleaning.plain(cell)
    except ValueError:
        return str(cell)


def _contradictions(values: dict[str, Any], reach: Collection[int] | None) -> Iterator[tuple[str, str]]:
    if "uscc" in values and "kind" in values and values["kind"] != kind_of(values["uscc"]):
        yield "kind", f"与统一社会信用代码不一致，代码前两位 {values['uscc'][:2]} 表示{kind_of(values['uscc']).label}。"
    if reach is not None and values.get("registration_authority") not in {None, *reach}:
        yield "registration_authority", "不在您所在机关的登记管理范围内。"
    ended, founded = values.get("ended_on"), values.get("founded_on")
    if ended and values.get("status") in {None, OrganizationStatus.ACTIVE}:
        yield "ended_on", "状态不是注销或撤销，不应填写注销（撤销）日期。"
    if ended and founded and ended < founded:
        yield "ended_on", "早于成立登记日期。"
