"""Starting and saving the draft of a report of a matter, and its attachments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from compliance.enums import MatterPart, MatterState
from compliance.models import MatterAttachment, MatterReport
from organizations.certification import refuse_once_ended
from organizations.models import Organization, User
from zhengzhou_ideology.drafting import drafts
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import act

FILE, CHANGE = "compliance.file_matterreport", "compliance.change_matterreport"
EDITABLE = (MatterState.DRAFT,)


@transaction.atomic
def start(organization: Organization, *, by: User, now: datetime, facts: Mapping[str, Any]) -> MatterReport:
    if not by.has_perm(FILE, organization):
        raise PermissionDenied(FILE)
    report = MatterReport(organization=organization, prepared_by=by, edited_at=now, **facts)
    refuse_once_ended(report)
    report.save()
    return report


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save(report: MatterReport, *, by: User, now: datetime, version: int, facts: Mapping[str, Any]) -> MatterReport:
    """Write the fields given, if `version` is still the one that the editor opened; raises `Collision` otherwise."""
    drafts.write(report, facts, version=version, by=by, now=now)
    return report


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def attach(
    report: MatterReport, *, by: User, uploads: Iterable[UploadedFile], part: MatterPart
) -> list[MatterAttachment]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    fitting = quota.within(uploads, report.attachments.values("file"))
    return [MatterAttachment.objects.create(report=report, file=store(upload, by=by), part=part) for upload in fitting]


@act(perm=CHANGE, source=EDITABLE, verb="修改", of=lambda attachment: attachment.report)
def detach(attachment: MatterAttachment, report: MatterReport, *, by: User, now: datetime) -> None:
    attachment.take_off(now)
