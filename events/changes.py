"""Changes after approval: date, place, kind or scope are decided anew, the rest is logged and shown as a difference."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from events import filing_workflow, notices
from events.enums import FilingState, PaperKind
from events.filing_content import LARGE, SMALL, facts_of
from events.models import EventChange, EventFiling, EventPaper
from events.notice_period import gives_notice
from events.submission import permission_to_certify_own, refuse_once_begun
from events.versions import write_version
from organizations.models import User
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import Refused


def locked_approved(filing: EventFiling, by: User, perm: str) -> EventFiling:
    locked = EventFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if not by.has_perm(perm, locked):
        raise PermissionDenied(perm)
    if locked.state != FilingState.APPROVED or not locked.is_current:
        raise Refused(f"当前状态为“{locked.get_state_display()}”，只有已批准的活动可以变更。")
    return locked


@transaction.atomic
def propose(filing: EventFiling, *, by: User, now: datetime, facts: Mapping[str, Any], reason: str) -> EventChange:
    """The secretary asks for a large change; it takes effect as a new version when the leader certifies it.

    `facts` are JSON values by the names of `filing_content.LARGE`, and `late_reason`.
    """
    locked = locked_approved(filing, by, "events.propose_change_eventfiling")
    refuse_once_begun(locked, now)
    if EventChange.objects.filter(filing=locked, is_large=True, closed_at__isnull=True).exists():
        raise Refused("该活动已有一项变更正在等待负责人确认。")
    was = facts_of(locked)
    after = {name: facts[name] for name in (*LARGE, "late_reason") if name in facts and facts[name] != was[name]}
    if not set(after) & set(LARGE):
        raise Refused("时间、地点、类别和范围均未改变，无须重新审批。")
    _refuse_unexplained_lateness(locked, after, now)
    change = EventChange.objects.create(
        filing=locked,
        is_large=True,
        before={name: was[name] for name in after},
        after=after,
        reason=reason,
        prepared_by=by,
    )
    notices.certification_asked(locked)
    return change


@transaction.atomic
def certify(change: EventChange, *, by: User, now: datetime) -> EventFiling:
    """The leader certifies: the old version is superseded, the new one starts at submitted."""
    locked = locked_approved(change.filing, by, "events.certify_change_eventfiling")
    change = EventChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.closed_at:
        raise Refused("这项变更已经办结。")
    permission = permission_to_certify_own(locked.organization, by, change.prepared_by_id, localdate(now))
    _refuse_unexplained_lateness(locked, change.after, now)
    version = write_version(
        locked,
        name="change",
        by=by,
        certified_by=by,
        prepared_by=change.prepared_by,
        now=now,
        facts={name: value for name, value in change.after.items() if name != "scope"},
        scope=change.after.get("scope"),
        self_certification=permission,
        reason=change.reason,
    )
    filing_workflow.supersede(locked, by=by)
    change.certified_by, change.self_certification, change.closed_at, change.version = by, permission, now, version
    change.save()
    return version


@transaction.atomic
def withdraw(change: EventChange, *, by: User, now: datetime) -> None:
    """Nothing changes, and the approval stands."""
    locked_approved(change.filing, by, "events.view_eventfiling")
    change = EventChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    allowed = ("events.propose_change_eventfiling", "events.certify_change_eventfiling")
    if not any(by.has_perm(perm, change.filing) for perm in allowed):
        raise PermissionDenied("events.propose_change_eventfiling")
    if change.closed_at:
        raise Refused("这项变更已经办结。")
    change.closed_at = now
    change.save()


@transaction.atomic
def apply_small(
    filing: EventFiling,
    *,
    by: User,
    now: datetime,
    facts: Mapping[str, Any],
    reason: str,
    agenda: Iterable[UploadedFile] = (),
) -> EventChange:
    """Headcount, money, wording or agenda: at once, with both values on record; the approval stands."""
    locked = locked_approved(filing, by, "events.propose_change_eventfiling")
    was = facts_of(locked)
    for name in SMALL:
        if name in facts:
            setattr(locked, name, facts[name])
    will = facts_of(locked)
    after = {name: will[name] for name in SMALL if will[name] != was[name]}
    before = {name: was[name] for name in after}
    uploads = list(agenda)
    if uploads:
        before["agenda"], after["agenda"] = _replace_agenda(locked, uploads, by, now)
    if not after:
        raise Refused("内容没有变化。")
    locked.full_clean()
    locked.save()
    change = EventChange.objects.create(
        filing=locked, is_large=False, before=before, after=after, reason=reason, prepared_by=by, closed_at=now
    )
    text = f"{locked.organization}更新了活动的部分内容，不须重新审批。原因：{reason}"
    notices.authorities_told(locked, "内容有更新", text, f"small{change.pk}")
    return change


def _replace_agenda(filing: EventFiling, uploads: list[UploadedFile], by: User, now: datetime) -> tuple[str, str]:
    old = filing.papers.live().filter(kind=PaperKind.AGENDA).select_related("file")
    before = "、".join(paper.file.name for paper in old)
    old.update(removed_at=now)
    new = [
        EventPaper.objects.create(filing=filing, file=store(upload, by=by), kind=PaperKind.AGENDA) for upload in uploads
    ]
    return before, "、".join(paper.file.name for paper in new)


def _refuse_unexplained_lateness(filing: EventFiling, after: Mapping[str, Any], now: datetime) -> None:
    if "starts_on" not in after:
        return
    first_day = EventFiling._meta.get_field("starts_on").to_python(after["starts_on"])
    explained = (after.get("late_reason") or filing.late_reason).strip()
    if not explained and not gives_notice(first_day, now, deadlines=load_deadlines()):
        raise Refused("变更后的活动首日距今不足一周，请填写逾期申报的理由。")
