"""The life of a quarterly report: every permitted move and act, and nothing else."""

from datetime import datetime

from compliance import checklist, notices
from compliance.enums import ReportState as S
from compliance.enums import ReturnGround
from compliance.models import Meeting, QuarterlyReport, ReportAttachment
from compliance.report_content import MEETING_FIELDS, content_of
from organizations.certification import freeze, prepare, refuse_once_ended, vouch
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, act, labels, log, move, need

labels.register(
    __name__,
    hand_over="移交填报人",
    take_over="由承接单位办理",
    hand_on="随管理机关变更移交",
    resume="恢复活动后顺延报送期限",
)


@move(
    source={S.DRAFT, S.RETURNED},
    target=S.CERTIFYING,
    perm="compliance.send_for_certification_quarterlyreport",
    label="送负责人确认",
)
def send_for_certification(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    """The secretary has finished; a first responsible person reads it next (article 3)."""
    _refuse_incomplete(report, now)
    prepare(report, by=by)
    notices.certification_asked(report, today=day_of(now))


@move(source={S.CERTIFYING}, target=S.DRAFT, perm="compliance.unlock_quarterlyreport", label="退给填报人修改")
def unlock(report: QuarterlyReport, *, by: User, now: datetime, reason: str) -> None:
    """Back to the secretary, with a remark; after a return it is a draft again, and the ground stays on record."""
    notices.unlocked(report, by=by, reason=reason, today=day_of(now))


@move(source={S.CERTIFYING}, target=S.SUBMITTED, perm="compliance.certify_quarterlyreport", label="负责人确认并提交")
def certify(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    """The first responsible person certifies, and certifying submits: the text is frozen with its hash."""
    vouch(report, by=by, now=now)
    _refuse_incomplete(report, now)
    report.decided_by, report.return_ground, report.return_reason = None, "", ""
    freeze(report, content_of(report), by=by, now=now)


@move(source={S.SUBMITTED}, target=S.DRAFT, perm="compliance.withdraw_quarterlyreport", label="撤回")
def withdraw(report: QuarterlyReport, *, by: User, reason: str = "") -> None:
    """The organization takes it back before anyone has decided; the submitted text stays on record.

    A first submission taken back counts as none: the report is owed, and climbs the ladder, as before. One that had come
    back for correction stays as timely as it was.
    """
    refuse_once_ended(report)
    if report.submissions.count() == 1:
        report.first_submitted_on = None


@move(source={S.SUBMITTED}, target=S.RETURNED, perm="compliance.send_back_quarterlyreport", label="退回更正")
def send_back(report: QuarterlyReport, *, by: User, now: datetime, ground: ReturnGround, reason: str) -> None:
    """Ask for corrections, on a ground of the closed list and with reasons."""
    refuse_once_ended(report)
    need(reason, "退回报告须写明需要更正的内容。")
    report.decided_by, report.return_ground, report.return_reason = by, ground, reason
    notices.sent_back(report, today=day_of(now))


@move(source={S.SUBMITTED}, target=S.ACCEPTED, perm="compliance.accept_quarterlyreport", label="接收")
def accept(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    report.decided_by, report.accepted_at = by, now
    if report.amends_id:
        supersede(report.amends, by=by)
        report.is_current = True
    notices.accepted(report, today=day_of(now))


@move(source={S.ACCEPTED}, target=S.SUPERSEDED, perm=None, label="被更正版本取代")
def supersede(report: QuarterlyReport, *, by: User) -> None:
    """An accepted amendment takes its place."""
    report.is_current = False


@move(source={S.DRAFT, S.RETURNED}, target=S.EXEMPTED, perm="compliance.exempt_quarterlyreport", label="豁免")
def exempt(report: QuarterlyReport, *, by: User, now: datetime, reason: str) -> None:
    need(reason, "豁免报告须写明理由。")
    report.decided_by = by
    notices.exempted(report, reason=reason, today=day_of(now))


@move(source={S.DRAFT, S.CERTIFYING, S.RETURNED}, target=S.LAPSED, perm=None, label="因组织终止而终止")
def lapse(report: QuarterlyReport, *, by: User | None, reason: str) -> None:
    """The organization has ended, and nobody is left to file it; `life.ReportLife` does the same for all of them at once."""


MOVES = (send_for_certification, unlock, certify, withdraw, send_back, accept, supersede, exempt, lapse)


@act(source={S.ACCEPTED}, perm="compliance.amend_quarterlyreport", label="建立更正稿")
def amend(report: QuarterlyReport, *, by: User) -> QuarterlyReport:
    """Start a linked new version of an accepted report; the accepted one stays current until the new one is accepted."""
    refuse_once_ended(report)
    if QuarterlyReport.objects.filter(amends=report).exists():
        raise Refused("该报告已有一份更正正在办理。")
    version = QuarterlyReport.objects.create(
        **{name: getattr(report, name) for name in COPIED},
        version=report.version + 1,
        amends=report,
        is_current=False,
        prepared_by=by,
    )
    for meeting in report.meetings.all():
        facts = {name: getattr(meeting, name) for name in MEETING_FIELDS}
        Meeting.objects.create(report=version, kind=meeting.kind, **facts)
    for attachment in report.attachments.live():
        ReportAttachment.objects.create(report=version, file=attachment.file, section=attachment.section)
    log(version, "amend", by=by, before=S.ACCEPTED, after=S.DRAFT)
    return version


# What an amendment begins with; the rest of a report is its own course.
COPIED = (
    *("organization", "period", "registration_authority", "competent_authority", "district"),
    *("due_on", "due_provisional", "due_steps", "findings", "measures", "first_submitted_on"),
)


def _refuse_incomplete(report: QuarterlyReport, now: datetime) -> None:
    missing = checklist.errors(report, day_of(now))
    if missing:
        raise Refused(f"还有 {len(missing)} 项未完成：{'；'.join(item.message for item in missing)}。")
