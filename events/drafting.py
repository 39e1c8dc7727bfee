"""Saving the draft of a filing, and its papers; a new one may start from an earlier filing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from events.enums import EDITABLE, FilingState, PaperKind
from events.filing_content import TYPED
from events.filing_workflow import refuse_at_rest, refuse_unless_current
from events.models import EventFiling, EventPaper, ScopeDetail
from organizations.models import Organization, User
from zhengzhou_ideology.drafting import drafts
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused, act, refuse_unless_in, under_lock

Scope = Sequence[Mapping[str, Any]]
CHANGE, SUM_UP = "events.change_eventfiling", "events.conclude_eventfiling"


@transaction.atomic
def start(
    organization: Organization, *, by: User, now: datetime, facts: Mapping[str, Any], scope: Scope
) -> EventFiling:
    if not by.has_perm("events.file_event", organization):
        raise PermissionDenied("events.file_event")
    refuse_at_rest(organization)
    filing = EventFiling.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        competent_authority=organization.competent_authority,
        district=organization.district,
        prepared_by=by,
        edited_at=now,
        **facts,
    )
    write_scope(filing, scope)
    return filing


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save(
    filing: EventFiling, *, by: User, now: datetime, version: int, facts: Mapping[str, Any], scope: Scope | None
) -> EventFiling:
    """Write the fields given, if `version` is still the one that the editor opened; raises `Collision` otherwise.

    `scope` is None where a line of it could not be read, and stays as it was.
    """
    refuse_unless_current(filing)
    drafts.write(filing, facts, version=version, by=by, now=now)
    if scope is not None:
        write_scope(filing, scope)
    return filing


def write_scope(filing: EventFiling, scope: Scope) -> None:
    filing.scope_details.all().delete()
    ScopeDetail.objects.bulk_create(
        ScopeDetail(filing=filing, kind=detail["kind"], name=detail["name"], organization_id=detail["organization"])
        for detail in scope
    )


def copy(filing: EventFiling, *, by: User, now: datetime) -> EventFiling:
    """A new draft with everything but the days, which move on by a year, and the papers, which are made anew."""
    facts = {name: getattr(filing, name) for name in TYPED if name != "late_reason"}
    facts |= {"starts_on": filing.starts_on + timedelta(days=364), "ends_on": filing.ends_on + timedelta(days=364)}
    scope = list(filing.scope_details.values("kind", "name", "organization"))
    return start(filing.organization, by=by, now=now, facts=facts, scope=scope)


@transaction.atomic
def attach(filing: EventFiling, *, by: User, uploads: Iterable[UploadedFile], part: PaperKind) -> list[EventPaper]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    _lock_for_papers(filing, by, part)
    fitting = quota.within(uploads, filing.papers.values("file"))
    return [EventPaper.objects.create(filing=filing, file=store(upload, by=by), kind=part) for upload in fitting]


@transaction.atomic
def detach(paper: EventPaper, *, by: User, now: datetime) -> None:
    _lock_for_papers(paper.filing, by, paper.kind)
    paper.take_off(now)


def _lock_for_papers(filing: EventFiling, by: User, kind: str) -> None:
    """Papers of the application while it may be edited, those of the summary once the event was approved."""
    if kind != PaperKind.SUMMARY:
        refuse_unless_in(under_lock(filing, by=by, perm=CHANGE), EDITABLE, "修改")
        refuse_unless_current(filing)
    elif under_lock(filing, by=by, perm=SUM_UP).state not in (FilingState.APPROVED, FilingState.CONCLUDED):
        raise Refused("活动获得批准之后才能上传总结材料。")
