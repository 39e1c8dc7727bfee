"""Papers of a case as PDF: a signed one out of its frozen content alone, a draft as it would read if signed today."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from compliance.cases.enums import CasePaperKind, PaperState
from compliance.cases.models import CasePaper
from compliance.cases.papers import content, wording
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf
from zhengzhou_ideology.signing import has_key, sign

LETTER = ("compliance/cases/papers/letter.html", "print/letter.css")
FORMS = {CasePaperKind.SERVICE_RECORD: ("compliance/cases/papers/service_record.html", "print/service_record.css")}
# So much text may be carried to the next page for the signature's sake.
SHORT = 400
# So much must stay before it: a first page with the head alone is none either.
LEAST = 120
# What precedes the colon of a service record's line, if it is short enough to head a row.
LONGEST_LABEL = 12


def handed_out(paper: CasePaper, now: datetime) -> bytes:
    """What a reader takes away: a signed paper with the electronic signature of its authority, if that has a key."""
    signer, today = paper.authority.code, day_of(now)
    if not paper.is_signed or not has_key(signer):
        return paper_pdf(paper, today)
    return sign(paper_pdf(paper, today, sealed=True), signer=signer, reason=str(paper), at=now)


def paper_pdf(paper: CasePaper, today: date, *, sealed: bool = False) -> bytes:
    if not paper.is_signed:
        return marked_pdf(paper.kind, content.content_of(paper, today), mark=PaperState.DRAFT.label)
    address = settings.SITE_URL + reverse("cases:verify_paper", args=[paper.code])
    signature = {"code": paper.code, "sha256": paper.sha256, "signed": sealed, "qr": qr_svg(address)}
    code, proof = str(paper.code), proof_of(paper)
    return _pdf(paper.kind, paper.content or {}, identifier=code, proof=proof, signature=signature)


def marked_pdf(kind: str, content: Mapping[str, Any], *, mark: str) -> bytes:
    """What nobody has signed: the word across every page, and neither number, signature nor code."""
    return _pdf(kind, content, identifier=mark, mark=mark)


def sample_pdf(kind: CasePaperKind, text: str, today: date) -> bytes:
    """A wording as a paper would read, with values of no case at all."""
    content = {
        "title": kind.label,
        "number": "（样例，未编号）",
        "authority": wording.SAMPLES["登记管理机关"],
        "organization": wording.SAMPLES["单位名称"],
        "blocks": wording.filled(text, wording.SAMPLES),
        "issued_on": today.isoformat(),
    }
    return marked_pdf(kind, content, mark="样例")


def file_name(paper: CasePaper) -> str:
    return f"{paper if paper.is_signed else f'{paper}（草稿）'}.pdf"


def _pdf(
    kind: str, content: Mapping[str, Any], *, identifier: str, proof: Mapping[str, Any] | None = None, **context: Any
) -> bytes:
    issued_on = date.fromisoformat(content["issued_on"])
    blocks = content["blocks"]
    facts = {"content": content, "text": parted(blocks), "rows": rows(blocks), "issued_on": issued_on, **context}
    if "signature" in context:
        facts["issued_at"] = issued_on
    template, style = FORMS.get(CasePaperKind(kind), LETTER)
    data = content if "signature" in context else None
    return render_pdf(template, facts, stylesheets=(OFFICIAL, style), identifier=identifier, data=data, proof=proof)


def parted(blocks: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The text, and its last section, which stands on one page with the signature: a page of two lines is none."""
    headings = [at for at, block in enumerate(blocks) if block["heading"]]
    at = headings[-1] if headings else len(blocks) - 1
    if sum(len(block["text"]) for block in blocks[at:]) > SHORT:
        at = len(blocks) - 1
    if sum(len(block["text"]) for block in blocks[:at]) < LEAST:
        at = len(blocks)  # the text breaks where the page does, its last lines with the signature
    return {"beginning": blocks[:at], "end": blocks[at:]}


def rows(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """A service record's lines as label and value; what has no label of its own goes across."""
    found = []
    for block in blocks:
        label, colon, value = block["text"].partition("：")
        found.append((label, value) if colon and len(label) <= LONGEST_LABEL else ("", block["text"]))
    return found
