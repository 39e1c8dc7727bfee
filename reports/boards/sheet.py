"""One table of a board as a workbook, written as every ledger is."""

from pathlib import Path
from tempfile import TemporaryDirectory

from reports.boards.tables import BoardTable
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, number, text
from zhengzhou_ideology.ledgers.workbook import ROWS, Book, Sum, write


def board_workbook(table: BoardTable, *, narrowed: str, as_of: str) -> bytes:
    """The numbers as they stand on the page, its sum among them; `narrowed` says of what."""
    columns = [text("head", table.head, "", 30), *(_column(place, table) for place in range(len(table.columns)))]
    rows = table.plain_rows
    with TemporaryDirectory() as folder:
        path = Path(folder) / "board.xlsx"
        write(Book(table.title, narrowed, as_of, columns, rows, [Sum(NUMBER, ROWS, len(rows))]), path)
        return path.read_bytes()


def _column(place: int, table: BoardTable) -> LedgerColumn:
    """A number, unless one of its cells says that there is none."""
    counts = all(isinstance(row.cells[place].value, int) for row in table.rows)
    key, label = table.columns[place].name, table.columns[place].label
    return number(key, label, "") if counts else text(key, label, "")
