"""What narrows a board."""

from typing import Any

from django import forms

from zhengzhou_ideology.forms import offer_choices


class BoardFilterForm(forms.Form):
    district = forms.ChoiceField(label="县（市、区）", required=False)

    def __init__(self, data: Any, *, places: dict[str, str]) -> None:
        super().__init__(data)
        offer_choices(self, "district", [("", "全部"), *places.items()])

    @property
    def chosen(self) -> str:
        """The code of the district, or nothing."""
        return self.cleaned_data["district"] if self.is_valid() else ""
