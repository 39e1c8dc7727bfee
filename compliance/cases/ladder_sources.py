"""Terms of a case on the ladder: who is reminded of which. No term of a case ever proposes another."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from compliance.cases.enums import AnswerState, CaseState, CaseTermKind
from compliance.cases.models import AccountabilityCase, CaseTerm
from compliance.cases.notices import PAPER_KIND, WORK_KIND
from organizations.ladder.desks import To
from organizations.ladder.rungs import Row, Rung
from organizations.ladder.sources import Matter, Matters, named
from organizations.models import User

PARTIES = (To.SECRETARY, To.FIRST_RESPONSIBLE)


class CaseTermMatters(Matters):
    """What the terms of a case have in common; `to_do` is said to the people of the organization, `asked` to a desk."""

    notice_kind = PAPER_KIND
    began = "base_on"
    to_do = ""
    asked = ""

    def outstanding(self, at: datetime) -> QuerySet[CaseTerm]:
        return self._shaped(self.owed())

    def owed(self) -> QuerySet[CaseTerm]:
        """Running terms of this kind that somebody still has to keep."""
        raise NotImplementedError

    def of(self, keys: Any) -> QuerySet[CaseTerm]:
        return self._shaped(CaseTerm.objects.filter(pk__in=keys))

    def _shaped(self, rows: QuerySet[CaseTerm]) -> QuerySet[CaseTerm]:
        return rows.annotate(
            organization=F("case__organization"),
            registration_authority=F("case__registration_authority"),
            district=F("case__district"),
        )

    def within_reach(self, rows: QuerySet, user: User) -> QuerySet:
        return rows.filter(case__in=AccountabilityCase.objects.visible_to(user))

    def read(self, rows: QuerySet) -> list[Matter]:
        found = rows.select_related("case__organization").order_by("due_on", "pk")
        return [
            Matter(
                pk=term.pk,
                round=term.round,
                title=str(term.case),
                group=self.kind,
                url=term.case.get_absolute_url(),
                list_url=reverse("cases:case_list"),
                organization_id=term.case.organization_id,
                organization=term.case.organization.name,
                authority_id=term.case.registration_authority_id,
                due_on=term.due_on,
                provisional=term.due_provisional,
            )
            for term in found
        ]

    def words(self, rung: Rung, matter: Matter, today: date) -> tuple[str, str]:
        left = (matter.due_on - today).days
        when = "今日届满" if left == 0 else f"还有{left}天届满"
        return f"{self.label}{when}：{matter.title}", f"{matter.title}，{self.label}至{matter.day}止。{self.to_do}"

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        what = f"{self.label}逾期满{rung.offset}个工作日" if rung.overdue else f"{self.label}将在{rung.offset}日内届满"
        if count == 1:
            matter = matters[0]
            return f"{what}：{matter.title}", f"{matter.title}，{self.label}至{matter.day}止。{self.asked}", matter.url
        return f"{what}（{count}件）", f"{named(matters, count)}。{self.asked}", matters[0].list_url


class Statements(CaseTermMatters):
    """Whoever has said something needs no reminder."""

    kind = "case_statement"
    label = CaseTermKind.STATEMENT.label
    to_do = "可以在案件页面提交书面意见和材料、申请听证或者申请延期；不陈述不影响其他权利，期满后将依法继续办理。"
    table = (Row(PARTIES, offset=3, overdue=False), Row(PARTIES, offset=1, overdue=False))

    def owed(self) -> QuerySet[CaseTerm]:
        notified = CaseTerm.objects.running().filter(kind=CaseTermKind.STATEMENT, case__state=CaseState.NOTIFIED)
        return notified.filter(case__statements__isnull=True)


class Decisions(CaseTermMatters):
    """The ninety days: the bureau's own term, of which the organization is not reminded."""

    kind = "case_decision"
    label = CaseTermKind.DECISION.label
    notice_kind = WORK_KIND
    asked = "请在时限内作出决定或者结案；确需延长的，须由审批负责人写明理由，作出延期决定。"
    table = (
        *(Row((To.SUPERVISORS, To.REGISTRATION_DESK), offset=days, overdue=False) for days in (14, 7, 1)),
        *(Row((To.CITY_DESK,), offset=days) for days in (1, 5)),
    )

    def owed(self) -> QuerySet[CaseTerm]:
        return CaseTerm.objects.running().filter(
            kind=CaseTermKind.DECISION, case__in=AccountabilityCase.objects.undecided().values("pk")
        )


class Rectifications(CaseTermMatters):
    """What waits for the officer's check is not asked for again."""

    kind = "case_rectification"
    label = CaseTermKind.RECTIFICATION.label
    to_do = "请在期限内完成整改，并在案件页面提交整改情况和材料；确有困难的，请在届满前申请延期。"
    asked = "社会组织尚未提交整改情况，请督促。"
    table = (
        *(Row(PARTIES, offset=days, overdue=False) for days in (3, 1)),
        *(Row((To.REGISTRATION_DESK,), offset=days) for days in (1, 5)),
    )

    def owed(self) -> QuerySet[CaseTerm]:
        ordered = CaseTerm.objects.running().filter(kind=CaseTermKind.RECTIFICATION, case__state=CaseState.RECTIFYING)
        return ordered.exclude(case__rectifications__answer=AnswerState.PENDING)


class Reviews(CaseTermMatters):
    """Only so that nobody misses a right: 7 days before its end, unless it was waived or used."""

    kind = "case_review"
    label = CaseTermKind.REVIEW.label
    to_do = "对处理决定不服的，可以在期限内通过案件页面申请复核；没有异议的，无须办理。"
    table = (Row(PARTIES, offset=7, overdue=False),)

    def owed(self) -> QuerySet[CaseTerm]:
        decided = CaseTerm.objects.running().filter(kind=CaseTermKind.REVIEW, case__review_waived_on__isnull=True)
        return decided.filter(case__state__in=[CaseState.DECIDED, CaseState.RECTIFYING])
