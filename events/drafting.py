"""Saving a draft: several people may have it open, and nobody's words are lost; a new one may start from an earlier filing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now

from events.enums import EDITABLE, FilingState, PaperKind
from events.models import EventFiling, EventPaper, ScopeDetail
from events.versions import COPIED
from organizations.models import Organization, User
from zhengzhou_ideology import drafting as drafts
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused

Scope = Sequence[Mapping[str, Any]]


def locked_draft(filing: EventFiling, by: User) -> EventFiling:
    locked = drafts.locked(filing, by=by, perm="events.change_eventfiling")
    if locked.state not in EDITABLE or not locked.is_current:
        raise Refused(f"申报当前状态为“{locked.get_state_display()}”，不能修改。")
    return locked


def locked_for_papers(filing: EventFiling, by: User, kind: str) -> EventFiling:
    """Papers of the application while it may be edited, those of the summary once the event was approved."""
    if kind != PaperKind.SUMMARY:
        return locked_draft(filing, by)
    locked = drafts.locked(filing, by=by, perm="events.conclude_eventfiling")
    if locked.state not in (FilingState.APPROVED, FilingState.CONCLUDED):
        raise Refused("活动获得批准之后才能上传总结材料。")
    return locked


@transaction.atomic
def start(organization: Organization, *, by: User, facts: Mapping[str, Any], scope: Scope) -> EventFiling:
    if not by.has_perm("events.file_event", organization):
        raise PermissionDenied("events.file_event")
    filing = EventFiling.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        competent_authority=organization.competent_authority,
        district=organization.district,
        prepared_by=by,
        edited_at=now(),
        **facts,
    )
    write_scope(filing, scope)
    return filing


@transaction.atomic
def save(filing: EventFiling, *, by: User, version: int, facts: Mapping[str, Any], scope: Scope | None) -> EventFiling:
    """Write the fields given, if `version` is still the one that the editor opened; raises `Collision` otherwise."""
    locked = locked_draft(filing, by)
    drafts.write(locked, facts, version=version, by=by, now=now())
    if scope is not None:
        write_scope(locked, scope)
    return locked


def write_scope(filing: EventFiling, scope: Scope) -> None:
    filing.scope_details.all().delete()
    ScopeDetail.objects.bulk_create(
        ScopeDetail(filing=filing, kind=detail["kind"], name=detail["name"], organization_id=detail["organization"])
        for detail in scope
    )


@transaction.atomic
def copy(filing: EventFiling, *, by: User) -> EventFiling:
    """A new draft with everything but the days, which move on by a year, and the papers, which are made anew."""
    if not by.has_perm("events.file_event", filing.organization):
        raise PermissionDenied("events.file_event")
    facts = {name: getattr(filing, name) for name in COPIED if name != "late_reason"}
    organization = facts["organization"]
    facts |= {
        "registration_authority": organization.registration_authority,
        "competent_authority": organization.competent_authority,
        "district": organization.district,
        "starts_on": filing.starts_on + timedelta(days=364),
        "ends_on": filing.ends_on + timedelta(days=364),
    }
    draft = EventFiling.objects.create(prepared_by=by, edited_at=now(), **facts)
    write_scope(draft, list(filing.scope_details.values("kind", "name", "organization")))
    return draft


@transaction.atomic
def attach(filing: EventFiling, uploads: Iterable[UploadedFile], *, kind: PaperKind, by: User) -> list[EventPaper]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    locked = locked_for_papers(filing, by, kind)
    return [EventPaper.objects.create(filing=locked, file=store(upload, by=by), kind=kind) for upload in uploads]


@transaction.atomic
def detach(paper: EventPaper, *, by: User) -> None:
    locked_for_papers(paper.filing, by, paper.kind)
    drafts.take_off(paper, now=now())
