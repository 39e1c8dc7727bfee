"""Saving a draft: several people may have it open, and nobody's words are lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now

from compliance.enums import EDITABLE, MeetingKind, Section
from compliance.models import Meeting, QuarterlyReport, ReportAttachment
from organizations.models import User
from zhengzhou_ideology import drafting as drafts
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused


def _locked(report: QuarterlyReport, by: User) -> QuarterlyReport:
    locked = drafts.locked(report, by=by, perm="compliance.change_quarterlyreport")
    if locked.state not in EDITABLE:
        raise Refused(f"报告当前状态为“{locked.get_state_display()}”，不能修改。")
    return locked


@transaction.atomic
def save_draft(
    report: QuarterlyReport,
    *,
    by: User,
    version: int,
    text: Mapping[str, Any],
    meetings: Mapping[MeetingKind, Mapping[str, Any]],
) -> QuarterlyReport:
    """Write the fields given, if `version` is still the one that the editor opened; return the row as it is now.

    Raises `Collision` if somebody saved in between.
    """
    locked = _locked(report, by)
    drafts.write(locked, text, version=version, by=by, now=now())
    for kind, facts in meetings.items():
        Meeting.objects.update_or_create(report=locked, kind=kind, defaults=dict(facts))
    return locked


@transaction.atomic
def attach(
    report: QuarterlyReport, uploads: Iterable[UploadedFile], *, section: Section, by: User
) -> list[ReportAttachment]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    locked = _locked(report, by)
    return [
        ReportAttachment.objects.create(report=locked, file=store(upload, by=by), section=section) for upload in uploads
    ]


@transaction.atomic
def detach(attachment: ReportAttachment, *, by: User) -> None:
    _locked(attachment.report, by)
    drafts.take_off(attachment, now=now())
