"""An annual statement as a PDF, out of its frozen figures and nothing else."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from reports.chart import chart
from reports.enums import YearState
from reports.models import AnnualStatement
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf

STYLES = (OFFICIAL, "print/statement.css")
DAYS = ("due_on", "first_submitted_on", "accepted_on", "held_on", "last_on", "founded_on", "ended_on")


def statement_pdf(statement: AnnualStatement) -> bytes:
    """The same statement gives the same file, whenever and wherever it is made."""
    address = settings.SITE_URL + reverse("reports:verify", args=[statement.verification_code])
    facts = with_days(statement.snapshot)
    context = {
        "facts": facts,
        "statement": statement,
        "issued_at": statement.issued_at,
        "as_of": day_of(statement.issued_at),
        "open_year": facts["year_state"] != YearState.FINISHED,
        "chart": chart(statement.snapshot),
        "address": address,
        "qr": qr_svg(address),
    }
    return render_pdf(
        "reports/statement_paper.html", context, stylesheets=STYLES, identifier=statement.verification_code
    )


def with_days(value: Any) -> Any:
    """The figures with their ISO days as dates, which templates can write in Chinese."""
    if isinstance(value, list):
        return [with_days(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: date.fromisoformat(item) if name in DAYS and item else with_days(item) for name, item in value.items()
    }
