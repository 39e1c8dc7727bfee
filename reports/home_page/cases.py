"""Accountability cases on the home page: what the organization has to answer, what the bureau has to study and to decide."""

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from compliance.cases.enums import CaseTermKind
from compliance.cases.models import AccountabilityCase
from compliance.cases.standing.to_do import of_the_organization
from organizations.models import User
from reports.home_page.todos import HomeSection, Todo, section


def to_answer(user: User, today: date) -> HomeSection:
    """Most organizations never have a case, and are not told every day that they have none."""
    cases = of_the_organization(AccountabilityCase.objects.visible_to(user))
    return section(
        "案件",
        cases.order_by("own_due_on", "pk"),
        _own,
        more_url=reverse("cases:own_case_list"),
        is_quiet=True,
    )


def _own(case: Any) -> Todo:
    return Todo(
        title=case.get_ground_display(),
        url=case.get_absolute_url(),
        state=case.state,
        state_label=case.get_state_display(),
        due_on=case.own_due_on,
        provisional=bool(case.own_due_provisional),
        note="，".join(_own_notes(case)),
    )


def _own_notes(case: Any) -> list[str]:
    notes = [f"有 {case.to_receive} 件文书待签收"] if case.to_receive else []
    return [*notes, CaseTermKind(case.own_term).label] if case.own_due_on else notes


def to_study(user: User, today: date) -> HomeSection:
    return section(
        "待研究的立案建议",
        AccountabilityCase.objects.visible_to(user).proposed().for_listing().order_by("proposed_on", "pk"),
        lambda case: _todo(case, note=f"{case.proposed_on:%-m月%-d日}提出"),
        more_url=reverse("cases:proposal_list"),
        empty="没有待研究的立案建议。",
    )


def to_decide(user: User, today: date) -> HomeSection:
    """Those are shown whose 90 days have begun, each with their end."""
    cases = AccountabilityCase.objects.visible_to(user).undecided()
    limited = cases.for_listing().limit_first()
    return section(
        "时限内须决定的案件",
        limited.annotate(limit_on=F("terms__due_on"), limit_provisional=F("terms__due_provisional")),
        lambda case: _todo(case, due_on=case.limit_on, provisional=case.limit_provisional),
        of=cases,
        more_url=reverse("cases:case_list"),
        empty="没有须决定的案件。",
    )


def to_review(user: User, today: date) -> HomeSection:
    return section(
        "待复核的案件",
        AccountabilityCase.objects.visible_to(user)
        .for_review_by(user)
        .for_listing()
        .order_by("review__asked_at", "pk"),
        _todo,
        more_url=reverse("cases:case_list") + "?state=under_review",
        is_quiet=True,
    )


def _todo(case: AccountabilityCase, **facts: Any) -> Todo:
    return Todo(str(case), case.get_absolute_url(), case.state, case.get_state_display(), **facts)
