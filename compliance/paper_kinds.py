"""What differs between the papers that are owed: what they say, what must be there, and what an amendment begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance import checklist, duty_checklist, duty_content, letters, report_content
from compliance.models import Duty, Meeting, QuarterlyReport
from compliance.models.owed import OwedPaper
from zhengzhou_ideology.drafting.checklist import ChecklistItem


def _no_parts(paper: Any, version: Any) -> None:
    pass


def _nothing(submission: Any) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class OwedKind:
    """`content` is what is hashed and frozen; `copied` are the columns that an amendment begins with, the rest of a paper
    being its own course; `copy_parts` hands on the rows below it, `went_in` keeps what hangs on a submission.
    """

    content: Callable[[Any], dict[str, Any]]
    check: Callable[[Any, date], list[ChecklistItem]]
    copied: tuple[str, ...]
    copy_parts: Callable[[Any, Any], None] = _no_parts
    went_in: Callable[[Any], None] = _nothing

    def begin_version(self, paper: OwedPaper) -> Any:
        return type(paper)(**{name: getattr(paper, name) for name in (*OF_EVERY_KIND, *self.copied)})


OF_EVERY_KIND = (
    *("organization", "registration_authority", "competent_authority", "district"),
    *("due_on", "due_provisional", "due_steps", "first_submitted_on"),
)


def _copy_meetings(report: QuarterlyReport, version: QuarterlyReport) -> None:
    for meeting in report.meetings.all():
        facts = {name: getattr(meeting, name) for name in report_content.MEETING_FIELDS}
        Meeting.objects.create(report=version, kind=meeting.kind, **facts)


KINDS: dict[type[OwedPaper], OwedKind] = {
    QuarterlyReport: OwedKind(
        content=report_content.content_of,
        check=checklist.check,
        copied=("period", "findings", "measures"),
        copy_parts=_copy_meetings,
    ),
    Duty: OwedKind(
        content=duty_content.content_of,
        check=duty_checklist.check,
        copied=(
            *("entry", "kind", "year", "part", "parts", "nominal_on", "earliest_on"),
            *duty_content.FACTS,
        ),
        went_in=letters.record,
    ),
}


def kind_of(paper: OwedPaper) -> OwedKind:
    return KINDS[type(paper)]
