"""An annual statement as a PDF, out of its frozen figures and nothing else."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse

from organizations.enums import Post
from reports.chart import chart
from reports.enums import YearState
from reports.models import AnnualStatement
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf
from zhengzhou_ideology.signing import signed_copy

STYLES = (OFFICIAL, "print/statement.css")
TEMPLATE = "reports/statement_paper.html"
DAYS = (
    "due_on",
    "first_submitted_on",
    "accepted_on",
    "held_on",
    "last_on",
    "founded_on",
    "ended_on",
    "since",
    "until",
    "starts_on",
    "ends_on",
    "filed_on",
    "decided_on",
    "recorded_on",
    "summary_on",
    "confirmed_on",
    "asked_on",
    "old_due",
    "new_due",
    "closed_on",
)
# From so many characters on a name takes a smaller size on the cover; 120 are the longest.
LONG_NAME = 44


def statement_pdf(statement: AnnualStatement, *, signed: bool = False) -> bytes:
    """The same statement gives the same file, with its proof from the next seal on; `signed` says whether a signature follows."""
    context, code = context_of(statement) | {"signed": signed}, statement.verification_code
    return render_pdf(
        TEMPLATE, context, stylesheets=STYLES, identifier=code, data=statement.snapshot, proof=proof_of(statement)
    )


def statement_copy(statement: AnnualStatement, at: datetime) -> bytes:
    """As it is handed out: signed by the registration authority that stands on it, if that has a key."""
    signer = statement.snapshot["organization"]["registration_authority_code"]
    reason = f"{statement.year}年度合规报告"
    return signed_copy(partial(statement_pdf, statement), signer=signer, reason=reason, at=at)


def context_of(statement: AnnualStatement) -> dict[str, Any]:
    address = settings.SITE_URL + reverse("reports:verify", args=[statement.verification_code])
    facts = with_days(statement.snapshot)
    named = facts["organization"]["name"] + facts["organization"].get("name_note", "")
    return {
        "facts": facts,
        "statement": statement,
        "issued_at": statement.issued_at,
        "as_of": statement.as_of,
        "provisional": statement.publication_id is None,
        "open_year": facts["year_state"] != YearState.FINISHED,
        "long_name": len(named) > LONG_NAME,
        "posts": posts(facts.get("terms", [])),
        "chart": chart(statement.snapshot),
        "address": address,
        "qr": qr_svg(address),
    }


def posts(terms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every post with its holders of the year; one that nobody held is there too."""
    return [{"label": post.label, "terms": [term for term in terms if term["post"] == post]} for post in Post]


def with_days(value: Any) -> Any:
    """The figures with their ISO days as dates, which templates can write in Chinese."""
    if isinstance(value, list):
        return [with_days(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: date.fromisoformat(item) if name in DAYS and item else with_days(item) for name, item in value.items()
    }
