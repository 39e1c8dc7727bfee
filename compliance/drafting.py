"""Saving the draft of a report, and its attachments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from compliance.enums import EDITABLE, MeetingKind, Section
from compliance.models import Meeting, QuarterlyReport, ReportAttachment
from organizations.models import User
from zhengzhou_ideology.drafting import drafts
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import act

CHANGE = "compliance.change_quarterlyreport"


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
def attach(
    report: QuarterlyReport, *, by: User, uploads: Iterable[UploadedFile], part: Section
) -> list[ReportAttachment]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    return [
        ReportAttachment.objects.create(report=report, file=store(upload, by=by), section=part) for upload in uploads
    ]


@act(perm=CHANGE, source=EDITABLE, verb="修改", of=lambda attachment: attachment.report)
def detach(attachment: ReportAttachment, report: QuarterlyReport, *, by: User, now: datetime) -> None:
    attachment.take_off(now)
