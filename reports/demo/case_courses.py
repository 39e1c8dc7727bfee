"""The course of one case, from its proposal to its end: what each side does, and on which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import make_aware

from compliance.cases import case_workflow, declarations, proposals, service
from compliance.cases.enums import CaseGround, CasePaperKind, CaseReviewOutcome, CaseSource, CaseTermKind, Measure
from compliance.cases.enums import ServiceMethod as By
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from compliance.cases.record import files
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from organizations.models import Organization, User
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

ACCOUNT_OF: dict[str, tuple[int, str]] = {
    CaseGround.REPORT_MISSING: (2, "你单位应于期限前报送的季度报告，经多次提醒，至今未报送。"),
    CaseGround.DUTY_UNRECORDED: (9, "你单位未在规定时间内登记本年度承诺书的签署情况，经提醒仍未补办。"),
    CaseGround.RESPONSIBLE_UNNAMED: (8, "你单位原日常工作联系人离任后，未明确新的联系人，已逾两个月。"),
    CaseGround.EVENT_UNFILED: (4, "你单位举办行业论坛，参加人员约一百二十人，未在活动一周前申报。"),
    CaseGround.EVENT_UNAPPROVED: (4, "你单位在业务主管单位批准前举办从业人员培训班，活动现场由工作人员核实。"),
}


@dataclass(frozen=True, slots=True)
class People:
    """Who acts in a case: three supervisors who share no part of it, the desk, and the organization's two."""

    registrar: User
    opener: User
    decider: User
    reviewer: User
    secretary: User
    leader: User


@dataclass(frozen=True, slots=True)
class Course:
    organization: Organization
    end: str
    began: date
    ground: CaseGround
    measure: Measure
    people: People
    calendar: WorkCalendar
    report: QuarterlyReport | None = None

    def day(self, after: int) -> date:
        """A working day so many days after the proposal."""
        return self.calendar.next_working_day_from(self.began + timedelta(days=after))


def live(it: Course) -> Iterator[date]:
    """From the proposal to wherever the course ends; each yielded day is the day of the acts that follow it."""
    who = it.people
    case = _propose(it)
    if it.end == "proposed":
        return
    yield (day := it.day(3))
    if it.end == "dismissed":
        reason = "经核查，社会组织已于提醒次日补办，情节轻微，不予立案。"
        case_workflow.dismiss(case, by=who.opener, today=day, reason=reason)
        return
    account = ACCOUNT_OF[it.ground][1]
    case_workflow.open_case(
        case, by=who.opener, today=day, ground=it.ground, account=account, reason="经初步核查属实，予以立案核查。"
    )
    yield (day := it.day(5))
    files.add_evidence(case, uploads=[_paper("核查记录.pdf")], by=who.registrar, today=day, title="电话核查和提醒记录")
    writing.draft(case, CasePaperKind.NOTICE, by=who.registrar, facts=_notice(it))
    if it.end == "opened":
        return
    yield (day := it.day(7))
    case_workflow.notify(case, by=who.opener, today=day)
    if it.end == "notified":
        return
    yield from _hear(it, case)


def _propose(it: Course) -> AccountabilityCase:
    if it.report is None:
        reason = "日常核对中发现，已电话提醒，请研究是否立案。"
        return proposals.propose(
            it.organization, by=it.people.registrar, today=it.began, ground=it.ground, reason=reason
        )
    facts = {
        "title": f"{it.report.period}报告",
        "url": it.report.get_absolute_url(),
        "due_on": it.report.due_on.isoformat(),
        "extensions": [],
        "reminders": [],
    }
    proposals.lay_before(
        [
            proposals.Proposal(
                kind=QUARTERLY_REPORT,
                matter=it.report.pk,
                organization_id=it.organization.pk,
                source=CaseSource.LADDER,
                ground=it.ground,
                on=it.began,
                facts=facts,
            )
        ]
    )
    return AccountabilityCase.objects.get(kind=QUARTERLY_REPORT, matter=it.report.pk)


def _hear(it: Course, case: AccountabilityCase) -> Iterator[date]:
    who = it.people
    yield (day := it.day(9))
    files.read(case, "案件页面", by=who.secretary, today=day)
    _acknowledge(case, CasePaperKind.NOTICE, who.secretary, day)
    if it.end == "served":
        return
    if it.end == "without_measure":
        reason = "经核查，新的联系人已经理事会确定，仅登记迟延，不予处理。"
        case_workflow.close_without_measure(case, by=who.opener, today=day, reason=reason)
        return
    if it.end == "lapsed":
        yield (day := it.day(25))
        case_workflow.lapse(case, by=None, today=day)
        return
    yield (day := it.day(11))
    wants_hearing = it.end in {"heard", "under_review"}
    statements.file(
        case,
        by=who.secretary,
        now=at(day, 10),
        text="因秘书处经办人更换，交接不到位，现已补办。本单位将明确专人负责，请求从轻处理。",
        wants_hearing=wants_hearing,
        is_complete=not wants_hearing,
        uploads=[_paper("情况说明.pdf")],
    )
    if wants_hearing:
        yield (day := it.day(13))
        held_on = it.day(19)
        statements.set_hearing(
            case, by=who.decider, now=at(day, 10), set_for=at(held_on, 15), place="区民政局二楼会议室"
        )
        yield held_on
        record = "双方到场。社会组织陈述了事情经过，提交了补办材料；核查人员说明了提醒情况。笔录经双方核对无误。"
        statements.hold_hearing(case, by=who.decider, today=held_on, held_on=held_on, attended=True, record=record)
    if it.end == "heard":
        return
    yield from _decide(it, case)


def _decide(it: Course, case: AccountabilityCase) -> Iterator[date]:
    who = it.people
    yield it.day(26)
    files.read(case, "案件页面", by=who.decider, today=it.day(26))
    writing.draft(case, CasePaperKind.DECISION, by=who.registrar, facts=_decision(it))
    declarations.declare(case, by=who.decider, has_conflict=False)
    yield (day := it.day(28))
    case_workflow.decide(case, by=who.decider, today=day)
    decision = case.latest_paper(CasePaperKind.DECISION)
    assert decision is not None  # noqa: S101 - just signed
    sent = service.send(
        decision,
        by=who.registrar,
        today=day,
        method=By.POST,
        sent_on=day,
        address=it.organization.address,
        tracking_number=f"{1190000000000 + case.pk}",
    )
    if it.end == "decided":
        return
    yield (day := it.day(32))
    sent = service.prove(
        sent, by=who.registrar, today=day, served_on=day, proof=_paper("邮件回执.pdf"), received_by=who.secretary.name
    )
    service.issue_record(sent, by=who.registrar, today=day)
    case.refresh_from_db()
    if it.end in {"under_review", "upheld", "changed", "annulled"}:
        yield from _review(it, case)
    else:
        yield from _carry_out(it, case)


def _review(it: Course, case: AccountabilityCase) -> Iterator[date]:
    who = it.people
    yield (day := it.day(40))
    grounds = "事情发生后已立即补办，未造成影响，认为所采取的措施过重，请求复核。"
    case_workflow.ask_review(case, by=who.leader, now=at(day, 10), grounds=grounds)
    if it.end == "under_review":
        return
    yield (day := it.day(60))
    reasons = {
        "upheld": "事实清楚，程序合法，措施适当。",
        "changed": "事实清楚，程序合法；考虑到已主动补办，改为较轻的措施。",
        "annulled": "经核对签收记录，补办在告知书送达之前已经完成，原决定认定的事实不足。",
    }
    lighter = Measure.INTERVIEW if it.end == "changed" else ""
    facts = {"outcome": CaseReviewOutcome(it.end), "measure": lighter, "reasons": reasons[it.end]}
    writing.draft(case, CasePaperKind.REVIEW_DECISION, by=who.reviewer, facts=facts)
    declarations.declare(case, by=who.reviewer, has_conflict=False)
    made = {"upheld": case_workflow.uphold, "changed": case_workflow.change, "annulled": case_workflow.annul}
    made[it.end](case, by=who.reviewer, now=at(day, 10))


def _carry_out(it: Course, case: AccountabilityCase) -> Iterator[date]:
    who = it.people
    if it.measure == Measure.INTERVIEW:
        yield (day := it.day(38))
        rectification.carried_out(case, by=who.registrar, today=day, on=day, uploads=[_paper("约谈记录.pdf")])
    else:
        yield (day := it.day(36))
        _acknowledge(case, CasePaperKind.RECTIFICATION_ORDER, who.secretary, day)
        order_ends = case.term(CaseTermKind.RECTIFICATION).due_on
        reason = "理事会会期在后，需待会议通过整改方案。"
        asked = time_requests.ask(
            case,
            by=who.secretary,
            now=at(day, 10),
            term=CaseTermKind.RECTIFICATION,
            new_due=it.calendar.add_working_days(order_ends, 20 if it.end == "rectifying" else 5),
            reason=reason,
        )
        yield (day := it.day(38))
        time_requests.decide(asked, by=who.opener, now=at(day, 10), granted=True, remark="情况属实，予以延长。")
        if it.end == "rectifying":
            return
        yield (day := it.day(42))
        rectification.file(
            case,
            by=who.secretary,
            now=at(day, 10),
            plan="明确一名副秘书长负责，建立台账，按月核对。",
            done="台账已建立，有关事项已补办，材料附后。",
            uploads=[_paper("整改材料.pdf")],
        )
        if it.end == "rectified":
            return
        yield (day := it.day(44))
        rectification.check(case, by=who.registrar, now=at(day, 10), accepted=True, reason="材料齐全，整改到位。")
    yield (day := it.day(46))
    rectification.waive_review(case, by=who.leader, today=day)
    yield (day := it.day(50))
    case_workflow.close(case, by=who.opener, today=day, reason="决定的措施已经落实，社会组织声明不申请复核。")
    yield (day := it.day(53))
    files.read(case, "案件页面", by=who.leader, today=day)
    _acknowledge(case, CasePaperKind.CLOSING, who.secretary, day)


def _notice(it: Course) -> dict[str, Any]:
    article, account = ACCOUNT_OF[it.ground]
    return {"account": account, "article": article, "measure": it.measure}


def _decision(it: Course) -> dict[str, Any]:
    """A criticism that was notified is decided as an order wherever the organization has put things right since."""
    is_order = it.measure == Measure.RECTIFICATION_ORDER or it.end in {"rectifying", "closed"}
    is_order = is_order and it.measure != Measure.INTERVIEW
    return {
        **_notice(it),
        "measure": Measure.RECTIFICATION_ORDER if is_order else it.measure,
        "reasons": "事实有核查记录和社会组织陈述为证。社会组织已着手补办，情节较轻。",
        "rectification_days": 15 if is_order else None,
        "requirements": "补办有关事项，明确责任人，建立核对台账。" if is_order else "",
    }


def _acknowledge(case: AccountabilityCase, kind: CasePaperKind, by: User, day: date) -> None:
    paper = case.latest_paper(kind)
    assert paper is not None  # noqa: S101 - signed in an act before this one
    service.acknowledge(paper, by=by, now=at(day, 10))
    case.refresh_from_db()


def _paper(name: str) -> SimpleUploadedFile:
    """One empty page."""
    content = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")


def at(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour, 12)))
