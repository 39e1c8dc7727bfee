"""The life of a report of a matter: every permitted move and act. Each addressee takes note and closes for itself."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from compliance.enums import AddresseeState, MessageKind
from compliance.enums import MatterState as S
from compliance.matters import checklist, notices
from compliance.matters.content import addressed, content_of
from compliance.models import MatterAddressee, MatterMessage, MatterReport
from compliance.models.matters import MatterAddresseeQuerySet
from organizations.certification import refuse_once_ended
from organizations.models import User
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.drafting.checklist import Incomplete
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule
from zhengzhou_ideology.workflow import Refused, act, asks, move, need, under_lock

ACKNOWLEDGE, CLOSE = "compliance.acknowledge_matterreport", "compliance.close_matterreport"


@move(source={S.DRAFT}, target=S.SENT, perm="compliance.send_matterreport", label="报送")
def send(report: MatterReport, *, by: User, now: datetime) -> None:
    """Any voice of the organization files it (article 8 asks for timeliness): the text is frozen with its hash."""
    refuse_once_ended(report)
    today = day_of(now)
    missing = checklist.check(report, today)
    if missing:
        raise Incomplete(missing)
    content = content_of(report)
    report.sent_at, report.prepared_by, report.content_sha256 = now, by, sha256_of(content)
    report.submissions.create(
        number=1,
        content=content,
        sha256=report.content_sha256,
        submitted_at=now,
        certified_by=by,
        certified_as=by.acting_label,
    )
    due = load_deadlines().due(TermRule.MATTER_ACKNOWLEDGEMENT, today)
    for how, authority in addressed(report).items():
        report.addressees.create(
            authority=authority,
            addressed_as=how,
            sent_on=today,
            due_on=due.due_on,
            due_provisional=due.provisional,
            due_steps=due.steps_as_json(),
        )
    notices.sent(report, today=today)


@move(source={S.DRAFT}, target=S.DISCARDED, perm="compliance.discard_matterreport", label="作废草稿")
def discard(report: MatterReport, *, by: User) -> None:
    """Nothing was sent, and nothing will be."""


@move(source={S.SENT}, target=S.ACKNOWLEDGED, perm=ACKNOWLEDGE, label="确认收悉")
def acknowledge(report: MatterReport, *, by: User, now: datetime) -> None:
    """The first of those addressed has taken note."""
    _note(report, by, now)


@act(source={S.ACKNOWLEDGED}, perm=ACKNOWLEDGE, label="确认收悉（其他单位已先收悉）")
def acknowledge_too(report: MatterReport, *, by: User, now: datetime) -> None:
    _note(report, by, now)


@asks(perm=ACKNOWLEDGE, source={S.SENT, S.ACKNOWLEDGED})
@transaction.atomic
def take_note(report: MatterReport, *, by: User, now: datetime) -> MatterReport:
    """The user's authority has read it; the others answer for themselves."""
    under_lock(report, by=by, perm=ACKNOWLEDGE)
    (acknowledge if report.state == S.SENT else acknowledge_too)(report, by=by, now=now)
    return report


@act(source={S.ACKNOWLEDGED}, perm="compliance.ask_matterreport", label="询问")
def ask(report: MatterReport, *, by: User, now: datetime, reason: str) -> MatterMessage:
    """An addressee that has taken note asks for facts; the question stands in the log as well."""
    need(reason, "请写明需要补充说明的事实。")
    if not own(report, by).acknowledged().exists():
        raise Refused("请先确认收悉，再行询问。")
    message = _write(report, MessageKind.QUESTION, reason, by)
    notices.asked(report, by, reason, today=day_of(now))
    return message


@act(source={S.SENT, S.ACKNOWLEDGED}, perm="compliance.supplement_matterreport", label="补充或者答复")
def supplement(
    report: MatterReport, *, by: User, now: datetime, reason: str, uploads: Iterable[UploadedFile] = ()
) -> MatterMessage:
    """The organization adds to what it sent, or answers; a file that is not acceptable raises `ValidationError`."""
    need(reason, "请写明补充或者答复的内容。")
    message = _write(report, MessageKind.SUPPLEMENT, reason, by)
    sent = MatterMessage.files.through.objects.filter(mattermessage__report=report)
    message.files.add(*(store(upload, by=by) for upload in quota.within(uploads, sent.values("storedfile"))))
    notices.supplemented(report, by, reason, today=day_of(now))
    return message


@move(source={S.ACKNOWLEDGED}, target=S.CLOSED, perm=CLOSE, label="办结")
def close(report: MatterReport, *, by: User, now: datetime, reason: str) -> None:
    """The last of those addressed closes it."""
    _close(report, by, now, reason)


@act(source={S.ACKNOWLEDGED}, perm=CLOSE, label="本单位办结（其他单位尚在办理）")
def close_own(report: MatterReport, *, by: User, now: datetime, reason: str) -> None:
    _close(report, by, now, reason)


@asks(perm=CLOSE, source={S.ACKNOWLEDGED})
@transaction.atomic
def settle(report: MatterReport, *, by: User, now: datetime, reason: str) -> MatterReport:
    """The user's authority is done with it; the report is closed with the last of them."""
    under_lock(report, by=by, perm=CLOSE)
    others = report.addressees.not_closed().exclude(pk__in=own(report, by).acknowledged())
    (close_own if others.exists() else close)(report, by=by, now=now, reason=reason)
    return report


MOVES = (send, discard, acknowledge, close)


def own(report: MatterReport, user: User) -> MatterAddresseeQuerySet:
    """The rows that the user answers for; one authority may be told in two capacities."""
    return MatterAddressee.objects.answered_by(user).filter(report=report)


def _note(report: MatterReport, by: User, now: datetime) -> None:
    facts = {"acknowledged_by": by, "acknowledged_as": by.acting_label, "acknowledged_at": now}
    if not own(report, by).awaited().update(state=AddresseeState.ACKNOWLEDGED, **facts):
        raise Refused("本单位已经确认收悉。")
    notices.acknowledged(report, by, today=day_of(now))


def _close(report: MatterReport, by: User, now: datetime, remark: str) -> None:
    need(remark, "办结须写明办结意见。")
    if not own(report, by).acknowledged().update(state=AddresseeState.CLOSED, closed_at=now, remark=remark):
        raise Refused("请先确认收悉；已经办结的，不能再次办结。")
    notices.closed(report, by, remark, today=day_of(now))


def _write(report: MatterReport, kind: MessageKind, text: str, by: User) -> MatterMessage:
    message: MatterMessage = report.messages.create(kind=kind, text=text, author=by, acting_as=by.acting_label)
    return message
