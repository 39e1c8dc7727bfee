"""A receipt is a proof that its holder keeps: it holds without the portal, and against the portal."""

import json
import subprocess
import sys
import zlib
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from compliance import letter_workflow, letters, report_workflow
from compliance.cases.papers.printing import paper_pdf
from compliance.letter_printing import signed_pdf
from compliance.models import CommitmentLetter
from events.issued_printing import pdf_of
from reports.issuing import issue_one
from reports.receipt import receipt_pdf
from reports.rollup import issue_rollup
from reports.rollup_paper import rollup_copy, rollup_pdf
from reports.statement_paper import statement_copy, statement_pdf
from tests.audit.conftest import SCRIPT, alter, clock
from tests.compliance.cases.conftest import DAY, bench, notified, opened, proposed  # noqa: F401 - up to a signed paper
from tests.compliance.conftest import NOW
from tests.events.factories import approved
from tests.factories import QuarterlyReportFactory, duty_of
from tests.papers.archive import faults_of
from tests.papers.authority import Certified
from tests.papers.test_signing import install
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.audit.keys import own_key, pem_of, public_keys
from zhengzhou_ideology.audit.models import Leaf, Seal
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.clock import day_of


@pytest.fixture
def submitted(cast, host):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    return report_workflow.certify(report, by=cast.leader, now=NOW)


def sealed() -> Seal:
    made = seals.seal(clock())
    anchors.send(clock())
    return made


def download(cast, report) -> bytes:
    return cast.client("secretary").get(reverse("reports:receipt", args=[report.pk])).content


def checked(folder, file: bytes, *words: str, name: str = "receipt.pdf") -> tuple[int, str]:
    """As an auditor runs the script: on a machine with neither the portal nor its database."""
    (folder / name).write_bytes(file)
    (folder / "public.pem").write_bytes(pem_of(public_keys()[own_key()]))
    ran = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), name, "--key", "public.pem", *words],
        cwd=folder,
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_receipt_proves_itself_after_the_database_was_rewritten_and_resealed(cast, submitted, host):
    """Whoever filed in time can prove it against the bureau itself."""
    sealed()
    receipt = download(cast, submitted)
    kept = (host / "anchors.jsonl").read_bytes()
    key = (host / "key.pem").read_bytes()

    alter(
        *(f"DELETE FROM audit_{table}" for table in ("anchored", "seal", "leaf", "node")),
        "DELETE FROM compliance_reportmove",
        "DELETE FROM compliance_reportsubmission",
        "UPDATE compliance_quarterlyreport SET state = 'draft', first_submitted_on = NULL, submitted_at = NULL",
        "DELETE FROM compliance_quarterlyreportevent",
    )
    forged = seals.seal(clock())

    (host / "kept.jsonl").write_bytes(kept)
    assert (forged.number, (host / "key.pem").read_bytes()) == (1, key)
    status, said = checked(host, receipt, "--heads", "kept.jsonl")
    assert (status, said.startswith("成立：记录时间 2026-10-09T02:00:00+00:00，内容校验值 ")) == (0, True)
    (host / "kept.jsonl").write_bytes(canonical(forged.published))
    assert checked(host, receipt, "--heads", "kept.jsonl") == (
        1,
        "不成立：所存的树头中没有第1次封存，或者与文件所附的不同：有两本账。\n",
    )
    page = judged(receipt)
    assert "记录已被改动。" in page


def test_receipt_of_before_the_seal_takes_its_proof_from_the_public_page(cast, submitted, host):
    receipt = download(cast, submitted)
    address = reverse("reports:trail_proof", args=[submitted.content_sha256])
    assert checked(host, receipt)[1] == "不成立：文件没有附带证明，请到门户的公开页面下载，另附证明文件。\n"
    assert Client().get(address).status_code == 404

    sealed()
    (host / "proof.json").write_bytes(Client().get(address).content)

    assert checked(host, receipt, "--proof", "proof.json")[0] == 0
    assert "已记入审计记录。" in judged(receipt, (host / "proof.json").read_bytes())
    assert checked(host, download(cast, submitted))[0] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda proof: proof["leaf"] | {"content": "0" * 64}, "文件所附内容与证明不符"),
        (lambda proof: proof["leaf"] | {"at": "2026-10-01T00:00:00+00:00"}, "证明不能从这一条记录通到树头"),
    ],
)
def test_a_leaf_that_says_something_else_is_refused(change, said, cast, submitted, host):
    sealed()
    proof = proof_of(submitted.submissions.get())
    (host / "proof.json").write_text(json.dumps(proof | {"leaf": change(proof)}))

    assert checked(host, download(cast, submitted), "--proof", "proof.json") == (1, f"不成立：{said}。\n")


def test_a_head_that_says_something_else_is_refused(cast, submitted, host):
    sealed()
    proof = proof_of(submitted.submissions.get())
    proof["head"]["at"] = "2026-01-01T00:00:00+00:00"
    (host / "proof.json").write_text(json.dumps(proof))

    status, said = checked(host, download(cast, submitted), "--proof", "proof.json")

    assert (status, said) == (1, "不成立：第1次封存的签名无效，或者不是用这把公钥签的。\n")


def test_content_of_another_receipt_is_refused(cast, submitted, host):
    other = approved(cast)
    sealed()
    (host / "proof.json").write_text(json.dumps(proof_of(other.submissions.get())))

    assert checked(host, download(cast, submitted), "--proof", "proof.json")[1] == "不成立：文件所附内容与证明不符。\n"


def test_papers_of_events_and_cases_carry_their_proof_and_stay_for_the_archive(bench, notified, host, tmp_path):  # noqa: F811
    filing = approved(bench)
    sealed()

    papers = [pdf_of(filing.issued_papers.get()), paper_pdf(notified.papers.get(kind="notice"), DAY)]

    assert [checked(host, paper)[0] for paper in papers] == [0, 0]
    assert [faults_of(paper, tmp_path / "paper.pdf") for paper in papers] == [[], []]
    with pikepdf.open(BytesIO(papers[0])) as pdf:
        assert sorted(pdf.attachments) == ["data.json", "proof.json"]
    assert proof_of(filing.submissions.get())["leaf"]["table"] == "events_eventsubmission"


def test_the_same_receipt_is_the_same_file_however_far_the_tree_has_grown(cast, submitted):
    sealed()
    submission = submitted.submissions.get()
    before = receipt_pdf(submission)
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="请补充会议记录。")
    sealed()

    assert receipt_pdf(submission) == before


def judged(pdf: bytes, proof: bytes | None = None) -> str:
    files = {"file": SimpleUploadedFile("paper.pdf", pdf, content_type="application/pdf")}
    if proof:
        files["proof"] = SimpleUploadedFile("proof.json", proof, content_type="application/json")
    answer = Client().post(reverse("reports:verify_file"), files)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_judges_a_file_by_the_same_script(cast, submitted):
    receipt = download(cast, submitted)
    assert "没有证明。" in judged(receipt)
    sealed()

    page = judged(download(cast, submitted))

    assert "已记入审计记录。" in page
    assert "2026年10月9日 10:00:00" in page
    assert submitted.content_sha256 in page


@pytest.mark.parametrize("proof", [b"{}", b"[]", b"[", b'{"leaf": {}, "head": {"key": []}}', b'{"head":' * 2000])
def test_page_takes_any_proof_without_a_fault(proof, cast, submitted):
    assert "没有证明。" in judged(download(cast, submitted), proof)


def test_a_file_that_swells_is_given_up(verifier):
    bomb = b"%PDF-1.7\nstream\n" + zlib.compress(b"0" * (1 << 21)) + b"\nendstream"

    assert sum(map(len, verifier.streams(bomb))) == 1 << 21
    with pytest.raises(verifier.Wrong, match="文件过大"):
        list(verifier.streams(bomb, most=1 << 20))


def test_public_pages_show_heads_and_consistency_and_nothing_personal(cast, submitted, host):
    first = sealed()
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="请补充会议记录。")
    second = sealed()
    anyone = Client()

    page = anyone.get(reverse("reports:trail")).content.decode()
    heads = anyone.get(reverse("reports:trail_heads"))
    later = anyone.get(reverse("reports:trail_heads"), {"after": 1}).json()["heads"]
    shown = anyone.get(reverse("reports:trail_consistency"), {"first": 1, "second": 2})
    script = anyone.get(reverse("reports:trail_script"))
    key = anyone.get(reverse("reports:trail_key", args=[own_key()]))

    assert first.root in page
    assert heads.json()["heads"] == [first.published, second.published]
    assert [head["number"] for head in later] == [2]
    assert set(heads.json()["heads"][0]) == {
        "kind", "number", "at", "before", "seal", "sm3", "size", "root", "key", "signature",
    }  # fmt: skip
    assert checked(host, shown.content, name="grown.json") == (
        0,
        f"成立：第1次封存的 {first.size} 条记录全部原样在第2次封存之中。\n",
    )
    assert script.content == SCRIPT.read_bytes()
    assert key.content == pem_of(public_keys()[own_key()])
    proof = anyone.get(reverse("reports:trail_proof", args=[submitted.content_sha256])).json()
    assert set(proof["leaf"]) == {"table", "key", "at", "row", "content"}


def test_a_tree_that_did_not_grow_out_of_the_other_is_refused(cast, submitted, host):
    sealed()
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground="incomplete", reason="请补充会议记录。")
    second = sealed()
    shown = Client().get(reverse("reports:trail_consistency"), {"first": 1, "second": 2}).json()
    shown["first"]["root"] = second.root

    said = checked(host, canonical(shown), name="grown.json")

    assert said == (1, "不成立：第2次封存不是由第1次封存增长而来。\n")


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("trail_heads", {"after": "x"}),
        ("trail_heads", {"after": "-1"}),
        ("trail_consistency", {}),
        ("trail_consistency", {"first": 2, "second": 1}),
        ("trail_consistency", {"first": 1, "second": 10**30}),
        ("trail_consistency", {"first": "\x00", "second": 1}),
    ],
)
def test_questions_that_make_no_sense_are_not_found(name, query, submitted):
    sealed()

    assert Client().get(reverse(f"reports:{name}"), query).status_code == 404


@pytest.mark.parametrize(
    "address", ["/verify/log/proofs/x.json", "/verify/log/proofs/%00.json", "/verify/log/keys/x.pem"]
)
def test_proofs_and_keys_that_are_not_there_are_not_found(address, submitted):
    sealed()

    assert Client().get(address).status_code == 404


def test_receipt_says_nothing_of_the_proof_on_its_page(cast, submitted):
    """The text is out of the submission alone; the proof lies beside it."""
    before = running_text_of(download(cast, submitted))
    sealed()

    assert running_text_of(download(cast, submitted)) == before
    assert Leaf.objects.filter(table="compliance_reportsubmission").count() == 1


@pytest.fixture
def keys(tmp_path, settings, cast):
    """The key of the organization's registration authority."""
    root = Certified("某某根证书")
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    code = cast.organization.registration_authority.code
    install(folder, code, Certified("某某民政局", root), root)
    settings.SIGNING_KEYS_DIR = str(folder)


def test_statements_sums_and_letters_carry_their_proof_and_keep_it_when_signed(cast, host, keys):
    duty = duty_of(cast.organization, "commitment")
    letter_workflow.sign(duty, by=cast.leader, now=NOW, seen=letters.hash_on(duty, day_of(NOW)))
    statement = issue_one(cast.organization, NOW.year, now=NOW)
    rollup = issue_rollup(cast.organization.registration_authority, NOW.year, now=NOW)
    sealed()

    papers = {
        "letter": signed_pdf(CommitmentLetter.objects.get()),
        "statement": statement_pdf(statement),
        "rollup": rollup_pdf(rollup),
        "signed statement": statement_copy(statement, NOW),
        "signed rollup": rollup_copy(rollup, NOW),
    }

    assert {name: checked(host, paper)[0] for name, paper in papers.items()} == dict.fromkeys(papers, 0)
    assert [b"/ByteRange" in papers[name] for name in ("statement", "signed statement", "signed rollup")] == [
        False,
        True,
        True,
    ]
