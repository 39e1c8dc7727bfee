"""Read one workbook in a process of its own, whose memory and time are capped: what the file claims to hold cannot hurt the portal.

Run as a script: the workbook on standard input; on standard output, for each sheet, one JSON line with its name, one per thousand
rows, and one with its merged cells as `[top, left, bottom, right]`, counted from 0.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any

import python_calamine

MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS = 20
MAX_ROWS = 100_100
MAX_COLUMNS = 200
MAX_MERGED = 20_000
UNREADABLE = 3
TOGETHER = 1000  # rows in a line: writing and parsing each by itself took as long as reading the workbook


def stored(cell: Any) -> Any:
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def trimmed(row: list[Any]) -> list[Any]:
    cells = [stored(cell) for cell in row[:MAX_COLUMNS]]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def merged(sheet: Any) -> list[list[int]]:
    """What lies within the rows and columns that are read."""
    ranges = [[*first, *last] for first, last in sheet.merged_cell_ranges or () if first[1] < MAX_COLUMNS]
    return [
        [top, left, min(bottom, MAX_ROWS - 1), min(right, MAX_COLUMNS - 1)]
        for top, left, bottom, right in sorted(ranges)[:MAX_MERGED]
        if top < MAX_ROWS
    ]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        for about in workbook.sheets_metadata:
            if about.visible is not python_calamine.SheetVisibleEnum.Visible:
                continue
            if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sys.stdout.write(json.dumps(about.name) + "\n")
            sheet = workbook.get_sheet_by_name(about.name)
            rows = islice(sheet.iter_rows(), MAX_ROWS)
            while together := [trimmed(row) for row in islice(rows, TOGETHER)]:
                sys.stdout.write(json.dumps(together) + "\n")
            sys.stdout.write(json.dumps({"merged": merged(sheet)}) + "\n")
    except python_calamine.CalamineError:
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
