"""The papers that an organization hands in with a filing and after the event."""

from typing import Any

from django.urls import reverse

from events import drafting
from events.enums import PaperKind
from events.models import EventFiling, EventPaper
from events.views.reading import visible_filing
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.attachments import Boxes

# Those of the application, in the order of its page.
APPLICATION = (PaperKind.AGENDA, PaperKind.EMERGENCY_PLAN, PaperKind.PERMIT, PaperKind.OTHER)


def _may_read(request: SignedInRequest, filing: EventFiling, paper: Any) -> bool:
    """What came in with a submission, and what was added once the event was approved."""
    after_approval = filing.decided_at is not None and paper.file.uploaded_at >= filing.decided_at
    return after_approval or filing.submissions.naming(paper).exists()


def _page(filing: EventFiling, part: str) -> str:
    return reverse("events:summary" if part == PaperKind.SUMMARY else "events:filing_edit", args=[filing.pk])


BOXES = Boxes(
    model=EventPaper,
    owner="filing",
    part="kind",
    parts={
        PaperKind.AGENDA: "上传活动议程",
        PaperKind.EMERGENCY_PLAN: "上传应急熔断预案",
        PaperKind.PERMIT: "上传场地或者安全许可",
        PaperKind.OTHER: "上传其他材料",
        PaperKind.SUMMARY: "上传总结材料",
    },
    find=visible_filing,
    attach=drafting.attach,
    detach=drafting.detach,
    may_read=_may_read,
    page=_page,
    names=("events:attach", "events:detach", "events:paper"),
)
attach = BOXES.attaching()
detach = BOXES.detaching()
paper = BOXES.reading()
