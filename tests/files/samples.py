"""Files made on the spot: honest ones of every kind, and the parts of hostile ones."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from zhengzhou_ideology.files import intake, kinds

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def upload(name: str, content: bytes, declared: str | None = None) -> SimpleUploadedFile:
    if declared is None:
        extension = "." + name.rpartition(".")[2].lower()
        declared = kinds.BY_EXTENSION[extension].content_type if extension in kinds.BY_EXTENSION else "text/plain"
    return SimpleUploadedFile(name, content, content_type=declared)


def code(name: str, content: bytes, declared: str | None = None) -> str:
    """By which rule the door refuses it."""
    with pytest.raises(ValidationError) as caught:
        intake.check(upload(name, content, declared))
    return caught.value.code


def image(form: str, size=(40, 20), color="red", mode="RGB", **options) -> bytes:
    written = BytesIO()
    Image.new(mode, size, color).save(written, form, **options)
    return written.getvalue()


def pdf(change=None, **options) -> bytes:
    """Byte for byte the same at any time, unless it is encrypted."""
    written = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    document.save(written, deterministic_id="encryption" not in options, **options)
    return written.getvalue()


def archive(parts: dict[str, bytes | str], comment: bytes = b"") -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return written.getvalue()


def docx(main_type: str = DOCX_TYPE, **more: bytes | str) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **more})


def xlsx(main_type: str = XLSX_TYPE, **more: bytes | str) -> bytes:
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>'
    return archive({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>", **more})


def relation(kind: str, target: str, mode: str = "External", family: str = OFFICE_RELATIONS) -> str:
    """The part of an Office document that ties another part to something."""
    return (
        f'<Relationships xmlns="{PACKAGE_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{family}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def ofd() -> bytes:
    return archive(
        {
            "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>',
            "Doc_0/Document.xml": "<ofd:Document/>",
        }
    )


END_OF_CHAIN, NO_SECTOR, TABLE_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NO_ENTRY = 0xFFFFFFFF


def compound(*names: str, directory_end: int = END_OF_CHAIN, **streams: bytes) -> bytes:
    """An OLE file: the allocation table, the directory, then the streams that are not empty; each entry leads to the next."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    lengths = [(len(names) + len(streams) + 4) // 4, *(-(-len(content) // 512) for content in contents)]
    own = -(-sum(lengths) // 127)
    starts = [own + sum(lengths[:number]) for number in range(len(lengths))]
    entries = [
        *((name, END_OF_CHAIN, 0) for name in names),
        *zip(streams, starts[1:], map(len, contents), strict=True),
    ]
    parts = [_directory(entries), *contents]
    return (
        _header(own)
        + _table(own, starts, lengths, directory_end)
        + b"".join(part.ljust(length * 512, b"\0") for part, length in zip(parts, lengths, strict=True))
    )


def _table(own: int, starts: list[int], lengths: list[int], directory_end: int) -> bytes:
    sectors = [TABLE_SECTOR] * own
    for start, length in zip(starts, lengths, strict=True):
        sectors += [*range(start + 1, start + length), END_OF_CHAIN]
    sectors[starts[0] + lengths[0] - 1] = directory_end
    return struct.pack(f"<{128 * own}I", *sectors, *[NO_SECTOR] * (128 * own - len(sectors)))


def _directory(entries: list[tuple[str, int, int]]) -> bytes:
    return _entry("Root Entry", 5, child=1) + b"".join(
        _entry(name, 2, following=number + 1 if number < len(entries) else NO_ENTRY, start=start, size=size)
        for number, (name, start, size) in enumerate(entries, start=1)
    )


def _header(own: int) -> bytes:
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16
    header += struct.pack("<HHHHH6x4xIII", 0x3E, 3, 0xFFFE, 9, 6, own, own, 0)
    return header + struct.pack(
        "<IIIII109I", 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, *range(own), *[NO_SECTOR] * (109 - own)
    )


def _entry(name: str, kind: int, following=NO_ENTRY, child=NO_ENTRY, start=END_OF_CHAIN, size=0) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, NO_ENTRY, following, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def biff(listed: int = 0x00, begins: int = 0x0010, *, before: bytes = b"") -> bytes:
    """The stream of an Excel 97 workbook with one sheet: as what the workbook lists it, and as what it begins."""
    name = "名册".encode("utf-16-le")
    until_sheet = len(_begin(0) + before) + 4 + 8 + len(name) + 4
    sheet = struct.pack("<IBBBB", until_sheet, 0, listed, len(name) // 2, 1) + name
    return _begin(0x0005) + before + record(0x0085, sheet) + record(0x000A) + _begin(begins) + record(0x000A)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HH12x", 0x0600, kind))
