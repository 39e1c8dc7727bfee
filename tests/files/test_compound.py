"""Documents of Word and Excel 97-2003 made to deceive, to exhaust, or to run."""

from io import BytesIO

import pytest
import xlwt

from tests.files.samples import code, compound, upload
from zhengzhou_ideology.files import compound as compound_files
from zhengzhou_ideology.files import intake, kinds


@pytest.mark.parametrize("storage", ["Macros", "VBA", "_VBA_PROJECT_CUR"])
def test_old_document_with_macros_is_refused(storage):
    assert code("通知.doc", compound("WordDocument", "1Table", "0Table", "Data", storage)) == "macros"


def test_locked_office_file_in_an_ole_shell_is_refused():
    assert code("名册.xls", compound("EncryptionInfo", "EncryptedPackage")) == "encrypted"


@pytest.mark.parametrize(
    "content",
    [
        compound("WordDocument")[:520],
        compound("WordDocument")[:40],
        compound("WordDocument", sector_chain_end=1),
        compound("WordDocument", sector_chain_end=100_000),
    ],
)
def test_damaged_or_endless_old_document_is_refused(content):
    assert code("通知.doc", content) == "broken"


def test_real_old_workbook_is_read():
    written = BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("名册").write(0, 0, "郑州市")
    book.save(written)

    assert compound_files.directory(written.getvalue()) == {"Root Entry", "Workbook"}
    assert intake.check(upload("名册.xls", written.getvalue())).content_type == kinds.XLS.content_type


def test_large_old_workbook_with_a_chained_allocation_table_is_read():
    """Beyond 6.8 MB the header no longer names all sectors of the allocation table."""
    written = BytesIO()
    book = xlwt.Workbook()
    for number in range(4):
        sheet = book.add_sheet(f"名册{number}")
        for row in range(30000):
            sheet.write(row, 0, f"郑州市测试协会第{number}-{row}号，办公地址：郑州市金水区某某路某某号某某大厦某某室")
    book.save(written)

    assert len(written.getvalue()) > 7_200_000
    assert compound_files.directory(written.getvalue()) == {"Root Entry", "Workbook"}
