"""The commitment letter as PDF: a sheet to be signed by hand, or the one that went in, out of its frozen text alone."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from compliance.letters import letter_in_force, letter_on
from compliance.models import CommitmentLetter, Duty
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf

STYLES = (OFFICIAL, "print/commitment_letter.css")


def letter_pdf(duty: Duty, today: date) -> bytes:
    """The letter that stands, or the sheet as it reads today."""
    letter = letter_in_force(duty)
    return signed_pdf(letter) if letter else _pdf(letter_on(duty, today), identifier=f"{duty.pk}-{today}")


def signed_pdf(letter: CommitmentLetter) -> bytes:
    """With who certified it, its code and its hash."""
    submission = letter.submission
    address = settings.SITE_URL + reverse("compliance:letter_verify", args=[letter.code])
    content = submission.content["letter"]
    return _pdf(
        content,
        identifier=letter.code,
        data=submission.content,
        proof=proof_of(submission),
        issued_at=submission.submitted_at,
        submission=submission,
        letter=letter,
        entry=submission.content.get("entry"),
        signed_on=date.fromisoformat(content["signed_on"]),
        qr=qr_svg(address),
        address=address,
    )


def letter_name(duty: Duty) -> str:
    return f"{duty.organization.uscc}_{duty.year}年度承诺书.pdf"


def _pdf(
    content: dict[str, Any],
    *,
    identifier: str,
    data: dict[str, Any] | None = None,
    proof: dict[str, Any] | None = None,
    **context: Any,
) -> bytes:
    facts, template = {"content": content, **context}, "compliance/letter_paper.html"
    return render_pdf(template, facts, stylesheets=STYLES, identifier=identifier, data=data, proof=proof)
