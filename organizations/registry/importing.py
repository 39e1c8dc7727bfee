"""The way of a registry list into the portal: previewed, confirmed once, or given up."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from organizations.enums import ImportState, Verdict
from organizations.models import Authority, ImportBatch, User
from organizations.registry import applying, staging
from organizations.registry.checking import check_rows
from organizations.registry.reading import read_listing
from organizations.registry.resources import OrganizationResource
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files import names
from zhengzhou_ideology.workflow import Refused


def reach_of(authority: Authority | None) -> Collection[int] | None:
    """The registration authorities whose lists may be imported for `authority`; None, all of them, on the command line."""
    if authority is None:
        return None
    return set(Authority.objects.subtree_of(authority.pk).registering().values_list("pk", flat=True))


@transaction.atomic
def preview(
    content: bytes, file_name: str, *, by: User | None = None, authority: Authority | None = None, today: date
) -> ImportBatch:
    """Read, check and compare the list; nothing is written into the register.

    Raises `ValidationError` with a sentence for the user if the file holds no list that can be read.
    """
    resource = OrganizationResource(today)
    listing = read_listing(content, resource.column_names(), resource.required_columns())
    reach = reach_of(authority)
    batch = ImportBatch.objects.create(
        file_name=names.clean(file_name),
        file_sha256=hashlib.sha256(content).hexdigest(),
        header=listing.head,
        places=listing.places,
        uploaded_by=by,
        authority=authority,
    )
    staging.stage(batch, check_rows(listing, resource, reach))
    staging.compare(batch, reach=reach, today=today)
    return batch


@transaction.atomic
def confirm(batch: ImportBatch, *, now: datetime) -> bool:
    """Write the previewed rows, once. False if the register has changed since: then the preview is made anew instead."""
    locked, today = _locked(batch), day_of(now)
    applying.lock_register()
    if staging.is_outdated(locked, today=today):
        staging.compare(locked, reach=reach_of(locked.authority), today=today)
        return False
    applying.write(locked, today=today)
    locked.state, locked.applied_at = ImportState.APPLIED, now
    locked.save(update_fields=["state", "applied_at"])
    return True


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Give the preview up; its rows go, that there was one stays on record."""
    locked = _locked(batch)
    locked.rows.all()._raw_delete(locked.rows.db)
    locked.state = ImportState.DISCARDED
    locked.save(update_fields=["state"])


def _locked(batch: ImportBatch) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state != ImportState.PREVIEWED:
        raise Refused(f"这次导入的状态为“{locked.get_state_display()}”，不能再次办理。")
    return locked


def writes_nothing(batch: ImportBatch) -> bool:
    return not (batch.counts[Verdict.NEW] or batch.counts[Verdict.CHANGED])
