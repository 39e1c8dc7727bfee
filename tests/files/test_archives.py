"""Zipped documents made to deceive, to exhaust, or to run."""

import random
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook

from tests.files.samples import MACRO_TYPE, archive, code, docx, pdf, upload
from zhengzhou_ideology.files import archives, intake


def test_document_that_unpacks_to_too_much_is_refused():
    bomb = docx(**{"word/media/zeros.bin": b"\0" * (archives.MAX_UNPACKED_BYTES + 1)})

    assert len(bomb) < 1024 * 1024
    assert code("纪要.docx", bomb) == "bomb"


def test_document_of_too_many_parts_is_refused():
    assert code("纪要.docx", docx(**{f"word/{n}.xml": "" for n in range(archives.MAX_ENTRIES)})) == "bomb"


def test_part_that_lies_about_its_size_is_refused():
    liar = bytearray(docx(**{"word/media/zeros.bin": b"\0" * 5_000_000}))
    for position in range(len(liar)):
        if liar[position : position + 4] == struct.pack("<I", 5_000_000):
            liar[position : position + 4] = struct.pack("<I", 10)

    assert code("纪要.docx", bytes(liar)) == "broken"


@pytest.mark.parametrize(
    "content",
    [
        docx(MACRO_TYPE),
        docx(**{"word/vbaProject.bin": b"x"}),
        docx(**{"WORD/VBAPROJECT.BIN": b"x"}),
        docx(**{"word/activeX/activeX1.bin": b"x"}),
    ],
)
def test_document_with_macros_is_refused(content):
    assert code("纪要.docx", content) == "macros"


@pytest.mark.parametrize(
    "content",
    [
        docx() + b"<script>",
        docx() + pdf(),
        docx()[:-2] + b"\x05\x00hello",
        archive({"[Content_Types].xml": "x"}, b"comment"),
    ],
)
def test_document_with_something_behind_its_end_is_refused(content):
    assert code("纪要.docx", content) == "hidden"


def test_encrypted_part_is_refused():
    content = bytearray(docx())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(mark)
        content[position + flags] |= 1

    assert code("纪要.docx", bytes(content)) == "encrypted"


def test_damaged_document_is_refused():
    content = bytearray(docx(**{"word/media/noise.bin": random.Random(1).randbytes(5000)}))
    content[len(content) // 2] ^= 0xFF

    assert code("纪要.docx", bytes(content)) == "broken"


def test_header_part_beyond_reason_is_not_unpacked():
    assert code("批复.ofd", archive({"OFD.xml": b"\0" * (archives.MAX_HEADER_BYTES + 1)})) == "mismatch"


def test_real_workbook_passes():
    written = BytesIO()
    with Workbook(written) as book:
        book.add_worksheet("台账").write_column(0, 0, ["郑州市"] * 5000)

    assert intake.check(upload("台账.xlsx", written.getvalue())).content == written.getvalue()


def test_overlapping_parts_are_refused():
    """Many names for one and the same compressed kernel, the way of the modern bomb."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "x")
        file.writestr("word/kernel.bin", b"\0" * 60_000_000)
        kernel = file.getinfo("word/kernel.bin")
        for number in range(40):
            twin = file.getinfo("word/kernel.bin").__class__(f"word/{number}.bin")
            for part in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(twin, part, getattr(kernel, part))
            file.filelist.append(twin)

    assert code("纪要.docx", written.getvalue()) == "bomb"
