"""A linked new version of a filing, which starts where its authorities have to decide: at submitted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events import notices
from events.enums import FilingState, PaperKind
from events.filing_content import BODY, TYPED
from events.models import EventFiling, EventPaper, ScopeDetail
from events.submission import receive, refuse_once_begun
from organizations.models import SelfCertification, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import labels, log

labels.register(__name__, change="变更后重新提交", reopen="复核撤销原决定，重新办理")


def write_version(
    filing: EventFiling,
    *,
    name: str,
    by: User,
    certified_by: User,
    prepared_by: User,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    scope: Sequence[Mapping[str, Any]] | None = None,
    self_certification: SelfCertification | None = None,
    reason: str = "",
) -> EventFiling:
    """Copy the filing with what has changed and put it before its authorities; call it inside a transaction.

    The caller says what becomes of the old version.
    """
    deadlines = load_deadlines()
    meta: Any = EventFiling._meta
    version = EventFiling(**{field: getattr(filing, field) for field in (*BODY, *TYPED)})
    for field, value in (facts or {}).items():
        setattr(version, field, meta.get_field(field).to_python(value))
    version.version, version.changes, version.prepared_by = filing.version + 1, filing, prepared_by
    version.self_certification = self_certification
    refuse_once_begun(version, now)
    if version.starts_on == filing.starts_on:
        version.first_submitted_on = filing.first_submitted_on
    version.is_late = False
    version.save()
    _copy_scope(filing, version, scope)
    EventPaper.objects.bulk_create(
        EventPaper(filing=version, file_id=paper.file_id, kind=paper.kind)
        for paper in filing.papers.live().exclude(kind=PaperKind.SUMMARY)
    )
    receive(version, by=certified_by, now=now, deadlines=deadlines)
    version.state = FilingState.SUBMITTED
    version.full_clean()
    version.save()
    log(version, name, by=by, reason=reason, before=filing.state)
    notices.received(version, today=day_of(now))
    return version


def _copy_scope(filing: EventFiling, version: EventFiling, scope: Sequence[Mapping[str, Any]] | None) -> None:
    details = scope
    if details is None:
        details = list(filing.scope_details.values("kind", "name", "organization"))
    ScopeDetail.objects.bulk_create(
        ScopeDetail(filing=version, kind=detail["kind"], name=detail["name"], organization_id=detail["organization"])
        for detail in details
    )
