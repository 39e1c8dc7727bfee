"""What narrows the list of cases."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from compliance.cases.enums import CaseGround, CaseState
from compliance.cases.models.case import CaseQuerySet
from organizations.enums import OrganizationKind
from organizations.models import Authority, District, User
from zhengzhou_ideology.sorting import SortedForm

SOON, OVER, ALL = "soon", "over", "all"


SOON_DAYS = 10


class CaseFilterForm(SortedForm):
    """The filters of the list; an empty field filters nothing but what is over."""

    q = forms.CharField(label="社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "办理中"),
            (SOON, f"处理时限 {SOON_DAYS} 日内届满或者已过"),
            (OVER, "已办结"),
            (ALL, "全部"),
        ],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *(choice for choice in CaseState.choices if choice[0] not in (CaseState.PROPOSED, CaseState.DISMISSED)),
        ],
    )
    ground = forms.ChoiceField(label="事由", required=False, choices=[("", "全部事由"), *CaseGround.choices])
    authority = forms.ModelChoiceField(
        label="登记管理机关", queryset=Authority.objects.none(), required=False, empty_label="全部机关"
    )
    year = forms.IntegerField(label="立案年度", required=False, min_value=2019, max_value=2100)
    district = forms.ModelChoiceField(label="县（市、区）", queryset=District.objects.all(), required=False)
    organization_kind = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "全部类型"), *OrganizationKind.choices]
    )

    by_itself = ("-opened_on", "pk")
    sorts: ClassVar = {"opened": ("opened_on", "-pk")}

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        for name in {"year", "district", "organization_kind"} - {name for name, value in data.items() if value}:
            del self.fields[name]  # only where a board leads here
        if user.acting and user.acting.authority_id:
            reach = Authority.objects.subtree_of(user.acting.authority_id).registering().order_by("code")
            self.fields["authority"].queryset = reach  # type: ignore[attr-defined]

    def narrow(self, cases: CaseQuerySet, today: date) -> CaseQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q"):
            cases = cases.matching(facts["q"])
        exact = {
            "state": facts.get("state"),
            "ground": facts.get("ground"),
            "registration_authority": facts.get("authority"),
            "opened_on__year": facts.get("year"),
            "district": facts.get("district"),
            "organization__kind": facts.get("organization_kind"),
        }
        cases = cases.filter(**{name: value for name, value in exact.items() if value})
        show = facts.get("show")
        if show == SOON:
            return cases.due_within(SOON_DAYS, today)
        if show == OVER:
            return cases.over()
        return cases if show == ALL or facts.get("state") else cases.going_on()
