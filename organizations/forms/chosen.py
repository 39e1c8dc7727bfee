"""The part of a form that says which organizations something goes to."""

from typing import Any

from django import forms

from organizations.chosen import chosen, listed
from organizations.enums import ChosenWay, OrganizationKind
from organizations.models import Authority, District, User
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.forms import words

NAMED = 5


class ChosenForm(forms.Form):
    """Base of forms that send something to chosen organizations; call `organizations` on a valid form only."""

    to = forms.ChoiceField(label="发给", choices=ChosenWay.choices, initial=ChosenWay.ALL, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *OrganizationKind.choices])
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全部县（市、区）"
    )
    authority = forms.ModelChoiceField(
        label="登记管理机关",
        queryset=Authority.objects.registering().open(),
        required=False,
        empty_label="全部登记管理机关",
    )
    names = words(
        "名单",
        rows=4,
        required=False,
        most=200_000,
        help_text="每行一个统一社会信用代码或者完整名称；只在选择“按名单”时填写。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.organizations: OrganizationQuerySet | None = None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        way = facts.get("to")
        if way == ChosenWay.LIST:
            self.organizations = self._of_the_list(facts)
        elif way == ChosenWay.FILTER:
            self.organizations = chosen(
                self.user, kind=facts.get("kind", ""), district=facts.get("district"), authority=facts.get("authority")
            )
        elif way:
            self.organizations = chosen(self.user)
        self._refuse_what_would_be_passed_over(facts)
        if not self.errors and self.organizations is not None and not self.organizations.exists():
            self.add_error("to", "没有符合条件的社会组织。")
        return facts

    def _of_the_list(self, facts: dict[str, Any]) -> OrganizationQuerySet:
        found, unknown = listed(self.user, (facts.get("names") or "").splitlines())
        if unknown:
            some = "、".join(unknown[:NAMED]) + (f"等 {len(unknown)} 行" if len(unknown) > NAMED else "")
            self.add_error("names", f"管辖范围内没有这些社会组织：{some}。")
        return found

    def _refuse_what_would_be_passed_over(self, facts: dict[str, Any]) -> None:
        """A condition or a list beside another choice: it must not go to more organizations than somebody meant."""
        way, words_of = facts.get("to"), {ChosenWay.FILTER: "条件", ChosenWay.LIST: "名单"}
        typed = {
            ChosenWay.FILTER: any(facts.get(name) for name in ("kind", "district", "authority")),
            ChosenWay.LIST: bool((facts.get("names") or "").strip()),
        }
        for other, is_typed in typed.items():
            if way and is_typed and way != other:
                self.add_error(
                    "to", f"您填写了{words_of[other]}，请选择“{other.label}”，或者清空所填的{words_of[other]}。"
                )
