"""The receipt of a submitted quarterly report: when, by whom certified, and over which content."""

from datetime import date, datetime
from functools import partial

from compliance.models import ReportSubmission
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf
from zhengzhou_ideology.signing import signed_copy

STYLES = (OFFICIAL, "print/statement.css", "print/receipt.css")


def receipt_pdf(submission: ReportSubmission, *, signed: bool = False) -> bytes:
    """Out of the frozen submission alone: the same submission gives the same file, with its proof from the next seal on."""
    content, due_on = submission.content, date.fromisoformat(submission.content["due_on"])
    day = day_of(submission.submitted_at)
    # A correction does not make a timely report late; one that was withdrawn and filed anew does not age its first receipt.
    first_on = min(submission.report.first_submitted_on or day, day)
    context = {
        "submission": submission,
        "signed": signed,
        "issued_at": submission.submitted_at,
        "content": content,
        "meetings": [_meeting(meeting) for meeting in content["meetings"]],
        "due_on": due_on,
        "first_on": first_on,
        "days_late": max((first_on - due_on).days, 0),
    }
    return render_pdf(
        "reports/receipt_paper.html",
        context,
        stylesheets=STYLES,
        identifier=submission.sha256,
        data=content,
        proof=proof_of(submission),
    )


def receipt_copy(submission: ReportSubmission, at: datetime) -> bytes:
    """As it is handed out: signed by the registration authority that the report went to, if that has a key."""
    signer = submission.report.registration_authority.code
    return signed_copy(partial(receipt_pdf, submission), signer=signer, reason="季度报告回执", at=at)


def receipt_name(submission: ReportSubmission) -> str:
    content = submission.content
    period = f"{content['period']['year']}Q{content['period']['quarter']}"
    return f"{content['organization']['uscc']}_{period}_{submission.number}.pdf"


def _meeting(meeting: dict) -> dict:
    return meeting | {"held_on": date.fromisoformat(meeting["held_on"]) if meeting["held_on"] else None}
