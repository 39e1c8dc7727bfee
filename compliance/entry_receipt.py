"""The receipt of a paper that was entered: a letter with the address for the post, and a slip to be signed when handed over."""

from datetime import date

from compliance.models import PaperEntry
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf

STYLES = (OFFICIAL, "print/statement.css", "print/entry_receipt.css")


def receipt_pdf(entry: PaperEntry, *, signed: bool = False) -> bytes:
    """What was submitted comes out of the frozen text; the address is where the organization is found now."""
    submission = entry.paper.submissions.get(number=entry.number)
    due_on = date.fromisoformat(submission.content["due_on"])
    context = {
        "entry": entry,
        "signed": signed,
        "organization": entry.organization,
        "title": entry.paper.title,
        "content": submission.content,
        "submission": submission,
        "issued_at": entry.entered_at,
        "due_on": due_on,
        "days_late": max((entry.received_on - due_on).days, 0) if entry.number == 1 else 0,
    }
    return render_pdf(
        "compliance/entry_receipt.html",
        context,
        stylesheets=STYLES,
        identifier=submission.sha256,
        data=submission.content,
        proof=proof_of(submission),
    )


def receipt_name(entry: PaperEntry) -> str:
    return f"{entry.organization.uscc}_{entry.paper.title}_代录回执.pdf"
