"""Later due days and exemptions: asked for by one organization, granted to one or to many at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    F,
    Func,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)

from compliance import extension_notices, report_workflow
from compliance.enums import PleaState, ReportState
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from compliance.models.extensions import PleaQuerySet
from compliance.models.owed import OwedPaper
from organizations.models import Authority, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import load_calendar
from zhengzhou_ideology.workflow import Refused, act, labels, log, log_many, need, need_proof

labels.register(
    __name__,
    ask_extension="申请延期",
    extend="准予延期",
    refuse_extension="未准予延期",
    ask_exemption="申请豁免",
    refuse_exemption="未准予豁免",
)
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Granted:
    """How many of the papers were granted it, and how many had arrived, were exempted or due later already."""

    granted: int
    left: int


# Asking


@act(perm="compliance.ask_extension")
def ask_extension(
    paper: OwedPaper,
    *,
    by: User,
    new_due: date,
    reason: str,
    now: datetime,
    evidence: UploadedFile | None = None,
) -> Extension:
    _refuse_unless_owed(paper)
    _check_day(new_due, day_of(now))
    if new_due <= paper.due_on:
        raise Refused("延至日期应晚于现截止日期。")
    facts = {"old_due": paper.due_on, "new_due": new_due}
    plea = _ask(Extension, paper, by=by, reason=reason, now=now, evidence=evidence, **facts)
    log(paper, "ask_extension", by=by, reason=f"申请延至{dated(new_due)}。理由：{reason}")
    extension_notices.asked(plea, f"申请将截止日期延至{dated(new_due)}", today=day_of(now))
    return plea


@act(perm="compliance.ask_exemption")
def ask_exemption(
    paper: OwedPaper, *, by: User, reason: str, now: datetime, evidence: UploadedFile | None = None
) -> Exemption:
    _refuse_unless_owed(paper)
    plea = _ask(Exemption, paper, by=by, reason=reason, now=now, evidence=evidence)
    log(paper, "ask_exemption", by=by, reason=f"理由：{reason}")
    extension_notices.asked(plea, "申请豁免", today=day_of(now))
    return plea


def _refuse_unless_owed(paper: OwedPaper) -> None:
    if not owed(type(paper)).filter(pk=paper.pk).exists():
        raise Refused("只有尚未报送的材料可以申请延期或者豁免。")


def owed(model: type[OwedPaper]) -> Any:
    """The papers of this kind that can be put off or exempted: current, and never submitted."""
    papers: Any = model._default_manager
    return papers.never_submitted().current()


def undecided(pleas: PleaQuerySet) -> PleaQuerySet:
    """Those that still wait: asked, and of a paper that is still owed."""
    return (pleas.of(owed(QuarterlyReport)) | pleas.of(owed(Duty))).asked()


def _ask(
    model: type[Any],
    paper: OwedPaper,
    *,
    by: User,
    reason: str,
    now: datetime,
    evidence: UploadedFile | None,
    **facts: Any,
) -> Any:
    need(reason, "请写明理由。")
    if model.objects.asked().filter(**{paper.field: paper}).exists():
        raise Refused("该材料已有一份申请正在审批。")
    kept = store(evidence, by=by) if evidence else None
    return model.objects.create(
        **{paper.field: paper}, reason=reason, evidence=kept, asked_by=by, asked_at=now, **facts
    )


# Granting


@transaction.atomic
def extend(
    papers: QuerySet[Any],
    *,
    by: User,
    new_due: date,
    reason: str,
    now: datetime,
    evidence: StoredFile | None = None,
) -> Granted:
    """Move the due day of those of `papers` that have not arrived, in sets; what was asked for them is answered."""
    _check_grant(by, reason)
    _check_day(new_due, day_of(now))
    need_proof(by)
    asked = papers.count()
    keys = _locked(papers, by, lambda open_: open_.filter(due_on__lt=new_due))
    chosen = papers.model._default_manager.filter(pk__in=keys)
    if keys:
        old_due = papers.model._default_manager.filter(pk=OuterRef(papers.model.field)).values("due_on")
        answers = {"new_due": new_due, "old_due": Subquery(old_due)}
        columns = {"old_due": F("due_on"), "new_due": Value(new_due, DateField())}
        _grant(Extension, chosen, answers, columns, by=by, reason=reason, now=now, evidence=evidence)
        log_many(chosen, "extend", by=by, reason=f"延至{dated(new_due)}。理由：{reason}")
        step = {"date": new_due.isoformat(), "counts": True, "why": f"经{by.acting_label}准予延期：{reason}"}
        chosen.update(
            due_on=new_due,
            due_provisional=load_calendar().is_provisional(new_due),
            due_steps=Func(F("due_steps"), Value([step], JSONField()), template="%(expressions)s", arg_joiner=" || "),
            times_extended=F("times_extended") + 1,
        )
        extension_notices.extended(chosen, new_due, reason=reason, today=day_of(now))
    return Granted(len(keys), asked - len(keys))


@transaction.atomic
def exempt(
    papers: QuerySet[Any], *, by: User, reason: str, now: datetime, evidence: StoredFile | None = None
) -> Granted:
    """Ask nothing more of those of `papers` that have not arrived, in sets."""
    _check_grant(by, reason)
    need_proof(by)
    asked = papers.count()
    keys = _locked(papers, by, lambda open_: open_.filter(state__in=report_workflow.exempt.source))
    chosen = papers.model._default_manager.filter(pk__in=keys)
    if keys:
        _grant(Exemption, chosen, {}, {}, by=by, reason=reason, now=now, evidence=evidence)
        log_many(chosen, "exempt", by=by, reason=reason, after=Value(ReportState.EXEMPTED, CharField()))
        chosen.update(state=ReportState.EXEMPTED, decided_by=by)
        extension_notices.exempted(chosen, reason=reason, today=day_of(now))
    return Granted(len(keys), asked - len(keys))


def grant(plea: Extension | Exemption, *, by: User, now: datetime, remark: str, new_due: date | None = None) -> None:
    """Grant what was asked; a supervisor may set another day than the one that was asked for."""
    _refuse_twice(plea)
    paper = plea.paper
    papers: Any = type(paper)._default_manager
    asked_for = papers.filter(pk=paper.pk)
    reason = remark.strip() or plea.reason
    if isinstance(plea, Extension):
        outcome = extend(asked_for, by=by, new_due=new_due or plea.new_due, reason=reason, now=now)
    else:
        outcome = exempt(asked_for, by=by, reason=reason, now=now)
    if not outcome.granted:
        raise Refused("该材料已报送、已送负责人确认、已豁免，或者现截止日期不早于所定日期，不能准予。")


@act(perm="compliance.extend_{model}", of=lambda plea: plea.paper, weighty=True)
def refuse(plea: Extension | Exemption, paper: OwedPaper, *, by: User, now: datetime, remark: str) -> None:
    _refuse_twice(plea)
    need(remark, "不予准许的，须写明理由。")
    plea.state, plea.decided_by, plea.decided_as = PleaState.REFUSED, by, by.acting_label
    plea.decided_at, plea.remark = now, remark
    plea.save()
    log(paper, f"refuse_{type(plea).__name__.lower()}", by=by, reason=remark)
    extension_notices.refused(plea, today=day_of(now))


def _refuse_twice(plea: Extension | Exemption) -> None:
    if plea.state != PleaState.ASKED:
        raise Refused(f"该申请{plea.get_state_display()}，不能再次审批。")


def _check_grant(by: User, reason: str) -> None:
    if not by.has_perm("compliance.grant_for_many"):
        raise PermissionDenied("compliance.grant_for_many")
    need(reason, "请写明理由。")


def _check_day(new_due: date, today: date) -> None:
    if not 0 <= (new_due - today).days <= LONGEST:
        raise Refused("延至日期应在今天至一年以内。")
    calendar = load_calendar()
    if not calendar.is_working_day(new_due):
        raise Refused(f"{dated(new_due)}不是工作日（{calendar.describe(new_due)}），请另选日期。")


def _locked(papers: QuerySet[Any], by: User, fit: Callable[[QuerySet[Any]], QuerySet[Any]]) -> list[int]:
    """Keys of those that may be granted something, in the reach of the supervisor, held until the end."""
    acting = by.acting
    reach = Authority.objects.subtree_of(acting.authority_id) if acting and acting.authority_id else []
    outstanding = owed(papers.model).filter(registration_authority__in=reach)
    chosen = fit(outstanding).filter(pk__in=papers.order_by().values("pk"))
    return list(chosen.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _grant(
    model: type[Any],
    papers: QuerySet[Any],
    answers: dict[str, Any],
    columns: dict[str, Any],
    *,
    by: User,
    reason: str,
    now: datetime,
    evidence: StoredFile | None,
) -> None:
    """Answer what was asked for these papers, and write a row for those who had not asked."""
    field = papers.model.field
    pending = model.objects.asked().of(papers)
    asked = list(pending.values_list(field, flat=True))
    decided = {"state": PleaState.GRANTED, "decided_by": by, "decided_as": by.acting_label, "decided_at": now}
    pending.update(**decided, remark=reason, **answers)
    others = papers.exclude(pk__in=asked).order_by()
    facts = {
        field: "pk",
        "state": Value(PleaState.GRANTED, CharField()),
        "reason": Value(reason),
        "decided_by": Value(by.pk),
        "decided_as": Value(by.acting_label),
        "decided_at": Value(now, DateTimeField()),
        **({"evidence": Value(evidence.pk)} if evidence else {}),
        **columns,
    }
    insert_select(model, others.values_list(*facts.values()), tuple(facts))
