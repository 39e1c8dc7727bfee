"""Accountability cases on the home page: what the organization has to answer."""

from datetime import date
from typing import Any

from django.urls import reverse

from compliance.case_enums import CaseTermKind
from compliance.cases.to_do import of_the_organization
from compliance.models import AccountabilityCase
from organizations.models import User
from reports.home_page.todos import SHOWN, Section, Todo
from zhengzhou_ideology.paging import capped_count


def to_answer(user: User, today: date) -> Section:
    """Most organizations never have a case, and are not told every day that they have none."""
    cases = of_the_organization(AccountabilityCase.objects.visible_to(user))
    return Section(
        title="案件",
        todos=[
            Todo(
                title=case.get_ground_display(),
                url=case.get_absolute_url(),
                state=case.state,
                state_label=case.get_state_display(),
                due_on=case.own_due_on,
                provisional=bool(case.own_due_provisional),
                note="，".join(_own_notes(case)),
            )
            for case in cases.order_by("own_due_on", "pk")[:SHOWN]
        ],
        count=capped_count(cases),
        more_url=reverse("compliance:own_case_list"),
        is_quiet=True,
    )


def _own_notes(case: Any) -> list[str]:
    notes = [f"有 {case.to_receive} 件文书待签收"] if case.to_receive else []
    return [*notes, CaseTermKind(case.own_term).label] if case.own_due_on else notes
