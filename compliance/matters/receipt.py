"""The receipt of a report of a matter: when it was sent, to whom, and over which content."""

from compliance.matters.content import for_reading
from compliance.models import MatterSubmission
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf

STYLES = (OFFICIAL, "print/statement.css", "print/receipt.css")


def receipt_pdf(submission: MatterSubmission, *, signed: bool = False) -> bytes:
    """Out of the frozen submission alone: the same submission gives the same file, with its proof from the next seal on."""
    context = {
        "submission": submission,
        "signed": signed,
        "content": for_reading(submission.content),
        "issued_at": submission.submitted_at,
    }
    return render_pdf(
        "compliance/matter_receipt.html",
        context,
        stylesheets=STYLES,
        identifier=submission.sha256,
        data=submission.content,
        proof=proof_of(submission),
    )


def receipt_name(submission: MatterSubmission) -> str:
    return f"{submission.content['organization']['uscc']}_matter_{submission.report_id}.pdf"
