"""Saving the draft of a report or a duty, and its attachments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from compliance.enums import EDITABLE, MeetingKind
from compliance.models import Duty, Meeting, QuarterlyReport
from compliance.models.owed import OwedPaper
from organizations.models import User
from zhengzhou_ideology.drafting import drafts
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import act

CHANGE = "compliance.change_{model}"


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save_draft(
    report: QuarterlyReport,
    *,
    by: User,
    now: datetime,
    version: int,
    text: Mapping[str, Any],
    meetings: Mapping[MeetingKind, Mapping[str, Any]],
) -> QuarterlyReport:
    """Write the fields given, if `version` is still the one that the editor opened; raises `Collision` otherwise."""
    drafts.write(report, text, version=version, by=by, now=now)
    for kind, facts in meetings.items():
        Meeting.objects.update_or_create(report=report, kind=kind, defaults=dict(facts))
    return report


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save_duty(duty: Duty, *, by: User, now: datetime, version: int, facts: Mapping[str, Any]) -> Duty:
    """The same for the facts of a duty."""
    drafts.write(duty, facts, version=version, by=by, now=now)
    return duty


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def attach(paper: OwedPaper, *, by: User, uploads: Iterable[UploadedFile], part: str) -> list[Any]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    return [paper.attachments.create(file=store(upload, by=by), section=part) for upload in uploads]


@act(perm=CHANGE, source=EDITABLE, verb="修改", of=lambda attachment: attachment.paper)
def detach(attachment: Any, paper: OwedPaper, *, by: User, now: datetime) -> None:
    attachment.take_off(now)
