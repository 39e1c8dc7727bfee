"""送达: a paper is sent in one or several ways; from the first proof of service its terms run."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from compliance.cases import case_workflow, terms
from compliance.cases.enums import (
    RULE_OF_SERVICE,
    CaseFileKind,
    CasePaperKind,
    CaseState,
    CaseTermKind,
    Measure,
    ServiceMethod,
)
from compliance.cases.models import AccountabilityCase, CaseFile, CasePaper, ServiceRecord
from compliance.cases.papers import writing
from compliance.cases.record.files import refuse_if_sealed
from compliance.cases.voices import refuse_unless_free
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused, act, labels, log

labels.register(__name__, acknowledge="签收文书", issue_service_record="出具送达回证")
SERVE = "cases.serve_accountabilitycase"


@act(perm=SERVE, of=lambda paper: paper.case, name="send_paper", label="另行送达")
def send(
    paper: CasePaper,
    case: AccountabilityCase,
    *,
    by: User,
    today: date,
    method: ServiceMethod,
    sent_on: date,
    **facts: Any,
) -> ServiceRecord:
    """By post, e-mail or hand, beside the portal. `facts`: address, tracking_number, consent (a stored file)."""
    _refuse_unless_servable(paper, case, today)
    if method == ServiceMethod.PORTAL:
        raise Refused("文书签发时已通过门户送达，请另选送达方式。")
    if not paper.signed_on or not paper.signed_on <= sent_on <= today:
        raise Refused("发送日期应在文书签发之日至今日之间。")
    return ServiceRecord.objects.create(paper=paper, method=method, sent_on=sent_on, sent_by=by, **facts)


@act(perm="cases.acknowledge_accountabilitycase", of=lambda paper: paper.case)
def acknowledge(paper: CasePaper, case: AccountabilityCase, *, by: User, now: datetime) -> ServiceRecord:
    """An account of the organization confirms receipt in the portal; confirming twice changes nothing."""
    record = ServiceRecord.objects.select_for_update(of=("self",)).get(paper=paper, method=ServiceMethod.PORTAL)
    if record.served_on is None:
        refuse_unless_free(case, by)
        record.acknowledged_by, record.acknowledged_at, record.received_by = by, now, by.name
        _prove(case, record, day_of(now))
        log(case, "acknowledge", by=by, reason=str(paper))
    return record


@act(perm=SERVE, of=lambda record: record.paper.case, name="prove_service", label="登记送达")
def prove(
    record: ServiceRecord,
    case: AccountabilityCase,
    *,
    by: User,
    today: date,
    served_on: date,
    proof: UploadedFile,
    received_by: str = "",
    consent: UploadedFile | None = None,
) -> ServiceRecord:
    """The officer records the day that the return slip or the confirmation shows, and the paper that proves it."""
    _refuse_unless_servable(record.paper, case, today)
    if record.served_on is not None:
        raise Refused("该次送达已经登记，不能更改。")
    if record.method == ServiceMethod.PORTAL:
        raise Refused("门户送达由社会组织签收，不能代为登记。")
    if not record.sent_on <= served_on <= today:
        raise Refused("送达日期应在发送之日至今日之间。")
    record.received_by, record.proven_by = received_by, by
    record.proof = store(proof, by=by)
    if consent:
        record.consent = store(consent, by=by)
    CaseFile.objects.create(
        case=case,
        file=record.proof,
        kind=CaseFileKind.SERVICE,
        title=f"{record.paper.get_kind_display()}送达凭证",
        added_by=by,
        added_as=by.acting_label,
    )
    _prove(case, record, served_on)
    return record


@act(perm=SERVE, of=lambda record: record.paper.case)
def issue_record(record: ServiceRecord, case: AccountabilityCase, *, by: User, today: date) -> CasePaper:
    """The printable, numbered 送达回证 of a proven service; one for each."""
    _refuse_unless_servable(record.paper, case, today)
    if record.served_on is None:
        raise Refused("尚未登记送达，不能出具送达回证。")
    existing = case.papers.filter(kind=CasePaperKind.SERVICE_RECORD, facts__service=record.pk).first()
    if existing:
        return existing
    paper = writing.prepared(
        case, CasePaperKind.SERVICE_RECORD, by=by, facts={"service": record.pk}, about=record.paper
    )
    log(case, "issue_service_record", by=by, reason=str(record.paper))
    return writing.sign(paper, by=by, today=today)


def _prove(case: AccountabilityCase, record: ServiceRecord, served_on: date) -> None:
    first = not record.paper.services.exclude(served_on__isnull=True).exists()
    record.served_on, record.rule = served_on, RULE_OF_SERVICE[ServiceMethod(record.method)]
    record.full_clean()
    record.save()
    if first:
        _take_effect(case, record.paper, served_on)


def _take_effect(case: AccountabilityCase, paper: CasePaper, served_on: date) -> None:
    """A second proof of the same paper, even of an earlier day, moves no term: the organization relied on the first."""
    if paper.kind == CasePaperKind.NOTICE and case.state == CaseState.NOTIFIED:
        terms.start(case, CaseTermKind.STATEMENT, served_on)
    elif paper.kind == CasePaperKind.DECISION and case.state == CaseState.DECIDED:
        terms.start(case, CaseTermKind.REVIEW, served_on)
        _carry_out(case, served_on)
    elif paper.kind == CasePaperKind.REVIEW_DECISION and case.state in {CaseState.UPHELD, CaseState.CHANGED}:
        _carry_out(case, served_on)


def _carry_out(case: AccountabilityCase, served_on: date) -> None:
    if case.measure == Measure.RECTIFICATION_ORDER and case.rectification_days:
        terms.start(case, CaseTermKind.RECTIFICATION, served_on, days=case.rectification_days)
    case_workflow.carry_out(case, by=None)


def _refuse_unless_servable(paper: CasePaper, case: AccountabilityCase, today: date) -> None:
    refuse_if_sealed(case, today)
    if not paper.is_signed or paper.kind == CasePaperKind.SERVICE_RECORD:
        raise Refused("只有已签发的文书可以送达。")
