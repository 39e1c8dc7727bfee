"""Saving the draft of a report or a duty, and its attachments."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from compliance import notices
from compliance.enums import EDITABLE, MeetingKind, ReportState
from compliance.models import Duty, Meeting, QuarterlyReport
from compliance.models.owed import OwedPaper
from organizations.certification import refuse_once_ended
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.drafting import drafts
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused, act, need

CHANGE = "compliance.change_{model}"


def _write_report(
    report: QuarterlyReport,
    *,
    text: Mapping[str, Any],
    meetings: Mapping[MeetingKind, Mapping[str, Any]],
    **saved: Any,
) -> None:
    drafts.write(report, text, **saved)
    for kind, facts in meetings.items():
        Meeting.objects.update_or_create(report=report, kind=kind, defaults=dict(facts))


def _write_duty(duty: Duty, *, facts: Mapping[str, Any], **saved: Any) -> None:
    drafts.write(duty, facts, **saved)


WRITES: dict[type[OwedPaper], Callable[..., None]] = {QuarterlyReport: _write_report, Duty: _write_duty}


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save_draft(
    report: QuarterlyReport,
    *,
    by: User,
    now: datetime,
    version: int,
    text: Mapping[str, Any],
    meetings: Mapping[MeetingKind, Mapping[str, Any]],
) -> QuarterlyReport:
    """Write the fields given, if `version` is still the one that the editor opened; raises `Collision` otherwise."""
    _write_report(report, text=text, meetings=meetings, version=version, by=by, now=now)
    return report


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def save_duty(duty: Duty, *, by: User, now: datetime, version: int, facts: Mapping[str, Any]) -> Duty:
    """The same for the facts of a duty."""
    _write_duty(duty, facts=facts, version=version, by=by, now=now)
    return duty


@act(perm="compliance.enter_for_{model}", source=(ReportState.DRAFT,), label="登记管理机关代填")
def enter_for(paper: OwedPaper, *, by: User, now: datetime, version: int, reason: str, **typed: Any) -> None:
    """An officer types in what came on paper (代填); the organization sees it, sends it and certifies it as its own.

    `reason` says what it was typed from. Refused where the organization has written something itself.
    """
    refuse_once_ended(paper)
    need(reason, "请写明代填的依据。")
    if not type(paper)._default_manager.filter(pk=paper.pk).unwritten().exists():  # type: ignore[attr-defined]
        raise Refused("社会组织已自行填写，不能代填。")
    WRITES[type(paper)](paper, version=version, by=by, now=now, **typed)
    notices.entered_for(paper, by=by, reason=reason, today=day_of(now))


@act(perm=CHANGE, source=EDITABLE, verb="修改")
def attach(paper: OwedPaper, *, by: User, uploads: Iterable[UploadedFile], part: str) -> list[Any]:
    """Store the files and link them; one that is not acceptable raises `ValidationError` and none is kept."""
    fitting = quota.within(uploads, paper.attachments.values("file"))
    return [paper.attachments.create(file=store(upload, by=by), section=part) for upload in fitting]


@act(perm=CHANGE, source=EDITABLE, verb="修改", of=lambda attachment: attachment.paper)
def detach(attachment: Any, paper: OwedPaper, *, by: User, now: datetime) -> None:
    attachment.take_off(now)
