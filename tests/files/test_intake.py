"""What is taken in, and as what."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from tests.factories import UserFactory
from tests.files.samples import biff, compound, docx, image, ofd, pdf, upload, xlsx
from zhengzhou_ideology.files import intake, names
from zhengzhou_ideology.files.models import StoredFile

HONEST = {
    "报告.pdf": pdf(),
    "会议纪要.docx": docx(),
    "台账.xlsx": xlsx(),
    "批复.ofd": ofd(),
    "通知.doc": compound("WordDocument", "1Table"),
    "名册.xls": compound(Workbook=biff()),
    "签到表.jpg": image("JPEG"),
    "会场.JPEG": image("JPEG"),
    "盖章页.png": image("PNG"),
}


def refusal(name: str, content: bytes, declared: str | None = None) -> str:
    with pytest.raises(ValidationError) as caught:
        intake.check(upload(name, content, declared))
    return caught.value.message


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_of_every_kind_pass(name):
    checked = intake.check(upload(name, HONEST[name]))

    assert checked.name == name
    assert checked.size == len(checked.content)


@pytest.mark.parametrize("name", [name for name in HONEST if not name.lower().endswith(("jpg", "jpeg", "png"))])
def test_documents_are_kept_byte_for_byte(name):
    assert intake.check(upload(name, HONEST[name])).content == HONEST[name]


@pytest.mark.parametrize("declared", ["", "application/octet-stream", "application/zip", "application/wps-office.docx"])
def test_browsers_that_do_not_know_the_type_do_not_stop_an_honest_file(declared):
    assert intake.check(upload("会议纪要.docx", docx(), declared)).content_type.endswith("wordprocessingml.document")


def test_declared_type_must_agree_with_the_name():
    assert refusal("报告.pdf", pdf(), "text/html") == "文件内容不是PDF，与扩展名不符，请上传原文件。"


@pytest.mark.parametrize(
    "name", ["说明.txt", "图.svg", "页.html", "包.zip", "宏.docm", "程序.pdf.exe", "无扩展名", ".pdf", ""]
)
def test_kinds_outside_the_list_are_refused(name, rf):
    content = upload("x.pdf", pdf())
    content._name = name  # as a client of its own making may send it

    with pytest.raises(ValidationError) as caught:
        intake.check(content)

    assert caught.value.code == "kind"


def test_heic_photo_is_refused_with_advice():
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"

    assert "兼容性最佳" in refusal("IMG_0001.HEIC", content, "image/heic")


def test_empty_file_is_refused():
    assert refusal("报告.pdf", b"") == "文件是空的，请检查后重新上传。"


def test_file_as_large_as_the_limit_is_taken(settings):
    settings.ATTACHMENT_MAX_BYTES = len(HONEST["报告.pdf"])

    assert intake.check(upload("报告.pdf", HONEST["报告.pdf"])).content == HONEST["报告.pdf"]


def test_file_beyond_the_limit_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024

    assert refusal("报告.pdf", b"%PDF-1.7" + b"0" * 1024 * 1024) == "文件超过 1 MB，请压缩或拆分后再上传。"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/报告.pdf", "报告.pdf"),
        ("C:\\Users\\王某某\\报告.pdf", "报告.pdf"),
        ("报\x00告\r\n.pdf", "报告.pdf"),
        ("报告\u202efdp.exe.pdf", "报告fdp.exe.pdf"),
        ("  报告   第三季度 .pdf ", "报告 第三季度 .pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert names.clean(given) == kept


def test_store_writes_a_row_and_the_same_content(db):
    by = UserFactory()

    stored = intake.store(upload("报告.pdf", HONEST["报告.pdf"]), by=by)

    stored.refresh_from_db()
    with stored.file.open("rb") as file:
        content = file.read()
    assert (stored.name, stored.size, stored.content_type) == ("报告.pdf", len(content), "application/pdf")
    assert stored.sha256 == hashlib.sha256(content).hexdigest() == hashlib.sha256(HONEST["报告.pdf"]).hexdigest()
    assert stored.uploaded_by == by


def test_stored_path_tells_nothing(db):
    first, second = (intake.store(upload("报告.pdf", pdf()), by=UserFactory()) for _ in range(2))

    assert first.file.name != second.file.name
    assert "报告" not in first.file.name
    assert [len(part) for part in first.file.name.split("/")] == [5, 4, 2, 2, 36]


def test_row_that_cannot_be_written_leaves_no_content_behind(db):
    stranger = UserFactory.build(pk=10**9)

    with pytest.raises(Exception, match="foreign key"), transaction.atomic():  # noqa: PT012
        intake.store(upload("报告.pdf", pdf()), by=stranger)
        connection.check_constraints()

    assert not StoredFile.objects.exists()


def test_discarded_content_goes_only_when_the_transaction_is_certain(db, django_capture_on_commit_callbacks):
    stored = intake.store(upload("报告.pdf", pdf()), by=UserFactory())
    storage, path = stored.file.storage, stored.file.name

    with django_capture_on_commit_callbacks() as callbacks:
        intake.discard(stored)
    before = storage.exists(path)
    for callback in callbacks:
        callback()

    assert (before, storage.exists(path), StoredFile.objects.count()) == (True, False, 0)


def test_history_keeps_who_stored_what(db):
    stored = intake.store(upload("报告.pdf", pdf()), by=UserFactory())

    assert list(stored.events.values_list("pgh_label", "sha256")) == [("insert", stored.sha256)]


def test_hint_names_kinds_and_limit(settings):
    settings.ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024

    assert (
        intake.hint()
        == "可上传 PDF、OFD、Word（doc、docx）、Excel（xls、xlsx）和图片（jpg、png），单个文件不超过 20 MB。"
    )
