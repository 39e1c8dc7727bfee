"""What is typed into a version of the catalogue of duties."""

import re
from datetime import date
from typing import Any

from django import forms

from compliance.duty_catalogue import EDITED
from compliance.models import DutyCatalogueEntry
from organizations.enums import OrganizationKind
from zhengzhou_ideology.forms import DateInput

SEPARATORS = re.compile(r"[、,，;；\s]+")
LEAP_YEAR = 2024


class ListField(forms.CharField):
    """Several values in one line, stored as a list."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [self.one(part) for part in SEPARATORS.split(super().to_python(value) or "") if part]

    def one(self, part: str) -> Any:
        raise NotImplementedError


class DaysField(ListField):
    """Days of the year: “6-30、12-31”, kept as “06-30”."""

    def one(self, part: str) -> str:
        try:
            month, day = map(int, part.split("-"))
            return f"{date(LEAP_YEAR, month, day):%m-%d}"
        except ValueError:
            raise forms.ValidationError(f"“{part}”不是有效的月日，请写作“6-30”。") from None


class NumbersField(ListField):
    def one(self, part: str) -> int:
        if not part.isdecimal():
            raise forms.ValidationError(f"“{part}”不是天数。")
        return int(part)


class CatalogueForm(forms.ModelForm):
    due_days = DaysField(
        label="截止日", help_text="每年一次或者几次，如“6-30、12-31”；逢休息日顺延至其后第一个工作日。"
    )
    opens_on = DaysField(label="最早办理日", help_text="与截止日一一对应；晚于截止日的月日，视为上一年。")
    reminder_days = NumbersField(label="到期前提醒（日）", help_text="三个由大到小的天数，如“14、7、1”。")
    organization_kinds = forms.MultipleChoiceField(
        label="适用的社会组织类型",
        choices=OrganizationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为全部类型。",
    )
    source = forms.CharField(label="调整依据", max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = DutyCatalogueEntry
        fields = (*EDITED, "effective_from", "source")
        widgets = {"effective_from": DateInput(), "what_counts": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"effective_from": "自该日起首个1月1日所在年度起适用；已生成的年度事项不变。"}

    def entry(self) -> DutyCatalogueEntry:
        found: DutyCatalogueEntry = self.instance
        return found
