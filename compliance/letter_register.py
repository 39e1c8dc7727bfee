"""The register of commitment letters by year (承诺书登记册): who has handed one in, how, and who has none."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from compliance.enums import DutyKind, LetterWay, ReportState
from compliance.models import CommitmentLetter, Duty
from compliance.models.duties import DutyQuerySet
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files import sheets

IN_HAND = (ReportState.SUBMITTED, ReportState.ACCEPTED)
NOT_OWED = (ReportState.EXEMPTED, ReportState.LAPSED)
HEADER = (
    *("年度", "社会组织", "统一社会信用代码", "县（市、区）", "登记管理机关", "状态", "签署日期", "签署方式"),
    *("首次提交", "截止日期", "逾期", "接收日期", "验证码"),
)
WIDTHS = {0: 8, 1: 36, 2: 22, 4: 20, 12: 24}


def register(user: User) -> DutyQuerySet:
    """One row for each organization and year that the reader sees, with `letter_way` and `letter_code` of its last letter."""
    last = CommitmentLetter.objects.filter(submission__duty=OuterRef("pk")).order_by("-pk")
    duties = Duty.objects.visible_to(user).of_kind(DutyKind.COMMITMENT).current()
    return duties.annotate(letter_way=Subquery(last.values("way")[:1]), letter_code=Subquery(last.values("code")[:1]))


def with_letter(duties: DutyQuerySet) -> DutyQuerySet:
    return duties.filter(state__in=IN_HAND)


def without_letter(duties: DutyQuerySet) -> DutyQuerySet:
    """It is owed and has not come in, or was returned."""
    return duties.exclude(state__in=(*IN_HAND, *NOT_OWED))


def way_label(duty: Any) -> str:
    """How the letter that is in hand was signed; empty where there is none."""
    return LetterWay(duty.letter_way).label if duty.letter_way and duty.state in IN_HAND else ""


def workbook(duties: Iterable[Duty]) -> bytes:
    return sheets.workbook("承诺书登记册", HEADER, map(_row, duties), widths=WIDTHS)


def _row(duty: Any) -> tuple[object, ...]:
    in_hand = duty.state in IN_HAND
    return (
        duty.year,
        duty.organization.name,
        duty.organization.uscc,
        duty.district.name,
        duty.registration_authority.name,
        duty.get_state_display(),
        (in_hand and duty.done_on) or "",
        way_label(duty),
        duty.first_submitted_on or "",
        duty.due_on,
        "是" if duty.is_late else "否",
        day_of(duty.accepted_at) if duty.accepted_at else "",
        duty.letter_code if in_hand and duty.letter_code else "",
    )
