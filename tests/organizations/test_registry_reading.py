"""Files that hold a list, whatever is around it, and files that hold none."""

import struct
import zipfile
import zlib
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from organizations.registry.reading import read_lists
from organizations.registry.resources import OrganizationResource
from tests.files.samples import biff, compound, docx, record
from tests.organizations.lists import CODES, HEADER, csv_text, row, table, xls, xlsx

TODAY = date(2026, 10, 9)
ONE = table(row())

pytestmark = pytest.mark.django_db


def read(content: bytes):
    resource = OrganizationResource(TODAY)
    return read_lists(content, resource.column_names(), resource.required_columns()).listings[0]


def names_by_row(content: bytes) -> dict[int, str]:
    listing = read(content)
    return {number: listing.cells(cells)["name"] for number, cells in listing.rows}


@pytest.mark.parametrize(
    "content",
    [
        xlsx(ONE),
        xls(ONE),
        csv_text(ONE).encode("utf-8"),
        csv_text(ONE).encode("utf-8-sig"),
        csv_text(ONE).encode("gb18030"),
        csv_text(ONE).encode("utf-16"),
        csv_text(ONE, "\t").encode("utf-8"),
        csv_text(ONE, ";").encode("gb18030"),
    ],
    ids=["xlsx", "xls", "utf-8", "utf-8-sig", "gb18030", "utf-16", "tab", "semicolon"],
)
def test_list_is_read_from_every_kind_of_file(content):
    assert names_by_row(content) == {2: "金水区餐饮协会"}


def test_rows_keep_the_numbers_of_the_sheet():
    second = row(序号=2, 社会组织名称="金水区书法协会", 统一社会信用代码=CODES[1])
    cells = [
        ["", "", "郑州市社会组织名录"],
        [],
        ["填报单位：金水区民政局"],
        HEADER,
        *table(row())[1:],
        [],
        [3],
        HEADER,
        *table(second)[1:],
        ["合计", "2家"],
        ["注：以上数据截至年底"],
        ["", "", "制表人：王某某"],
    ]

    assert names_by_row(xlsx(cells)) == {5: "金水区餐饮协会", 9: "金水区书法协会"}


def test_columns_stand_in_any_order_under_any_of_their_names():
    header = ["状态", "成立日期*", "备注", "信用代码\n（18位）", "所属县（市、区）", "单位名称", "登记机关", "类型"]
    cells = [["正常", "2015.3.2", "新", CODES[0], "金水区", "金水区餐饮协会", "金水区民政局", "社团"]]

    listing = read(xlsx([header, *cells]))

    assert listing.cells(listing.rows[0][1]) == {
        "status": "正常",
        "founded_on": "2015.3.2",
        "uscc": CODES[0],
        "district": "金水区",
        "name": "金水区餐饮协会",
        "registration_authority": "金水区民政局",
        "kind": "社团",
    }


def test_header_of_two_lines_is_read():
    header = [*HEADER[:10], "联系方式", "", *HEADER[12:]]
    below = [""] * 10 + ["联系电话", "电子邮箱"]

    listing = read(xlsx([header, below, *table(row())[1:]]))

    cells = listing.cells(listing.rows[0][1])
    assert (listing.rows[0][0], cells["phone"], cells["email"]) == (3, "19912345678", "lianxi@example.org")


def test_list_stands_on_the_only_sheet_that_has_one():
    book = BytesIO()
    workbook = xlsxwriter.Workbook(book)
    workbook.add_worksheet("说明").write_string("A1", "填报说明")
    sheet = workbook.add_worksheet("名录")
    for number, cells in enumerate(ONE):
        sheet.write_row(number, 0, cells)
    workbook.close()

    assert read(book.getvalue()).sheet == "名录"


def bomb() -> bytes:
    """An honest bomb: it declares what it unpacks to."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx(ONE))) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != "xl/worksheets/sheet1.xml":
                target.writestr(entry.filename, source.read(entry))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(300):
                sheet.write(b" " * 1024 * 1024)
    return written.getvalue()


def lying_bomb() -> bytes:
    """A bomb that declares one byte, with the checksum of that byte, and unpacks to hundreds of megabytes."""
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    body = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeeze.compress(body) + b"".join(squeeze.compress(cell * 16_384) for _ in range(400)) + squeeze.flush()
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx(ONE))) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            if entry.filename != "xl/worksheets/sheet1.xml":
                target.writestr(entry.filename, source.read(entry), zipfile.ZIP_DEFLATED)
        target.writestr("xl/worksheets/sheet1.xml", data)
    content = bytearray(written.getvalue())
    first_byte = zlib.crc32(body[:1])
    for signature, method, crc in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
        name_at = (
            content.rindex(b"xl/worksheets/sheet1.xml") if crc == 16 else content.index(b"xl/worksheets/sheet1.xml")
        )
        start = content.rindex(signature, 0, name_at)
        struct.pack_into("<H", content, start + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", content, start + crc, first_byte)
        struct.pack_into("<I", content, start + crc + 8, 1)
    return bytes(content)


def far_cell() -> bytes:
    """Few cells, of which one stands in the last corner of the sheet."""
    book = BytesIO()
    workbook = xlsxwriter.Workbook(book)
    sheet = workbook.add_worksheet()
    for number, cells in enumerate(ONE):
        sheet.write_row(number, 0, cells)
    sheet.write(1_048_575, 16_383, "x")
    workbook.close()
    return book.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b"  \r\n ", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是可以读取的表格文件"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "另存为 xlsx"),
        ("序号,姓名\r\n1,王某某\r\n".encode(), "没有找到表头行"),
        (docx(), "不是Excel 表格"),
        (compound("EncryptedPackage", "EncryptionInfo"), "文件已加密"),
        (compound(Workbook=biff(before=record(0x002F, b"\0" * 54))), "文件已加密"),
        (compound("WordDocument"), "不是Excel 97-2003 表格"),
        (xls(ONE)[:3000], "文件已损坏"),
        (xlsx(ONE)[:-400], "文件已损坏"),
        (xlsx([HEADER]), "只有表头"),
        (xlsx([["郑州市社会组织名录"]]), "没有找到表头行"),
        (xlsx(table(row(), header=[name for name in HEADER if name != "登记管理机关"])), "缺少必需的列：登记管理机关"),
        (xlsx(table(row(), header=[*HEADER, "单位名称"])), "“社会组织名称”与“单位名称”含义重复"),
        (bomb(), "展开后过大"),
        (lying_bomb(), "展开后过大|已损坏"),
        (far_cell(), "展开后过大"),
    ],
    ids=[
        "empty",
        "blank",
        "picture",
        "web page",
        "other table",
        "word",
        "password",
        "old password",
        "old word",
        "broken xls",
        "broken xlsx",
        "header only",
        "title only",
        "missing column",
        "column twice",
        "bomb",
        "lying bomb",
        "far cell",
    ],
)
def test_file_without_a_readable_list_is_refused_in_one_sentence(content, reason):
    with pytest.raises(ValidationError) as refusal:
        read(content)

    assert len(refusal.value.messages) == 1
    refusal.match(reason)
