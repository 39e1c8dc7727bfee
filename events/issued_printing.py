"""A numbered paper of an event as PDF, out of its frozen content alone, so that it can be made again."""

from django.conf import settings
from django.urls import reverse

from events.models import IssuedPaper
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import render_pdf


def pdf_of(paper: IssuedPaper) -> bytes:
    address = settings.SITE_URL + reverse("events:verify", args=[paper.code])
    context = {"paper": paper, "content": paper.content, "qr": qr_svg(address), "address": address}
    return render_pdf("events/issued_paper.html", context, identifier=paper.code)
