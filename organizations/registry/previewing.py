"""An import's rows as a person reads them: what is new, what changes from what to what, what is wrong where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from organizations.enums import Verdict
from organizations.models import ImportRow
from organizations.registry.resources import OrganizationResource


@dataclass(frozen=True)
class Line:
    """One fact of a row; `before` is None where there is nothing to compare with."""

    column: str
    value: str
    before: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class ReadableRow:
    row: ImportRow
    lines: list[Line]


def readable(rows: Iterable[ImportRow], resource: OrganizationResource) -> list[ReadableRow]:
    return [ReadableRow(row, _lines(row, resource)) for row in rows]


def _lines(row: ImportRow, resource: OrganizationResource) -> list[Line]:
    if row.verdict == Verdict.ERROR:
        return [Line(error["column"], error["value"], reason=error["reason"]) for error in row.errors]
    if row.verdict == Verdict.UNCHANGED:
        return []
    said: dict[str, Any] = row.values
    keys = [key for key in resource.columns if key in (said if row.verdict == Verdict.NEW else row.before)]
    return [
        Line(
            resource.columns[key].column_name,
            resource.written(key, said[key]),
            before=resource.written(key, row.before[key]) if key in row.before else None,
        )
        for key in keys
        if key not in {"name", "uscc"} or key in row.before
    ]
