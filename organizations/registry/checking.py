"""Each row of a list on its own: its values, or what is wrong with it, cell by cell."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from organizations.credit_code import kind_of
from organizations.enums import OrganizationStatus
from organizations.registry import cleaning
from organizations.registry.cleaning import Cell
from organizations.registry.reading import Listing
from organizations.registry.resources import Column, OrganizationResource
from organizations.registry.widgets import UnknownName

# As long as the name of an authority may be.
NAME_LENGTH = 80

Finding = dict[str, str]


@dataclass
class CheckedRow:
    """A row of the list with the values that it gives, what follows from them, and the findings against it.

    `unknown` holds the names of authorities that the register does not know, as the list writes them.
    """

    sheet: int
    number: int
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    implied: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)


def check_lists(
    listings: Iterable[Listing], resource: OrganizationResource, reach: Collection[int] | None
) -> Iterator[CheckedRow]:
    """Every row of the lists, which count as one, checked.

    `reach` holds the registration authorities that the importer answers for; None means all.
    """
    first_with: dict[str, tuple[Listing, int]] = {}
    for listing in listings:
        columns = [(key, column) for key, column in resource.columns.items() if key in listing.places]
        for number, row in listing.rows:
            cells = listing.cells(row)
            checked = CheckedRow(listing.number, number, row)
            _read_cells(checked, cells, columns, resource)
            for key, reason in _contradictions(checked.values, reach):
                checked.findings.append(finding(resource, key, cells.get(key, ""), reason))
            code = checked.values.get("uscc")
            if code and (earlier := first_with.setdefault(code, (listing, number))) != (listing, number):
                where = "" if earlier[0] is listing else f"工作表“{earlier[0].sheet}”"
                reason = f"与{where}第 {earlier[1]} 行的统一社会信用代码重复。"
                checked.findings.append(finding(resource, "uscc", cells["uscc"], reason))
            if checked.values.get("status") == OrganizationStatus.ACTIVE:
                checked.values["ended_on"] = None
            checked.implied = dict(_implications(checked.values, listing, resource))
            yield checked


def _read_cells(
    checked: CheckedRow, cells: dict[str, Cell], columns: list[tuple[str, Column]], resource: OrganizationResource
) -> None:
    for key, column in columns:
        try:
            value = column.widget.clean(cells[key])
        except UnknownName as error:
            name = cleaning.words(cells[key])[:NAME_LENGTH]
            checked.unknown.add(name)
            checked.findings.append({**finding(resource, key, cells[key], str(error)), "unknown": name})
            continue
        except ValueError as error:
            checked.findings.append(finding(resource, key, cells[key], str(error)))
            continue
        if value is not None or column.blank_means_none:
            checked.values[key] = value
        elif column.required:
            checked.findings.append(finding(resource, key, cells[key], f"{column.column_name}未填写。"))


def _implications(
    values: dict[str, Any], listing: Listing, resource: OrganizationResource
) -> Iterator[tuple[str, Any]]:
    """What the list need not say of a new organization: its kind stands in its code, its district is its bureau's."""
    if "kind" not in listing.places and "uscc" in values:
        yield "kind", kind_of(values["uscc"])
    if "district" not in listing.places and "registration_authority" in values:
        district = resource.columns["registration_authority"].widget.districts.get(values["registration_authority"])
        if district is not None:
            yield "district", district


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
