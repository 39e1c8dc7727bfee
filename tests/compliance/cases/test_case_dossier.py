"""The file of a case as one PDF: what is in it, where, and that nothing withheld is in the organization's copy."""

import io
import re
import subprocess
from datetime import datetime
from hashlib import sha256

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from compliance.cases import case_workflow, declarations
from compliance.cases.enums import CaseFileKind, CasePaperKind, CaseReviewOutcome, CaseTermKind, Measure, WithheldGround
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import CaseFile
from compliance.cases.papers import writing
from compliance.cases.record import files
from compliance.cases.record.dossier import dossier_pdf
from tests.compliance.cases.conftest import DAY, NOW, REVIEW, SHANGHAI, pdf
from zhengzhou_ideology.files.models import StoredFile

pytestmark = pytest.mark.django_db

SECRET = "举报人王某某的来信"
MARK = b"withheld page"


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (600, 400), "#336699").save(content, "JPEG")
    return SimpleUploadedFile("现场照片.jpg", content.getvalue(), content_type="image/jpeg")


def paged_pdf(pages: int, *, name: str = "会议纪要.pdf", rotate: int = 0, mark: bytes = b"") -> SimpleUploadedFile:
    made = pikepdf.new()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        page.rotate(rotate, relative=False)
        page.Contents = made.make_stream(b"% " + mark)
    content = io.BytesIO()
    made.save(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")


def kept(bench, case, name: str, content: bytes, content_type: str, *, digest: str = "") -> CaseFile:
    """A file as it may lie in the store, without the door that refuses it today."""
    stored = StoredFile(
        name=name, size=len(content), content_type=content_type, sha256=digest or sha256(content).hexdigest()
    )
    stored.file.save(name, ContentFile(content))
    return CaseFile.objects.create(
        case=case,
        file=stored,
        kind=CaseFileKind.EVIDENCE,
        title=name,
        added_by=bench.registrar,
        added_as=bench.registrar.acting_label,
    )


@pytest.fixture
def full(bench, served):
    """Heard with more time, decided, rectified; evidence of three types, one of them withheld."""
    files.add_evidence(served, uploads=[paged_pdf(3)], by=bench.registrar, today=DAY, title="第二次理事会会议纪要")
    files.add_evidence(served, uploads=[picture()], by=bench.registrar, today=DAY, title="现场照片")
    files.add_evidence(
        served,
        uploads=[paged_pdf(2, name="来信.pdf", mark=MARK)],
        by=bench.registrar,
        today=DAY,
        title=SECRET,
        withheld=WithheldGround.THIRD_PARTY,
    )
    asked = time_requests.ask(
        served,
        by=bench.secretary,
        now=NOW,
        term=CaseTermKind.STATEMENT,
        new_due=datetime(2026, 11, 20, tzinfo=SHANGHAI).date(),
        reason="经办人出差。",
    )
    time_requests.decide(asked, by=bench.supervisor, now=NOW, granted=True, remark="同意延期。")
    statements.file(served, by=bench.secretary, now=NOW, text="因经办人更换未能按期报送。", is_complete=True)
    served.refresh_from_db()
    return served


def bookmarks(content: bytes) -> dict[str, dict[str, int]]:
    """Group → part → page as a reader counts, out of the outline."""
    with pikepdf.open(io.BytesIO(content)) as bound, bound.open_outline() as outline:

        def page(item) -> int:
            return pikepdf.Page(item.to_dictionary_object(bound).Dest[0]).index + 1

        return {item.title: {child.title: page(child) for child in item.children} for item in outline.root}


def streams_of(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as bound:
        streams = [thing for thing in bound.objects if isinstance(thing, pikepdf.Stream)]
        return b"".join(thing.read_bytes() for thing in streams if thing.get("/Filter") != pikepdf.Name.DCTDecode)


def text_of(content: bytes) -> str:
    return "".join(pages_of(content))


def pages_of(content: bytes) -> list[str]:
    """The text of each page without white space, in the order of the content, so that a cell of a table stays together."""
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return ["".join(page.split()) for page in run.stdout.decode().split("\f")[:-1]]


def test_the_file_holds_everything_in_order_with_bookmarks_that_lead_there(bench, full):
    content = dossier_pdf(full, reader=bench.supervisor, now=NOW)

    pages, outline = pages_of(content), bookmarks(content)
    assert list(outline) == ["封面和目录", "文书", "送达记录", "陈述申辩和听证", "延期", "案卷材料", "办理记录"]
    notice = full.papers.get(kind=CasePaperKind.NOTICE)
    leads_to = {
        ("文书", str(notice)): notice.content["organization"],
        ("送达记录", f"{notice}（门户送达）"): "受送达人在门户中确认签收",
        ("陈述申辩和听证", "陈述申辩意见"): "因经办人更换未能按期报送。",
        ("延期", "陈述申辩期限延期"): "同意延期。",
        ("案卷材料", "现场照片"): "现场照片.jpg",
        ("办理记录", "办理经过"): "经核查属实，予以立案。",
    }
    for (group, title), words in leads_to.items():
        assert words in pages[outline[group][title] - 1], title


def test_every_page_is_numbered_and_the_index_is_true(bench, full):
    content = dossier_pdf(full, reader=bench.supervisor, now=NOW)

    pages, outline = pages_of(content), bookmarks(content)
    total = len(pages)
    assert [f"卷内第{number}页共{total}页" in page for number, page in enumerate(pages, 1)] == [True] * total
    index = pages[1]
    for parts in outline.values():
        for title, page in parts.items():
            assert re.search(rf"{re.escape(''.join(title.split()))}(\d+年\d+月\d+日)?{page}", index), title
    assert f"共{total}页" in pages[0]


def test_pages_of_uploaded_pdfs_are_bound_as_they_are(bench, full):
    outline = bookmarks(dossier_pdf(full, reader=bench.supervisor, now=NOW))["案卷材料"]

    withheld = next(title for title in outline if title.startswith(SECRET))

    assert outline["现场照片"] - outline["第二次理事会会议纪要"] == 3
    assert withheld == f"{SECRET}（对社会组织不予公开：涉及第三人的个人信息或者商业秘密）"


def test_nothing_withheld_leaks_into_the_organizations_copy(bench, full):
    whole = dossier_pdf(full, reader=bench.supervisor, now=NOW)

    content = dossier_pdf(full, reader=bench.secretary, now=NOW)

    text = text_of(content)
    assert SECRET in text_of(whole)
    assert [words for words in (SECRET, "来信") if words in text] == []
    assert "核查材料一件，不予公开：涉及第三人的个人信息或者商业秘密" in text
    assert len(pages_of(whole)) - len(pages_of(content)) == 2
    assert (MARK in streams_of(whole), MARK in streams_of(content)) == (True, False)
    assert SECRET not in str(bookmarks(content))


def encrypted() -> bytes:
    content = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(content, encryption=pikepdf.Encryption(owner="o", user="u"))
    return content.getvalue()


def unpackable() -> bytes:
    """Opens well enough, but a page cannot be read."""
    made, content = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(595, 842))
    page.Contents = made.make_stream(b"")
    page.Contents.write(b"no zlib", filter=pikepdf.Name.FlateDecode)
    made.save(content, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type", "note"),
    [
        ("坏页.pdf", unpackable(), "application/pdf", "PDF已损坏"),
        ("加密.pdf", encrypted(), "application/pdf", "PDF已加密"),
        ("损坏.pdf", b"%PDF-1.7 nothing of the kind", "application/pdf", "PDF已损坏"),
        ("空白.pdf", b"", "application/pdf", "PDF已损坏"),
        ("表格.xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "不能装订"),
    ],
)
def test_what_cannot_be_bound_is_listed_with_its_digest(bench, opened, name, content, content_type, note):
    kept(bench, opened, name, content, content_type)

    bound = dossier_pdf(opened, reader=bench.registrar, now=NOW)

    page = pages_of(bound)[bookmarks(bound)["案卷材料"][name] - 1]
    assert [words for words in (name, note, sha256(content).hexdigest()) if words not in page] == []


def test_a_file_that_is_gone_or_was_changed_is_listed_so(bench, opened):
    kept(bench, opened, "改动.pdf", paged_pdf(1).read(), "application/pdf", digest="0" * 64)
    gone = kept(bench, opened, "丢失.pdf", paged_pdf(1).read(), "application/pdf")
    gone.file.file.storage.delete(gone.file.file.name)

    text = text_of(dossier_pdf(opened, reader=bench.registrar, now=NOW))

    assert ("与登记的校验值不符" in text, "存储中没有找到原文件" in text) == (True, True)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_number_stands_in_the_upper_right_corner_of_a_turned_page_too(bench, opened, rotate):
    files.add_evidence(opened, uploads=[paged_pdf(1, rotate=rotate)], by=bench.registrar, today=DAY, title="横页")
    content = dossier_pdf(opened, reader=bench.registrar, now=NOW)
    number = bookmarks(content)["案卷材料"]["横页"]

    run = ["pdftotext", "-bbox", "-f", str(number), "-l", str(number), "-", "-"]
    found = subprocess.run(run, input=content, capture_output=True, check=True).stdout.decode()
    wide, high = map(float, re.search(r'<page width="([\d.]+)" height="([\d.]+)"', found).groups())
    if rotate in (90, 270):  # the tool names the page as it lies, the words as they are seen
        wide, high = high, wide
    box = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">卷内第{number}页<', found)
    left, top, right, low = map(float, box.groups())

    assert (wide * 0.6 < left < right < wide, 0 < top < low < high * 0.1) == (True, True)


def test_review_and_rectification_lie_in_the_file(bench, under_review):
    rectifications = under_review.rectifications
    assert not rectifications.exists()

    text = text_of(dossier_pdf(under_review, reader=bench.reviewer, now=NOW))

    assert ("措施过重。" in text, REVIEW["reasons"] in text) == (True, False)


def test_the_cover_keeps_apart_what_was_decided_and_what_a_review_made_of_it(bench, under_review):
    facts = {**REVIEW, "outcome": CaseReviewOutcome.CHANGED, "measure": Measure.INTERVIEW}
    writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=facts)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)
    case = case_workflow.change(under_review, by=bench.reviewer, now=NOW)

    cover = pages_of(dossier_pdf(case, reader=bench.reviewer, now=NOW))[0]

    assert "处理决定2026年11月9日，责令整改复核变更原决定，变更为约谈" in cover


def test_rectifications_lie_in_the_file_with_their_check(bench, rectifying):
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="已补报。", uploads=[pdf()])
    rectification.check(rectifying, by=bench.registrar, now=NOW, accepted=False, reason="请补充会议记录。")

    text = text_of(dossier_pdf(rectifying, reader=bench.secretary, now=NOW))

    for words in ("第1次整改情况", "明确专人负责。", "已补报。", "要求补正", "请补充会议记录。"):
        assert words in text


def test_many_long_records_move_index_and_bookmarks_alike(bench, served):
    for number in range(30):
        text = f"第{number}份意见。" + "意见内容。" * 900
        statements.file(served, by=bench.secretary, now=NOW, text=text[:8000])

    content = dossier_pdf(served, reader=bench.registrar, now=NOW)

    with pikepdf.open(io.BytesIO(content)) as bound, bound.open_outline() as outline:
        starts = [
            pikepdf.Page(item.to_dictionary_object(bound).Dest[0]).index
            for item in next(entry for entry in outline.root if entry.title == "陈述申辩和听证").children
        ]
    pages = pages_of(content)
    assert [f"第{number}份意见。" in "".join(pages[start : start + 2]) for number, start in enumerate(starts)] == [
        True
    ] * 30
    assert ["陈述申辩意见" in pages[start] for start in starts] == [True] * 30


def test_the_file_is_handed_out_and_the_reading_logged(bench, served):
    for name in ("secretary", "registrar"):
        response = bench.client(name).get(f"/cases/{served.pk}/dossier/")
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")

    assert set(served.readings.values_list("user", "what")) == {
        (bench.secretary.pk, "全卷（PDF）"),
        (bench.registrar.pk, "全卷（PDF）"),
    }
    assert bench.client("stranger").get(f"/cases/{served.pk}/dossier/").status_code == 404
