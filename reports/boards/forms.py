"""What narrows a board."""

from typing import Any

from django import forms

from organizations.enums import OrganizationKind
from zhengzhou_ideology.forms import offer_choices


class BoardFilterForm(forms.Form):
    district = forms.ChoiceField(label="县（市、区）", required=False)

    kind = forms.ChoiceField(label="组织类型", required=False, choices=[("", "全部"), *OrganizationKind.choices])

    def __init__(self, data: Any, *, places: dict[str, str]) -> None:
        super().__init__(data)
        offer_choices(self, "district", [("", "全部"), *places.items()])

    @property
    def chosen(self) -> str:
        """The code of the district, or nothing."""
        return self.cleaned_data["district"] if self.is_valid() else ""

    @property
    def chosen_kind(self) -> str:
        return self.cleaned_data["kind"] if self.is_valid() else ""
