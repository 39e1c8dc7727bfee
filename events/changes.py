"""Changes after approval: date, place, kind or scope are decided anew, the rest is logged and shown as a difference."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from events import filing_workflow, notices
from events.enums import FilingState, PaperKind
from events.filing_content import LARGE, SMALL, facts_of
from events.models import EventChange, EventFiling, EventPaper
from events.notice_period import gives_notice
from events.submission import refuse_once_begun
from events.versions import write_version
from organizations.certification import vouch
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import Refused, act

ONLY_APPROVED = frozenset({FilingState.APPROVED})


@act(
    source=ONLY_APPROVED, perm="events.propose_change_eventfiling", name="propose_change", label="提出须重新审批的变更"
)
def propose(filing: EventFiling, *, by: User, now: datetime, facts: Mapping[str, Any], reason: str) -> EventChange:
    """The secretary asks for a large change; it takes effect as a new version when the leader certifies it.

    `facts` are JSON values by the names of `filing_content.LARGE`, and `late_reason`.
    """
    filing_workflow.refuse_unless_current(filing)
    refuse_once_begun(filing, now)
    if EventChange.objects.filter(filing=filing, is_large=True, closed_at__isnull=True).exists():
        raise Refused("该活动已有一项变更正在等待负责人确认。")
    was = facts_of(filing)
    after = {name: facts[name] for name in (*LARGE, "late_reason") if name in facts and facts[name] != was[name]}
    if not set(after) & set(LARGE):
        raise Refused("时间、地点、类别和范围均未改变，无须重新审批。")
    _refuse_unexplained_lateness(filing, after, now)
    change = EventChange.objects.create(
        filing=filing,
        is_large=True,
        before={name: was[name] for name in after},
        after=after,
        reason=reason,
        prepared_by=by,
    )
    notices.certification_asked(filing, today=day_of(now))
    return change


@act(source=ONLY_APPROVED, perm="events.certify_change_eventfiling", of=lambda change: change.filing, weighty=True)
def certify(change: EventChange, filing: EventFiling, *, by: User, now: datetime) -> EventFiling:
    """The leader certifies: the old version is superseded, the new one starts at submitted."""
    _refuse_unless_open(change, filing)
    vouch(change, by=by, now=now)
    _refuse_unexplained_lateness(filing, change.after, now)
    version = write_version(
        filing,
        name="change",
        by=by,
        certified_by=by,
        prepared_by=change.prepared_by,
        now=now,
        facts={name: value for name, value in change.after.items() if name != "scope"},
        scope=change.after.get("scope"),
        self_certification=change.self_certification,
        reason=change.reason,
    )
    filing_workflow.supersede(filing, by=by)
    change.closed_at, change.version = now, version
    change.save()
    return version


@act(
    source=ONLY_APPROVED,
    perm="events.withdraw_change_eventfiling",
    of=lambda change: change.filing,
    name="withdraw_change",
    label="撤回变更",
)
def withdraw(change: EventChange, filing: EventFiling, *, by: User, now: datetime) -> None:
    """Nothing changes, and the approval stands."""
    _refuse_unless_open(change, filing)
    change.closed_at = now
    change.save()


@act(source=ONLY_APPROVED, perm="events.propose_change_eventfiling", name="update", label="更新内容（不须重新审批）")
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
    filing_workflow.refuse_unless_current(filing)
    was = facts_of(filing)
    for name in SMALL:
        if name in facts:
            setattr(filing, name, facts[name])
    will = facts_of(filing)
    after = {name: will[name] for name in SMALL if will[name] != was[name]}
    before = {name: was[name] for name in after}
    uploads = list(agenda)
    if uploads:
        before["agenda"], after["agenda"] = _replace_agenda(filing, uploads, by, now)
    if not after:
        raise Refused("内容没有变化。")
    filing.full_clean()
    filing.save()
    change = EventChange.objects.create(
        filing=filing, is_large=False, before=before, after=after, reason=reason, prepared_by=by, closed_at=now
    )
    text = f"{filing.organization}更新了活动的部分内容，不须重新审批。原因：{reason}"
    notices.authorities_told(filing, "内容有更新", text, f"small{change.pk}", today=day_of(now))
    return change


def _replace_agenda(filing: EventFiling, uploads: list[UploadedFile], by: User, now: datetime) -> tuple[str, str]:
    old = filing.papers.live().filter(kind=PaperKind.AGENDA).select_related("file")
    before = "、".join(paper.file.name for paper in old)
    old.update(removed_at=now)
    fitting = quota.within(uploads, filing.papers.values("file"))
    new = [
        EventPaper.objects.create(filing=filing, file=store(upload, by=by), kind=PaperKind.AGENDA) for upload in fitting
    ]
    return before, "、".join(paper.file.name for paper in new)


def _refuse_unless_open(change: EventChange, filing: EventFiling) -> None:
    filing_workflow.refuse_unless_current(filing)
    if change.closed_at:
        raise Refused("这项变更已经办结。")


def _refuse_unexplained_lateness(filing: EventFiling, after: Mapping[str, Any], now: datetime) -> None:
    if "starts_on" not in after:
        return
    first_day = EventFiling._meta.get_field("starts_on").to_python(after["starts_on"])
    explained = (after.get("late_reason") or filing.late_reason).strip()
    if not explained and not gives_notice(first_day, now, deadlines=load_deadlines()):
        raise Refused("变更后的活动首日距今不足一周，请填写逾期申报的理由。")
