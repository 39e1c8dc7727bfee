"""A numbered paper of an event as PDF, out of its frozen content alone, so that it can be made again."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse

from events.models import IssuedPaper
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf
from zhengzhou_ideology.signing import signed_copy

STYLES = (OFFICIAL, "print/letter.css")


def pdf_of(paper: IssuedPaper, *, signed: bool = False) -> bytes:
    """The paper without a signature, which belongs to the copy that is handed out; `signed` says whether one follows."""
    address = settings.SITE_URL + reverse("events:verify", args=[paper.code])
    context = {
        "paper": paper,
        "content": paper.content,
        "issued_at": paper.issued_on,
        "qr": qr_svg(address),
        "signed": signed,
    }
    return render_pdf(
        "events/issued_paper.html",
        context,
        stylesheets=STYLES,
        identifier=paper.code,
        data=paper.content,
        proof=proof_of(paper),
    )


def issued_copy(paper: IssuedPaper, at: datetime) -> bytes:
    """As it is handed out: signed by the authority that issued it, if that has a key."""
    return signed_copy(partial(pdf_of, paper), signer=paper.authority.code, reason=paper.full_number, at=at)
