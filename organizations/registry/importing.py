"""The way of a registry list into the portal: previewed, asked about, confirmed once, or given up."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from organizations.enums import ImportState, Role, Verdict
from organizations.models import Authority, AuthorityProposal, ImportBatch, Membership, User
from organizations.models.proposals import NOTICE_KIND
from organizations.registry import acts, applying, staging
from organizations.registry.checking import check_lists
from organizations.registry.reading import Listing, read_lists
from organizations.registry.resources import OrganizationResource
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files import names as file_names
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.workflow import Refused, labels, log, refuse_unless_in, under_lock

labels.register(__name__, answer_direct="答复为直接登记", confirm_import="确认导入", discard_import="放弃导入")


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
    lists = read_lists(content, resource.column_names(), resource.required_columns())
    batch = ImportBatch.objects.create(
        file_name=file_names.clean(file_name),
        file_sha256=hashlib.sha256(content).hexdigest(),
        lists=[listing.stored() for listing in lists.listings],
        unread=lists.unread,
        uploaded_by=by,
        authority=authority,
    )
    _check(batch, lists.listings, resource, today=today)
    _tell_of_unknown(batch, today)
    return batch


def _tell_of_unknown(batch: ImportBatch, today: date) -> None:
    """Administrators, who answer, and supervisors of the bureau, who may say what is meant."""
    names = list(batch.proposals.values_list("name", flat=True))
    if not names:
        return
    held = Membership.objects.current(today)
    bureau = held.of_role(Role.SUPERVISOR).filter(authority=batch.authority)
    told = held.of_role(Role.ADMINISTRATOR) | bureau
    outbox.post(
        User.objects.filter(pk__in=told.values("user")).exclude(pk__in=[batch.uploaded_by_id]),
        kind=NOTICE_KIND,
        subject=f"名录中有 {len(names)} 个未知单位待答复：{batch.file_name}",
        body=f"{'、'.join(names[:10])}{'等' if len(names) > 10 else ''}。每个名称答复一次：新设机关单位，还是某单位的别名？",
        key=f"import:{batch.pk}:unknown",
        url=reverse("organizations:authority_proposals"),
    )


def _check(batch: ImportBatch, listings: list[Listing], resource: OrganizationResource, *, today: date) -> None:
    """Judge each row by itself and against the register, and ask about each unknown name once."""
    reach, asks = reach_of(batch.authority), is_on_a_page(batch)
    left = set(batch.proposals.left().values_list("name", flat=True))
    unknown = staging.stage(batch, check_lists(listings, resource, reach), asks=asks, left=left)
    if asks:
        asked = [AuthorityProposal(batch=batch, name=name, rows=rows) for name, rows in sorted(unknown.items())]
        AuthorityProposal.objects.bulk_create(asked, ignore_conflicts=True)
    staging.compare(batch, reach=reach, today=today)


def is_on_a_page(batch: ImportBatch) -> bool:
    """Somebody looks at the preview and can be asked; a command cannot."""
    return batch.uploaded_by_id is not None


@transaction.atomic
def check_again(batch: ImportBatch, *, today: date) -> None:
    """Judge the rows anew, from the cells that are kept, after the register has come to know further names."""
    locked = under_lock(batch)
    refuse_unless_in(locked, {ImportState.PREVIEWED}, "重新比对")
    listings = list(_kept(locked))
    locked.rows.all()._raw_delete(locked.rows.db)
    _check(locked, listings, OrganizationResource(today), today=today)


def _kept(batch: ImportBatch) -> Iterator[Listing]:
    for stored in batch.lists:
        rows = batch.rows.filter(sheet=stored["number"]).order_by("row").values_list("row", "cells")
        yield Listing.again(stored, list(rows))


def new_without_competent(batch: ImportBatch) -> int:
    """How many new organizations the list leaves open whether they have a 业务主管单位."""
    return batch.rows.new_without_competent().count()


@transaction.atomic
def answer_direct(batch: ImportBatch, *, by: User) -> None:
    """New organizations of which the list says nothing are registered directly (直接登记)."""
    locked = _locked(batch)
    locked.registers_directly = True
    locked.save(update_fields=["registers_directly"])
    log(locked, "answer_direct", by=by)


@transaction.atomic
def confirm(batch: ImportBatch, *, by: User | None = None, now: datetime) -> bool:
    """Write the previewed rows, once. False if the register has changed since: then the preview is made anew instead."""
    locked, today = _locked(batch), day_of(now)
    applying.lock_register()
    if staging.is_outdated(locked, today=today):
        staging.compare(locked, reach=reach_of(locked.authority), today=today)
        return False
    _refuse_unanswered(locked)
    if not writes_nothing(locked):
        acts.enter(locked, by=by, now=now)
        applying.write(locked, today=today)
        acts.follow(locked, by=by, now=now)
    locked.state, locked.applied_at = ImportState.APPLIED, now
    locked.save(update_fields=["state", "applied_at"])
    log(locked, "confirm_import", by=by, before=ImportState.PREVIEWED)
    return True


def _refuse_unanswered(batch: ImportBatch) -> None:
    if batch.registers_directly or not is_on_a_page(batch):
        return
    if count := new_without_competent(batch):
        raise Refused(
            f"名录没有业务主管单位一列，其中 {count} 家是新增的社会组织。请先答复它们是否均为直接登记；"
            "不是的，请放弃这次导入，补上这一列后重新上传。"
        )


@transaction.atomic
def discard(batch: ImportBatch, *, by: User) -> None:
    """Give the preview up; its rows go, that there was one stays on record."""
    locked = _locked(batch)
    locked.rows.all()._raw_delete(locked.rows.db)
    locked.state = ImportState.DISCARDED
    locked.save(update_fields=["state"])
    log(locked, "discard_import", by=by, before=ImportState.PREVIEWED)


def _locked(batch: ImportBatch) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state != ImportState.PREVIEWED:
        raise Refused(f"这次导入的状态为“{locked.get_state_display()}”，不能再次办理。")
    return locked


def writes_nothing(batch: ImportBatch) -> bool:
    return not (batch.counts[Verdict.NEW] or batch.counts[Verdict.CHANGED])
