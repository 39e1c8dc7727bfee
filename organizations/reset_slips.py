"""The slip on which the code of a new password stands, as large as that of an invitation."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from organizations.invitations import grouped
from organizations.reset_workflow import ResetSlip
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import render_pdf


def reset_slip_pdf(slip: ResetSlip, *, now: datetime) -> bytes:
    """The code stands in no address, so that no log and no history of a browser keeps it."""
    address = settings.SITE_URL + reverse("organizations:access_reset_redeem")
    context = {
        "reset": slip.reset,
        "code": grouped(slip.code),
        "address": address,
        "qr": qr_svg(address),
        "issued_at": now,
    }
    return render_pdf("organizations/access_reset_slip.html", context, stylesheets=("print/slips.css",))
