"""Lists taken away through the export centre and opened again, as a reader would."""

from io import BytesIO
from typing import Any

from django.urls import reverse
from python_calamine import CalamineWorkbook

from reports.exports.models import Export
from reports.exports.tasks import continue_exports
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.ledgers.workbook import DATA, SUMMARY


def export_of(cast: Any, reader: str, key: str, query: dict[str, str], columns: list[str] | None = None) -> Export:
    """Asked for on its page, made by the task."""
    address = reverse("exports:new", args=[key], query=query)
    answer = cast.client(reader).post(address, {"columns": columns or [one.key for one in ledgers()[key].columns]})
    assert (answer.status_code, answer.url) == (302, "/exports/"), answer.content.decode()
    continue_exports()
    made: Export = Export.objects.latest("pk")
    assert (made.state, made.error) == ("done", "")
    return made


def sheet_of(export: Export, name: str = DATA) -> Any:
    import openpyxl

    with export.file.open("rb") as stored:
        return openpyxl.load_workbook(BytesIO(stored.read()))[name]


def rows_of(export: Export) -> list[dict[str, Any]]:
    rows = sheet_of(export).iter_rows(min_row=4, values_only=True)
    titles = next(rows)
    return [dict(zip(titles, row, strict=True)) for row in rows if row[0] is not None]


def summed(export: Export) -> dict[tuple[str, str], int]:
    return {(row[0], row[1]): row[2] for row in sheet_of(export, SUMMARY).iter_rows(min_row=2, values_only=True)}


def exported(cast: Any, reader: str, key: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of a ledger by the titles of its columns."""
    return rows_of(export_of(cast, reader, key, {name: str(value) for name, value in query.items()}))


def cells_of(export: Export) -> list[dict[str, Any]]:
    """The same as `rows_of`, read by the quicker library: for ledgers of many rows. An empty cell is an empty text."""
    with export.file.open("rb") as stored:
        sheet = CalamineWorkbook.from_filelike(BytesIO(stored.read())).get_sheet_by_name(DATA)
    _, _, _, titles, *rows = sheet.to_python()
    return [dict(zip(titles, row, strict=True)) for row in rows]
