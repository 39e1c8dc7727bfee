"""What narrows a list to one number of a board: fields that a list shows only where the address asks for them."""

from typing import Any

from django import forms

from organizations.enums import OrganizationKind
from organizations.models import Authority

DIRECT = "on"


class FiguresForm(forms.Form):
    """Rows as a board counts them: those in force, by the authorities in whose figures they stand."""

    figures = forms.ModelChoiceField(
        label="统计口径", queryset=Authority.objects.all(), required=False, empty_label="全部", help_text="含下级。"
    )
    authority = forms.ModelChoiceField(
        label="登记管理机关", queryset=Authority.objects.all(), required=False, empty_label="全部机关"
    )
    competent = forms.ModelChoiceField(
        label="业务主管单位", queryset=Authority.objects.all(), required=False, empty_label="全部单位"
    )
    direct = forms.ChoiceField(
        label="直接登记", required=False, choices=[("", "不限"), (DIRECT, "直接登记"), ("off", "有业务主管单位")]
    )
    organization_kind = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "全部类型"), *OrganizationKind.choices]
    )
    part = forms.IntegerField(label="期次（季度）", required=False, min_value=1, max_value=4)

    asked_for: tuple[str, ...] = ("figures", "authority", "competent", "direct", "organization_kind", "part")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in self.asked_for:
            if name in self.fields and not (data or {}).get(name):
                del self.fields[name]
        for name in {"figures", "authority", "competent"} & {*self.fields}:
            chosen = self.data[name]
            rows = Authority.objects.filter(pk=chosen) if chosen.isdecimal() else Authority.objects.none()
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def as_counted(self, rows: Any, facts: dict[str, Any]) -> Any:
        if facts.get("figures"):
            rows = rows.counted_in(facts["figures"].pk).current()
        if facts.get("authority"):
            rows = rows.counted_under(facts["authority"])
        if facts.get("competent") or facts.get("direct") == DIRECT:
            rows = rows.counted_with(facts.get("competent"))
        elif facts.get("direct"):
            rows = rows.exclude(pk__in=rows.counted_with(None).values("pk"))
        if facts.get("organization_kind"):
            rows = rows.filter(organization__kind=facts["organization_kind"])
        return rows
