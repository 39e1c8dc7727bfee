"""The life of an accountability case: every permitted move, and nothing else. Nobody is decided against unheard."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile

from compliance.cases import notices, terms
from compliance.cases.conditions import (
    notified_measure,
    refuse_before_it_is_done,
    refuse_graver,
    refuse_unless_cited,
    refuse_unless_lighter,
    refuse_unlisted,
    refuse_while_it_may_be_heard,
    refuse_without_declaration,
)
from compliance.cases.enums import (
    CaseFileKind,
    CaseGround,
    CasePaperKind,
    CaseReviewOutcome,
    CaseTermKind,
    Measure,
)
from compliance.cases.enums import CaseState as S
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview
from compliance.cases.papers import writing
from compliance.cases.record import files
from compliance.cases.settled import refuse_if_settled
from compliance.cases.voices import refuse_unless_free
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workflow import Refused, move, need

WITHOUT_MEASURE = frozenset({S.OPENED, S.NOTIFIED, S.HEARD, S.STATEMENT_LAPSED})
# After this long nobody works with the file any more: from then on officers state why they read it.
SEALED_AFTER = timedelta(days=365)


@move(source={S.PROPOSED}, target=S.OPENED, perm="cases.open_accountabilitycase", label="立案", weighty=True)
def open_case(
    case: AccountabilityCase, *, by: User, today: date, ground: CaseGround, account: str, reason: str
) -> None:
    """A supervisor takes it up; from now on the 90 days run. Nothing is decided by that."""
    need(reason, "请写明立案的理由。")
    need(account, "请写明事实经过。")
    refuse_if_settled(case, today)
    case.ground, case.account, case.opened_by, case.opened_on = ground, account, by, today
    terms.start(case, CaseTermKind.DECISION, today)
    notices.told_organization(
        case,
        f"{case.registration_authority}已就{CaseGround(ground).label}一事立案核查",
        "目前尚未作出任何处理。作出处理前，会先书面告知事实、依据和拟采取的措施，并听取你单位的陈述申辩。",
        "opened",
        today=today,
    )


@move(source={S.PROPOSED}, target=S.DISMISSED, perm="cases.dismiss_accountabilitycase", label="不予立案", weighty=True)
def dismiss(case: AccountabilityCase, *, by: User, today: date, reason: str) -> None:
    need(reason, "请写明不予立案的理由。")
    _over(case, today)


@move(source={S.PROPOSED}, target=S.DISMISSED, perm=None, label="所涉事项已核实无误，不予立案")
def dismiss_settled(case: AccountabilityCase, *, by: None, today: date, reason: str) -> None:
    """The report turned out to be in order: the one thing that the portal may end by itself, in the organization's favour."""
    _over(case, today)


@move(
    source={S.OPENED}, target=S.NOTIFIED, perm="cases.notify_accountabilitycase", label="告知拟处理事项", weighty=True
)
def notify(case: AccountabilityCase, *, by: User, today: date) -> None:
    """Sign the notice and send it; the term of statement waits for proof of service."""
    refuse_if_settled(case, today)
    paper = writing.drafted(case, CasePaperKind.NOTICE)
    refuse_unless_cited(case, paper)
    need(paper.facts["account"], "告知书须写明事实。")
    need(paper.facts["measure"], "告知书须写明拟采取的措施。")
    refuse_unlisted(paper.facts["measure"])
    writing.sign_and_send(paper, by=by, today=today)


@move(source={S.NOTIFIED}, target=S.HEARD, perm=None, label="已听取陈述申辩")
def hear(case: AccountabilityCase, *, by: User) -> None:
    """Only `hearing.statements` makes it: with a statement, or with the record of a hearing that was held."""


@move(source={S.NOTIFIED}, target=S.STATEMENT_LAPSED, perm=None, label="陈述申辩期限届满，未提出意见")
def lapse(case: AccountabilityCase, *, by: None, today: date) -> None:
    if not terms.is_over(case, CaseTermKind.STATEMENT, today):
        raise Refused("陈述申辩期限尚未届满；未经证明送达的，期限不开始计算。")
    if case.statements.exists() or case.hearings.filter(held_on__isnull=True).exists():
        raise Refused("社会组织已提出陈述申辩或者听证申请。")
    terms.end(case, CaseTermKind.STATEMENT, today)
    notices.told_desk(
        case, "陈述申辩期限已届满", "社会组织在期限内未提出陈述申辩，可以拟写处理决定。", "lapsed", today=today
    )


@move(
    source={S.HEARD, S.STATEMENT_LAPSED},
    target=S.DECIDED,
    perm="cases.decide_accountabilitycase",
    label="作出处理决定",
    weighty=True,
)
def decide(case: AccountabilityCase, *, by: User, today: date) -> None:
    """Sign the decision; whoever opened or proposed the case cannot, nor who has not declared to be without interest."""
    refuse_if_settled(case, today)
    refuse_without_declaration(case, by)
    refuse_while_it_may_be_heard(case, today)
    paper = writing.drafted(case, CasePaperKind.DECISION)
    refuse_unless_cited(case, paper)
    facts = paper.facts
    need(facts["reasons"], "处理决定须写明理由。")
    need(facts["account"], "处理决定须写明认定的事实。")
    refuse_graver(
        facts["measure"], notified_measure(case), "决定的措施不得重于告知书拟采取的措施；确需加重的，应重新立案告知。"
    )
    case.article, case.measure, case.reasons = int(facts["article"]), facts["measure"], facts["reasons"]
    case.account, case.decided_by, case.decided_on = facts["account"], by, today
    is_order = case.measure == Measure.RECTIFICATION_ORDER
    case.rectification_days = facts["rectification_days"] if is_order else None
    if is_order:
        need(case.rectification_days, "责令整改须写明整改期限。")
        need(facts["requirements"], "责令整改须写明整改要求。")
    writing.sign_and_send(paper, by=by, today=today)
    if is_order:
        order = writing.prepared(case, CasePaperKind.RECTIFICATION_ORDER, by=by, facts=facts)
        writing.sign_and_send(order, by=by, today=today)
    terms.end(case, CaseTermKind.STATEMENT, today)
    terms.end(case, CaseTermKind.DECISION, today)


@move(source={S.DECIDED, S.UPHELD, S.CHANGED}, target=S.RECTIFYING, perm=None, label="决定已经送达，开始落实")
def carry_out(case: AccountabilityCase, *, by: None) -> None:
    """Only `service` makes it: once the decision, or the review's, is proven to have been served."""


@move(
    source={S.DECIDED, S.RECTIFYING},
    target=S.UNDER_REVIEW,
    perm="cases.ask_review_accountabilitycase",
    label="申请复核",
)
def ask_review(
    case: AccountabilityCase, *, by: User, now: datetime, grounds: str, uploads: Iterable[UploadedFile] = ()
) -> None:
    """Once, within the days from proven service; while service is not proven no term runs. Carrying out pauses."""
    need(grounds, "请写明申请复核的理由。")
    refuse_unless_free(case, by)
    today = day_of(now)
    if terms.is_over(case, CaseTermKind.REVIEW, today):
        raise Refused("申请复核的期限已过。")
    if CaseReview.objects.filter(case=case).exists():
        raise Refused("对该决定已经申请过复核。")
    review = CaseReview.objects.create(
        case=case,
        authority=case.registration_authority.review_authority,
        grounds=grounds,
        asked_by=by,
        asked_at=now,
        measure_before=case.measure,
    )
    files.add_all(case, uploads, kind=CaseFileKind.REVIEW, by=by, today=today)
    terms.end(case, CaseTermKind.REVIEW, today)
    terms.end(case, CaseTermKind.RECTIFICATION, today)
    notices.told(
        notices.reviewers(review, today),
        case,
        "收到复核申请",
        "请由原立案人、决定人以外的人员办理复核。",
        f"review{review.pk}",
    )


@move(
    source={S.UNDER_REVIEW},
    target=S.UPHELD,
    perm="cases.review_accountabilitycase",
    label="复核：维持原决定",
    weighty=True,
)
def uphold(case: AccountabilityCase, *, by: User, now: datetime) -> None:
    _review(case, by, now, CaseReviewOutcome.UPHELD)


@move(
    source={S.UNDER_REVIEW},
    target=S.CHANGED,
    perm="cases.review_accountabilitycase",
    label="复核：变更原决定",
    weighty=True,
)
def change(case: AccountabilityCase, *, by: User, now: datetime) -> None:
    """Only to something lighter: whoever asks for review is never worse off (参照《行政复议法》第六十三条)."""
    facts = _review(case, by, now, CaseReviewOutcome.CHANGED).facts
    is_order = facts["measure"] == Measure.RECTIFICATION_ORDER
    case.measure, case.rectification_days = facts["measure"], facts["rectification_days"] if is_order else None


@move(
    source={S.UNDER_REVIEW},
    target=S.ANNULLED,
    perm="cases.review_accountabilitycase",
    label="复核：撤销原决定",
    weighty=True,
)
def annul(case: AccountabilityCase, *, by: User, now: datetime) -> None:
    """The decision falls, and the case with it."""
    _review(case, by, now, CaseReviewOutcome.ANNULLED)
    _over(case, day_of(now))


@move(source={S.RECTIFYING}, target=S.CLOSED, perm="cases.close_accountabilitycase", label="结案", weighty=True)
def close(case: AccountabilityCase, *, by: User, today: date, reason: str) -> None:
    """When what was decided has been carried out, and the organization can no longer have it reviewed."""
    need(reason, "请写明结案的情况。")
    refuse_before_it_is_done(case, today)
    _sign_closing(case, by, today, reason)


@move(
    source=WITHOUT_MEASURE,
    target=S.CLOSED,
    perm="cases.close_accountabilitycase",
    label="不采取措施，结案",
    weighty=True,
)
def close_without_measure(case: AccountabilityCase, *, by: User, today: date, reason: str) -> None:
    need(reason, "请写明不予处理的理由。")
    _sign_closing(case, by, today, f"不采取措施。{reason}")


@move(source=WITHOUT_MEASURE, target=S.CLOSED, perm=None, label="所涉事项已核实无误，自动结案")
def close_settled(case: AccountabilityCase, *, by: None, today: date, reason: str) -> None:
    _over(case, today)
    notices.told_organization(
        case, f"{case.get_ground_display()}一案已结案", f"{reason}不采取任何措施。", "settled", today=today
    )
    notices.told_desk(case, "案件已自动结案", reason, "settled-desk", today=today)


def _review(case: AccountabilityCase, by: User, now: datetime, outcome: CaseReviewOutcome) -> CasePaper:
    refuse_without_declaration(case, by)
    paper = writing.drafted(case, CasePaperKind.REVIEW_DECISION)
    if paper.facts["outcome"] != outcome:
        raise Refused("复核决定书草稿的结论与所作决定不一致，请先修改草稿。")
    need(paper.facts["reasons"], "复核决定须写明理由。")
    if outcome == CaseReviewOutcome.CHANGED:
        refuse_unless_lighter(paper.facts["measure"], case.measure)
    review = CaseReview.objects.select_for_update(of=("self",)).get(case=case)
    review.outcome, review.reasons, review.decided_by, review.decided_at = outcome, paper.facts["reasons"], by, now
    review.measure_after = paper.facts["measure"] or "" if outcome == CaseReviewOutcome.CHANGED else ""
    review.full_clean()
    review.save()
    case.reviewed_by = by
    today = day_of(now)
    writing.sign_and_send(paper, by=by, today=today)
    notices.told_desk(case, f"复核结论：{outcome.label}", f"复核机关：{review.authority}。", "reviewed", today=today)
    return paper


def _sign_closing(case: AccountabilityCase, by: User, today: date, summary: str) -> None:
    paper = writing.prepared(case, CasePaperKind.CLOSING, by=by, facts={"summary": summary})
    writing.sign_and_send(paper, by=by, today=today)
    _over(case, today)


def _over(case: AccountabilityCase, today: date) -> None:
    terms.end_all(case, today)
    case.closed_on, case.sealed_from = today, today + SEALED_AFTER
    years = policy_on(today).retention_cases_years
    case.keep_until = today.replace(year=today.year + years, month=12, day=31)
