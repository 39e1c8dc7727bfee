"""Signed papers: by page and from the file alone, with a time stamp, whole and broken, and what is said where there is no key."""

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader

from compliance import entry_workflow, matter_workflow, report_workflow
from compliance.matters import drafting
from compliance.models import PaperEntry
from events.issued_printing import pdf_of
from tests.compliance.cases.conftest import bench, notified, opened, proposed  # noqa: F401 - up to a signed paper
from tests.compliance.matters.conftest import FACTS as MATTER
from tests.compliance.test_paper_entries import facts as entry_facts
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ResponsiblePersonFactory
from tests.papers.archive import faults_of
from tests.papers.authority import CODE, Certified, install, status_of
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.print.rendering import render_pdf
from zhengzhou_ideology.signing import sign, verdict_on
from zhengzhou_ideology.signing.checks import check_signing
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)


def judged(content) -> str:
    upload = SimpleUploadedFile("paper.pdf", content, content_type="application/pdf")
    answer = Client().post("/verify/file/", {"file": upload})
    assert answer.status_code == 200
    return "".join(answer.content.decode().split())


def test_any_reader_sees_from_the_file_alone_who_signed_and_when(keys, stamps, root, settings, download):
    settings.SIGNING_TSA_URL = stamps.address
    asked = len(stamps.asked)

    status = status_of(download().content, root)

    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.signing_cert.subject.native == {"common_name": "郑州市教育局"}
    assert (status.timestamp_validity.intact, status.timestamp_validity.trusted) == (True, True)
    assert len(stamps.asked) == asked + 1


def test_signed_paper_stays_for_the_archive_and_for_all_readers(keys, tmp_path, download):
    content = download().content

    assert len(PdfFileReader(BytesIO(content)).embedded_signatures) == 1
    assert faults_of(content, tmp_path / "paper.pdf") == []


def test_field_of_the_signature_has_its_place_in_the_structure(keys, download):
    with pikepdf.open(BytesIO(download().content)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        places = {int(key): element for key, element in zip(numbers[::2], numbers[1::2], strict=True)}
        element = places[int(field.StructParent)]

        assert (str(field.TU), str(element.S), element.K.Obj.objgen) == ("电子签名", "/Form", field.objgen)


def second_reader(content, path) -> str:
    """What poppler says, which shares no code with what signs; whose certificates to trust it is not told."""
    path.write_bytes(content)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    return "".join(line for line in said.stdout.splitlines() if "Signature Validation" in line or "Total" in line)


def test_one_changed_byte_breaks_the_signature_wherever_it_lies(keys, root, tmp_path, download):
    """All but the place of the signature itself is signed: on both sides of it, from the first line to the last."""
    whole = download().content
    begins, ends = (int(part) for part in re.search(rb"/ByteRange \[0 (\d+) (\d+)", whole).groups())
    objects = [found.start() + 60 for found in re.finditer(rb"stream\r?\n", whole)]
    places = (10, objects[0], objects[len(objects) // 2], begins - 10, ends + 1, len(whole) - 10)

    for at in places:
        content = bytearray(whole)
        content[at] ^= 1
        assert verdict_on(bytes(content)).intact is False, at
        assert "Signature is Valid" not in second_reader(content, tmp_path / "paper.pdf"), at
    assert begins < ends < places[-1]
    assert (verdict_on(whole).intact, status_of(whole, root).intact) == (True, True)
    assert "Signature is Valid." in second_reader(whole, tmp_path / "paper.pdf")


def test_page_says_that_a_signed_paper_is_whole_and_the_one_that_was_issued(keys, stamps, settings, download):
    settings.SIGNING_TSA_URL = stamps.address

    said = judged(download().content)

    assert "签名有效。" in said
    assert "文件由郑州市教育局签名" in said
    assert "（时间戳）" in said
    assert "内容与本门户出具的文书一致。" in said


def test_page_says_that_one_changed_byte_broke_it(keys, download):
    content = bytearray(download().content)
    content[content.index(b"stream") + 60] ^= 1

    said = judged(bytes(content))

    assert "签名有效" not in said
    assert "签名无效。" in said


def test_page_says_that_something_was_appended(keys, download):
    content = download().content
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.docinfo.Title = pikepdf.String("另一题")
    appended = content + content[content.rindex(b"startxref") :]

    said = judged(appended)

    assert "签名有效" in judged(content)
    assert "签名无效。" in said


def test_page_knows_no_stranger(keys, root, bureau, download):
    content = download().content
    stranger = Certified("郑州市教育局", root)
    (keys / f"{CODE}.p12").write_bytes(stranger.p12(root))

    assert "不是本门户机关的签名。" in judged(content)


def test_page_still_knows_a_key_that_was_replaced(keys, root, bureau, download):
    content = download().content
    (keys / f"{CODE}.p12").write_bytes(Certified("郑州市教育局", root).p12(root))
    (keys / "retired").mkdir()
    (keys / "retired" / f"{CODE}.2026.pem").write_bytes(bureau.certificate.public_bytes(Encoding.PEM))

    assert "文件由郑州市教育局签名" in judged(content)


def test_page_tells_a_paper_with_other_content(keys, paper):
    other = {**paper.content, "organization": "郑州市另一协会"}
    content = render_pdf("print/base.html", {}, identifier=paper.code, data=other)

    said = judged(content)

    assert "没有电子签名。" in said
    assert "内容不符。" in said


def test_page_does_not_say_of_an_unsigned_paper_that_its_pages_are_right(paper):
    said = judged(pdf_of(paper))

    assert "文件所附数据与本门户出具的文书一致，但是没有有效的电子签名" in said


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [(b"%PDF-1.7 nothing", 200, "不能读取。"), (b"text", 422, "这不是PDF文件。"), (b"", 422, "是空文件，请重新选择。")],
)
def test_page_refuses_what_is_no_paper(content, status, said):
    answer = Client().post("/verify/file/", {"file": SimpleUploadedFile("paper.pdf", content)})

    assert (answer.status_code, said in answer.content.decode()) == (status, True)


def test_paper_says_whether_it_is_signed(keys, settings, download):
    signed = running_text_of(download().content)
    settings.SIGNING_KEYS_DIR = ""
    unsigned = download().content

    assert ("本文件已加盖电子签名" in signed, "（盖章）" in signed) == (True, False)
    assert "本文件未加盖电子签名。" in running_text_of(unsigned)
    assert list(PdfFileReader(BytesIO(unsigned)).embedded_signatures) == []


def test_no_paper_goes_out_half_signed(keys, settings, download):
    settings.SIGNING_TSA_URL = "http://127.0.0.1:9/"

    answer = download()

    assert (answer.status_code, "电子签名暂时不能加盖" in answer.content.decode()) == (409, True)


def test_key_that_does_not_open_signs_nothing(keys):
    (keys / f"{CODE}.pass").write_bytes(b"wrong")

    with pytest.raises(Refused, match="电子签名暂时不能加盖"):
        sign(render_pdf("print/base.html", {}), signer=CODE, reason="试", at=NOW)


def test_long_chain_gets_more_room_and_one_without_any_is_refused_as_such(keys, root, monkeypatch, download):
    monkeypatch.setattr("zhengzhou_ideology.signing.pades.ROOMS", (2048, 8192))
    longer = download().content
    monkeypatch.setattr("zhengzhou_ideology.signing.pades.ROOMS", (1024, 2048))

    answer = download()

    assert status_of(longer, root).intact is True
    assert (answer.status_code, "签名证书链过长，电子签名不能加盖" in answer.content.decode()) == (409, True)


def test_code_leads_to_no_file_outside_the_folder(keys):
    pdf = render_pdf("print/base.html", {})
    (keys.parent / "other.p12").write_bytes((keys / f"{CODE}.p12").read_bytes())

    assert sign(pdf, signer="../other", reason="试", at=NOW) == pdf


def test_checks_are_silent_without_keys_and_with_good_ones(keys, stamps, settings):
    settings.SIGNING_TSA_URL = stamps.address
    good = check_signing()
    settings.SIGNING_KEYS_DIR = settings.SIGNING_TSA_URL = ""

    assert (good, check_signing()) == ([], [])


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("SIGNING_KEYS_DIR", "/nowhere", ["signing.E001"]),
        ("SIGNING_PKCS11_MODULE", "/nowhere.so", ["signing.E004"]),
        ("SIGNING_PKCS11_KEYS", [CODE], ["signing.E003", "signing.E003", "signing.W001"]),
        ("SIGNING_TSA_URL", "tsa.example.org", ["signing.E005"]),
    ],
)
def test_checks_see_wrong_settings(settings, name, value, found):
    setattr(settings, name, value)

    assert [message.id for message in check_signing()] == found


def test_checks_open_each_key(keys, settings):
    path = keys / f"{CODE}.p12"
    path.chmod(0o644)
    open_to_all = [message.id for message in check_signing()]
    (keys / f"{CODE}.pass").write_bytes(b"wrong")

    assert open_to_all == ["signing.W002", "signing.W001"]
    assert [message.id for message in check_signing()] == ["signing.E002", "signing.W001"]


def test_statement_and_roll_up_leave_with_the_signature_of_who_answers_for_them(cast, keys, bureau, root, tmp_path):
    """The statement with the registration authority's, the roll-up with that of the authority whose year it sums."""
    city = cast.administrator.acting.authority
    for code in (cast.organization.registration_authority.code, city.code):
        install(keys, code, bureau, root)
    administrator = cast.client("administrator")
    issued = administrator.post("/statements/issue/", {"uscc": cast.organization.uscc, "year": 2026})
    statement = administrator.get(issued.url).content
    rollup = administrator.get(
        administrator.post("/statements/rollups/", {"year": 2026, "authority": city.pk}).url
    ).content

    assert len(statement) < 150_000
    for paper, words in ((statement, "年度合规报告"), (rollup, "年度合规情况汇总")):
        status = status_of(paper, root)
        assert (status.intact, status.valid, status.trusted) == (True, True, True)
        assert words in PdfFileReader(BytesIO(paper)).embedded_signatures[0].sig_object["/Reason"]
        assert "本文件已加盖电子签名" in running_text_of(paper)
        assert faults_of(paper, tmp_path / "paper.pdf") == []


@pytest.fixture
def matter_receipt(cast):
    report = drafting.start(cast.organization, by=cast.secretary, now=NOW, facts=MATTER | {"to_party": False})
    matter_workflow.send(report, by=cast.secretary, now=NOW)
    return "secretary", f"/matters/{report.pk}/receipt/", "随时报告回执"


@pytest.fixture
def entry_receipt(cast):
    offline = OrganizationFactory(registration_authority=cast.organization.registration_authority)
    report = QuarterlyReportFactory(organization=offline, complete=True)
    signatory = ResponsiblePersonFactory(organization=offline, name="周某某")
    entry_workflow.enter(report, by=cast.registrar, now=NOW, **entry_facts(signatory))
    return "registrar", PaperEntry.objects.get().get_absolute_url(), "纸质材料代录回执"


@pytest.fixture
def quarterly_receipt(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)
    return "secretary", f"/receipts/{report.pk}/", "季度报告回执"


@pytest.fixture
def case_notice(notified):  # noqa: F811
    notice = notified.papers.get()
    return "secretary", notice.get_absolute_url(), str(notice)


@pytest.mark.parametrize("paper_of_it", ["matter_receipt", "entry_receipt", "quarterly_receipt", "case_notice"])
def test_receipts_and_papers_of_cases_leave_with_the_signature_of_the_registration_authority(
    paper_of_it, request, cast, keys, bureau, root, tmp_path
):
    reader, address, words = request.getfixturevalue(paper_of_it)
    install(keys, cast.organization.registration_authority.code, bureau, root)

    paper = cast.client(reader).get(address).content

    status = status_of(paper, root)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert PdfFileReader(BytesIO(paper)).embedded_signatures[0].sig_object["/Reason"] == words
    assert "本文件已加盖电子签名" in running_text_of(paper)
    assert faults_of(paper, tmp_path / "paper.pdf") == []
    assert "Signature is Valid." in second_reader(paper, tmp_path / "paper.pdf")
