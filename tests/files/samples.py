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
    written = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    document.save(written, **options)
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


def xlsx() -> bytes:
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{XLSX_TYPE}"/></Types>'
    return archive({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>"})


def ofd() -> bytes:
    return archive(
        {
            "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>',
            "Doc_0/Document.xml": "<ofd:Document/>",
        }
    )


def compound(*names: str, sector_chain_end: int = 0xFFFFFFFE) -> bytes:
    """An OLE file of an allocation table in sector 0 and a directory, four entries to a sector, behind it."""
    entries = b"".join(_entry(name) for name in ("Root Entry", *names))
    entries += b"\0" * (-len(entries) % 512)
    sectors = len(entries) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), sector_chain_end]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16
    header += struct.pack("<HHHHH6xIII4xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + table + entries


def _entry(name: str) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (text.ljust(64, b"\0") + struct.pack("<H", len(text))).ljust(128, b"\0")
