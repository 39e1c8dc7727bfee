"""Recording a duty that was done, with its papers."""

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from compliance.models import DutyRecord
from organizations.models import Organization, User
from zhengzhou_ideology.files.intake import store


@transaction.atomic
def record(
    organization: Organization,
    *,
    by: User,
    kind: str,
    done_on: date,
    headcount: int | None,
    summary: str,
    uploads: Iterable[UploadedFile] = (),
) -> DutyRecord:
    """Write the record of the year in which it was done; a file that is not acceptable raises `ValidationError`."""
    duty = DutyRecord.objects.create(
        organization=organization,
        kind=kind,
        year=done_on.year,
        done_on=done_on,
        headcount=headcount,
        summary=summary,
        recorded_by=by,
    )
    duty.files.add(*(store(upload, by=by) for upload in uploads))
    return duty
