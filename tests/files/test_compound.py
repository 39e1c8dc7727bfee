"""Documents of Word and Excel 97-2003 made to deceive, to exhaust, or to run."""

import random
import struct
from io import BytesIO
from uuid import UUID

import pytest
import xlwt
from django.core.exceptions import ValidationError

from tests.files.samples import biff, code, compound, record, upload
from zhengzhou_ideology.files import intake, kinds

MACRO_SHEET, MODULE, CHART = 0x01, 0x06, 0x02
BEGINS_MACRO_SHEET, BEGINS_CHART = 0x0040, 0x0020
FIRST_ENTRY = 1024


def old_workbook(*names: str, rows: int = 1) -> bytes:
    """As xlwt writes it."""
    written = BytesIO()
    book = xlwt.Workbook()
    for name in names:
        sheet = book.add_sheet(name)
        for row in range(rows):
            sheet.write(row, 0, f"郑州市测试协会第{name}-{row}号，办公地址：郑州市金水区某某路某某号某某大厦某某室")
    book.save(written)
    return written.getvalue()


def patched(content: bytes, position: int, value: bytes) -> bytes:
    return content[:position] + value + content[position + len(value) :]


def relinked(content: bytes, sector: int, following: int) -> bytes:
    """The same file, another sector behind this one."""
    return patched(content, 512 + 4 * sector, struct.pack("<I", following))


# Honest ones


@pytest.mark.parametrize("stream", ["Workbook", "WORKBOOK", "Book"])
@pytest.mark.parametrize(("listed", "begins"), [(0x00, 0x0010), (CHART, BEGINS_CHART)])
def test_old_workbook_of_tables_and_charts_passes(stream, listed, begins):
    assert intake.check(upload("名册.xls", compound(**{stream: biff(listed, begins)}))).name == "名册.xls"


def test_real_old_workbook_passes():
    content = old_workbook("名册", "说明")

    checked = intake.check(upload("名册.xls", content))

    assert (checked.content, checked.content_type) == (content, kinds.XLS.content_type)


def test_large_old_workbook_with_a_chained_allocation_table_passes():
    """Beyond 6.8 MB the header no longer names all sectors of the allocation table."""
    content = old_workbook("甲", "乙", "丙", "丁", rows=30000)

    assert len(content) > 7_200_000
    assert intake.check(upload("名册.xls", content)).content == content


# Macros of both kinds


@pytest.mark.parametrize("storage", ["Macros", "MACROS", "VBA", "vba", "_VBA_PROJECT", "_VBA_PROJECT_CUR"])
def test_old_document_with_macros_is_refused(storage):
    assert code("通知.doc", compound("WordDocument", "1Table", "0Table", "Data", storage)) == "macros"


def test_macros_that_the_directory_keeps_but_does_not_link_are_refused():
    content = compound("WordDocument", "Macros")

    assert code("通知.doc", patched(content, FIRST_ENTRY + 128 + 72, b"\xff" * 4)) == "macros"


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
@pytest.mark.parametrize(
    ("listed", "begins"),
    [(MACRO_SHEET, BEGINS_MACRO_SHEET), (MACRO_SHEET, 0x0010), (0x00, BEGINS_MACRO_SHEET), (MODULE, 0x0006)],
)
def test_old_workbook_with_a_macro_sheet_is_refused(stream, listed, begins):
    assert code("名册.xls", compound(**{stream: biff(listed, begins)})) == "macros"


def test_real_old_workbook_turned_into_a_macro_sheet_is_refused():
    content = old_workbook("名册")
    listed_as = content.index("名册".encode("utf-16-le")) - 3

    assert content[listed_as] == 0
    assert code("名册.xls", patched(content, listed_as, bytes([MACRO_SHEET]))) == "macros"


def test_macro_sheet_in_a_workbook_within_a_letter_is_refused():
    assert code("通知.doc", compound("WordDocument", Workbook=biff(MACRO_SHEET))) == "macros"


@pytest.mark.parametrize("packager", ["0003000C-0000-0000-C000-000000000046", "F20DA720-C02F-11CE-927B-0800095AE340"])
def test_packed_file_in_an_old_document_is_refused(packager):
    content = compound("WordDocument", "_1234567890")

    assert code("通知.doc", patched(content, FIRST_ENTRY + 2 * 128 + 80, UUID(packager).bytes_le)) == "embedded"


def test_formula_and_picture_in_an_old_document_pass():
    content = compound("WordDocument", "_1234567890", "\x01Ole10Native", "\x01CompObj")
    formula = UUID("0002CE02-0000-0000-C000-000000000046").bytes_le

    assert intake.check(upload("通知.doc", patched(content, FIRST_ENTRY + 2 * 128 + 80, formula))).size == len(content)


# Locked ones


def test_locked_office_file_in_an_ole_shell_is_refused():
    assert code("名册.xls", compound("EncryptionInfo", "EncryptedPackage")) == "encrypted"


def test_locked_old_workbook_is_refused():
    """Its list of sheets cannot be read, and Excel opens it unasked if the password is its own default one."""
    assert code("名册.xls", compound(Workbook=biff(0xAD, before=record(0x002F, b"\0" * 54)))) == "encrypted"


# Broken and endless ones


def huge_table() -> bytes:
    """The header claims an allocation table of terabytes, whose list of sectors leads back to itself."""
    names_itself = struct.pack("<128I", *[0] * 127, 1)
    header = compound("WordDocument")[:512]
    header = patched(header, 44, struct.pack("<I", 109 + 127 * 30_000_000))
    header = patched(header, 68, struct.pack("<II", 1, 30_000_000))
    return header + struct.pack("<128I", *[0xFFFFFFFE] * 128) + names_itself


def deep_directory(count: int) -> bytes:
    """Each entry hangs from the one before."""
    return compound("WordDocument", *(f"{number}" for number in range(count)))


LETTER = compound("WordDocument")
WORKBOOK = compound(Workbook=biff())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("通知.doc", LETTER[:520]),
        ("通知.doc", LETTER[:40]),
        ("通知.doc", compound("WordDocument", directory_end=1)),
        ("通知.doc", compound("WordDocument", directory_end=100_000)),
        ("通知.doc", huge_table()),
        ("通知.doc", deep_directory(2000)),
        ("通知.doc", patched(LETTER, 30, b"\xff\xff")),
        ("通知.doc", patched(LETTER, 60, b"\x01\0\0\0\xff\xff\xff\xff")),
        ("通知.doc", patched(LETTER, FIRST_ENTRY + 128 + 76, b"\0\0\0\0")),
        ("通知.doc", patched(LETTER, FIRST_ENTRY + 128 + 68, b"\x01\0\0\0")),
        ("名册.xls", relinked(WORKBOOK, 3, 2)),
        ("名册.xls", relinked(WORKBOOK, 2, 2)),
        ("名册.xls", patched(WORKBOOK, FIRST_ENTRY + 128 + 120, b"\xf0\xff\xff\x7f")),
        ("名册.xls", WORKBOOK[:3000]),
        ("名册.xls", compound("Workbook")),
        ("名册.xls", compound(Workbook=b"<html>")),
        ("名册.xls", compound(Workbook=biff()[:40])),
        ("名册.xls", compound(Workbook=biff()[20:])),
        ("名册.xls", compound(Workbook=biff(before=record(0x0001) * 300_000))),
    ],
    ids=[
        "cut after the table",
        "cut in the header",
        "directory in a circle",
        "directory leads out of the file",
        "table of terabytes",
        "directory a thousand deep",
        "sectors of 2^65535 bytes",
        "small streams without end",
        "storage within itself",
        "neighbour of itself",
        "stream in a circle",
        "sector in a circle",
        "stream larger than the file",
        "stream cut off",
        "workbook of nothing",
        "workbook of other things",
        "sheet beyond the end",
        "no beginning",
        "records without end",
    ],
)
def test_damaged_or_endless_old_document_is_refused(name, content):
    assert code(name, content) == "broken"


def test_noise_in_an_old_workbook_is_refused_in_a_sentence():
    noise = random.Random(11)
    shells = [old_workbook("名册"), WORKBOOK, compound("WordDocument", "1Table", Data=b"x")]
    seen = set()  # noise in the cells may leave a harmless workbook
    for _ in range(600):
        content = bytearray(noise.choice(shells))
        for _ in range(noise.randrange(1, 40)):
            content[noise.randrange(8, 2048)] = noise.choice([0, 1, 0x40, 0xFF, noise.randrange(256)])
        try:
            intake.check(upload("名册.xls", bytes(content[: noise.choice([len(content), 700, 2000])])))
        except ValidationError as refused:
            seen.add(refused.code)

    assert {"broken", "mismatch"} <= seen <= {"broken", "mismatch", "encrypted", "macros"}
