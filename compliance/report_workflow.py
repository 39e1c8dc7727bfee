"""The life of a quarterly report: every permitted move, and nothing else."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from compliance import checklist, notices
from compliance.enums import ReportState as S
from compliance.enums import ReturnGround
from compliance.models import Meeting, QuarterlyReport, ReportAttachment
from compliance.report_content import MEETING_FIELDS, content_of
from organizations.models import User
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.workflow import Refused, move


@move(
    source={S.DRAFT, S.RETURNED},
    target=S.CERTIFYING,
    perm="compliance.send_for_certification_quarterlyreport",
)
def send_for_certification(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    """The secretary has finished; a first responsible person reads it next (article 3)."""
    missing = checklist.errors(report, localdate(now))
    if missing:
        raise Refused(f"还有 {len(missing)} 项未完成：{'；'.join(item.message for item in missing)}。")
    report.prepared_by = by
    report.certified_by = report.self_certification = None
    notices.certification_asked(report)


@move(source={S.CERTIFYING}, target=S.DRAFT, perm="compliance.unlock_quarterlyreport")
def unlock(report: QuarterlyReport, *, by: User, reason: str) -> None:
    """Back to the secretary, with a remark; after a return it is a draft again, and the ground stays on record."""
    notices.unlocked(report, by=by, reason=reason)


@move(source={S.CERTIFYING}, target=S.SUBMITTED, perm="compliance.certify_quarterlyreport")
def certify(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    """The first responsible person certifies, and certifying submits: the text is frozen with its hash."""
    today = localdate(now)
    if by.pk == report.prepared_by_id:
        report.self_certification = report.organization.self_certifications.valid_on(today).first()
        if report.self_certification is None:
            raise Refused("填报人不能确认自己填报的报告；确由一人兼任的，请先向登记管理机关申请许可。")
    missing = checklist.errors(report, today)
    if missing:
        raise Refused(f"还有 {len(missing)} 项未完成：{'；'.join(item.message for item in missing)}。")
    report.certified_by = by
    report.submitted_at = now
    report.first_submitted_on = report.first_submitted_on or today
    report.decided_by, report.return_ground, report.return_reason = None, "", ""
    content = content_of(report)
    report.content_sha256 = sha256_of(content)
    report.submissions.create(
        number=report.submissions.count() + 1,
        content=content,
        sha256=report.content_sha256,
        submitted_at=now,
        certified_by=by,
        certified_as=by.acting_label,
    )


@move(source={S.SUBMITTED}, target=S.DRAFT, perm="compliance.withdraw_quarterlyreport")
def withdraw(report: QuarterlyReport, *, by: User, reason: str = "") -> None:
    """The organization takes it back before anyone has decided; the submitted text stays on record.

    What was taken back was not filed, so the duty runs again; one that came back for correction stays as timely as it was.
    """
    if report.submissions.count() == 1:
        report.first_submitted_on = None


@move(source={S.SUBMITTED}, target=S.RETURNED, perm="compliance.send_back_quarterlyreport")
def send_back(report: QuarterlyReport, *, by: User, ground: ReturnGround, reason: str) -> None:
    """Ask for corrections, on a ground of the closed list and with reasons."""
    if not reason.strip():
        raise Refused("退回报告须写明需要更正的内容。")
    report.decided_by, report.return_ground, report.return_reason = by, ground, reason
    notices.sent_back(report)


@move(source={S.SUBMITTED}, target=S.ACCEPTED, perm="compliance.accept_quarterlyreport")
def accept(report: QuarterlyReport, *, by: User, now: datetime) -> None:
    report.decided_by, report.accepted_at = by, now
    if report.amends_id:
        supersede(report.amends, by=by)
        report.is_current = True
    notices.accepted(report)


@move(source={S.ACCEPTED}, target=S.SUPERSEDED, perm=None)
def supersede(report: QuarterlyReport, *, by: User) -> None:
    """An accepted amendment takes its place."""
    report.is_current = False


@move(source={S.DRAFT, S.RETURNED}, target=S.EXEMPTED, perm="compliance.exempt_quarterlyreport")
def exempt(report: QuarterlyReport, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise Refused("豁免报告须写明理由。")
    report.decided_by = by
    notices.exempted(report, reason=reason)


MOVES = (send_for_certification, unlock, certify, withdraw, send_back, accept, supersede, exempt)


def amend(report: QuarterlyReport, *, by: User) -> QuarterlyReport:
    """Start a linked new version of an accepted report; the accepted one stays current until the new one is accepted."""
    with transaction.atomic():
        locked = QuarterlyReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if not by.has_perm("compliance.amend_quarterlyreport", locked):
            raise PermissionDenied("compliance.amend_quarterlyreport")
        if locked.state != S.ACCEPTED or not locked.is_current:
            raise Refused("只有已接收的现行报告可以更正。")
        if QuarterlyReport.objects.filter(amends=locked).exists():
            raise Refused("该报告已有一份更正正在办理。")
        version = QuarterlyReport.objects.create(
            organization=locked.organization,
            period=locked.period,
            version=locked.version + 1,
            amends=locked,
            is_current=False,
            registration_authority=locked.registration_authority,
            competent_authority=locked.competent_authority,
            district=locked.district,
            due_on=locked.due_on,
            due_provisional=locked.due_provisional,
            due_steps=locked.due_steps,
            findings=locked.findings,
            measures=locked.measures,
            prepared_by=by,
            first_submitted_on=locked.first_submitted_on,
        )
        for meeting in locked.meetings.all():
            facts = {name: getattr(meeting, name) for name in MEETING_FIELDS}
            Meeting.objects.create(report=version, kind=meeting.kind, **facts)
        for attachment in locked.attachments.live():
            ReportAttachment.objects.create(report=version, file=attachment.file, section=attachment.section)
        version.moves.create(
            name="amend",
            before=S.ACCEPTED,
            after=S.DRAFT,
            by=by,
            acting_as=by.acting_label,
            content_sha256=locked.content_sha256,
        )
    return version
