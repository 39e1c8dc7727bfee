"""What lies in the file of a case, in the order in which it is bound, and how much of it the reader may have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from compliance.cases.enums import CasePaperKind, CaseReviewOutcome, WithheldGround
from compliance.cases.models import AccountabilityCase, CaseFile, CaseReview, ServiceRecord
from compliance.cases.papers.printing import paper_pdf
from compliance.cases.record.timeline import timeline
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.wording import dated, timed

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Printed on plain pages: short lines, then longer texts under their headings."""

    title: str
    day: date | None
    lines: Lines
    texts: Lines = ()
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A paper of ours, as it was signed."""

    title: str
    day: date | None
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that somebody handed in; whether it can be bound is seen when it is opened."""

    title: str
    day: date
    kind: str
    by: str
    stored: StoredFile


@dataclass(frozen=True, slots=True)
class Withheld:
    """Named by its kind and ground alone: the title of what is withheld may say what it withholds."""

    title: str
    day: date


Part = Record | Bound | Filed | Withheld


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    parts: list[Part]


def groups(case: AccountabilityCase, *, reader: User, today: date) -> list[Group]:
    """Officers read all of it, the organization what may be disclosed; empty groups are left out."""
    found = {
        "文书": _papers(case, today),
        "送达记录": _services(case),
        "陈述申辩和听证": _heard(case),
        "整改情况": _rectifications(case),
        "延期": _time_requests(case),
        "复核": _review(case),
        "案卷材料": _files(case, reader),
        "办理记录": _log(case, reader),
    }
    return [Group(title, parts) for title, generated in found.items() if (parts := list(generated))]


def _papers(case: AccountabilityCase, today: date) -> Iterator[Part]:
    for paper in case.papers.signed().select_related("authority").order_by("pk"):
        yield Bound(str(paper), paper.signed_on, paper_pdf(paper, today))


def _services(case: AccountabilityCase) -> Iterator[Part]:
    records = ServiceRecord.objects.filter(paper__case=case).exclude(paper__kind=CasePaperKind.SERVICE_RECORD)
    for record in records.select_related("paper", "sent_by", "proven_by", "consent").order_by("pk"):
        lines = (
            ("送达方式", record.get_method_display()),
            ("发送日期", _day(record.sent_on)),
            ("送达人", record.sent_by.name),
            ("送达地址", record.address),
            ("邮件单号", record.tracking_number),
            ("签收人", record.received_by),
            ("门户签收时间", _moment(record.acknowledged_at)),
            ("送达日期", _day(record.served_on) or "尚未证明送达"),
            ("送达规则", record.rule),
            ("登记人", record.proven_by.name if record.proven_by else ""),
        )
        yield Record(f"{record.paper}（{record.get_method_display()}）", record.served_on or record.sent_on, lines)
        if record.consent:
            yield Filed(
                "电子送达同意书", day_of(record.consent.uploaded_at), "送达凭证", record.sent_by.name, record.consent
            )


def _heard(case: AccountabilityCase) -> Iterator[Part]:
    yield from _statements(case)
    yield from _hearings(case)


def _statements(case: AccountabilityCase) -> Iterator[Part]:
    for said in case.statements.select_related("filed_by").order_by("pk"):
        lines = (
            ("提交人", f"{said.filed_by.name}（{said.filed_as}）"),
            ("提交时间", _moment(said.filed_at)),
            ("听证", "要求听证" if said.wants_hearing else "未要求听证"),
            ("备注", "逾期提交" if said.is_late else ""),
        )
        yield Record("陈述申辩意见", day_of(said.filed_at), lines, (("意见", said.text),))


def _hearings(case: AccountabilityCase) -> Iterator[Part]:
    for hearing in case.hearings.select_related("chair", "recorded_by").order_by("pk"):
        lines = (
            ("申请日期", _day(hearing.asked_on)),
            ("听证时间", _moment(hearing.set_for) or "尚未确定"),
            ("听证地点", hearing.place),
            ("主持人", hearing.chair.name if hearing.chair else ""),
            ("举行日期", _day(hearing.held_on) or "尚未举行"),
            ("到场情况", {True: "社会组织到场", False: "社会组织未到场", None: ""}[hearing.attended]),
            ("记录人", hearing.recorded_by.name if hearing.recorded_by else ""),
        )
        yield Record("听证笔录", hearing.held_on or hearing.asked_on, lines, (("笔录", hearing.record),))


def _rectifications(case: AccountabilityCase) -> Iterator[Part]:
    for filed in case.rectifications.select_related("filed_by", "answered_by").order_by("number"):
        lines = (
            ("提交人", filed.filed_by.name),
            ("提交时间", _moment(filed.filed_at)),
            ("核查结果", filed.get_answer_display()),
            ("核查人", filed.answered_by.name if filed.answered_by else ""),
            ("核查时间", _moment(filed.answered_at)),
        )
        texts = (("整改措施", filed.plan), ("完成情况", filed.done), ("核查意见", filed.answer_reason))
        yield Record(f"第{filed.number}次整改情况", day_of(filed.filed_at), lines, texts)


def _time_requests(case: AccountabilityCase) -> Iterator[Part]:
    for asked in case.time_requests.select_related("asked_by", "decided_by").order_by("pk"):
        lines = (
            ("期限", asked.get_term_display()),
            ("原届满日期", _day(asked.old_due)),
            ("延至日期", _day(asked.new_due)),
            ("申请人", asked.asked_by.name),
            ("申请时间", _moment(asked.asked_at)),
            ("审批结果", asked.get_state_display()),
            ("审批人", asked.decided_by.name if asked.decided_by else ""),
            ("审批时间", _moment(asked.decided_at)),
        )
        texts = (("理由", asked.reason), ("审批意见", asked.remark))
        yield Record(f"{asked.get_term_display()}延期", day_of(asked.asked_at), lines, texts)


def _review(case: AccountabilityCase) -> Iterator[Part]:
    review = CaseReview.objects.filter(case=case).select_related("authority", "asked_by", "decided_by").first()
    if review is None:
        return
    lines = (
        ("复核机关", review.authority.name_on(day_of(review.decided_at or review.asked_at))),
        ("申请人", review.asked_by.name),
        ("申请时间", _moment(review.asked_at)),
        ("原措施", review.get_measure_before_display()),
        ("结论", review.get_outcome_display()),
        ("变更后的措施", review.get_measure_after_display() if review.outcome == CaseReviewOutcome.CHANGED else ""),
        ("复核人", review.decided_by.name if review.decided_by else ""),
        ("复核时间", _moment(review.decided_at)),
    )
    yield Record("复核", day_of(review.asked_at), lines, (("申请理由", review.grounds), ("复核理由", review.reasons)))


def _files(case: AccountabilityCase, reader: User) -> Iterator[Part]:
    shown = {file.pk for file in CaseFile.objects.visible_to(reader).filter(case=case)}
    for file in CaseFile.objects.filter(case=case).select_related("file").order_by("pk"):
        day, kind = day_of(file.added_at), file.get_kind_display()
        if file.pk in shown:
            note = f"（对社会组织不予公开：{file.get_withheld_display()}）" if file.withheld else ""
            yield Filed(f"{file.title}{note}", day, kind, file.added_as, file.file)
        else:
            yield Withheld(f"{kind}一件，不予公开：{WithheldGround(file.withheld).label}", day)


def _log(case: AccountabilityCase, reader: User) -> Iterator[Part]:
    """As the page of the case tells it to this reader."""
    own = reader.acting is not None and reader.acting.organization_id == case.organization_id
    lines = tuple(
        (_moment(entry.at) or _day(entry.on), "\n".join(filter(None, [entry.label, entry.who, entry.note])))
        for entry in timeline(case, user=reader, own=own)
    )
    yield Record("办理经过", None, lines)


def _day(day: date | None) -> str:
    return dated(day) if day else ""


def _moment(at: datetime | None) -> str:
    return timed(at) if at else ""
