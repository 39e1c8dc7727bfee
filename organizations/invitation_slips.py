"""Invitations on paper: eight slips to a sheet, each with its code, for those without an e-mail address."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from organizations.invitations import Slip, grouped
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import render_pdf

PER_SHEET = 8


def slips_pdf(slips: Sequence[Slip], *, issuer: str, now: datetime) -> bytes:
    shown = [
        {
            "invitation": slip.invitation,
            "code": grouped(slip.code),
            "qr": qr_svg(slip.url),
        }
        for slip in slips
    ]
    context = {
        "sheets": [shown[start : start + PER_SHEET] for start in range(0, len(shown), PER_SHEET)],
        "issuer": issuer,
        "address": settings.SITE_URL + reverse("organizations:invitation_enter"),
        "issued_at": now,
    }
    return render_pdf("organizations/invitation_slips.html", context, stylesheets=("print/slips.css",))
