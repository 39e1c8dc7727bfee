"""The stream of an Excel 5.0-2003 workbook: its list of sheets holds tables and charts, and no macro sheet."""

import struct
from collections.abc import Iterator
from io import BytesIO

from zhengzhou_ideology.files import refusals

BEGIN, END, SHEET, LOCK = 0x0809, 0x000A, 0x0085, 0x002F  # BOF, EOF, BoundSheet8, FilePass in MS-XLS 2.4
WORKBOOK, MACRO_SHEET = 0x0005, 0x0040
TABLE, CHART = 0x00, 0x02
MAX_RECORDS = 200_000


def inspect(stream: BytesIO) -> None:
    """Refuse macro sheets of Excel 4.0 and module sheets of Excel 5.0; `ValueError` if this is no workbook.

    Both witnesses are asked what a sheet is: the list of sheets, and the sheet's own beginning.
    """
    if _begins(stream, 0) != WORKBOOK:
        raise ValueError("no workbook")
    for kind, body in _records(stream):
        if kind == LOCK:
            raise refusals.encrypted()
        if kind == SHEET:
            position, _visible, listed = struct.unpack_from("<IBB", body)
            if listed not in {TABLE, CHART} or _begins(stream, position) == MACRO_SHEET:
                raise refusals.macros()


def _records(stream: BytesIO) -> Iterator[tuple[int, bytes]]:
    """What is said of the workbook as a whole, before the first sheet; wherever the reader has been in between."""
    position = 0
    for _ in range(MAX_RECORDS):
        stream.seek(position)
        kind, length = struct.unpack("<HH", stream.read(4))
        if kind == END:
            return
        position += 4 + length
        yield kind, stream.read(length)
    raise ValueError("too many records")


def _begins(stream: BytesIO, position: int) -> int:
    """What begins at this place of the stream."""
    stream.seek(position)
    kind, _length, _version, what = struct.unpack("<HHHH", stream.read(8))
    if kind != BEGIN:
        raise ValueError("nothing begins here")
    return int(what)
