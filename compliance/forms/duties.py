"""What is typed into a duty: the facts that its kind asks for."""

from typing import Any

from django import forms

from compliance.duty_content import FACTS, FIELDS, label_of
from compliance.models import Duty
from zhengzhou_ideology.drafting.drafts import version_in
from zhengzhou_ideology.forms import DateInput


class DutyForm(forms.ModelForm):
    class Meta:
        model = Duty
        fields = FACTS
        widgets = {
            "done_on": DateInput(),
            "meeting_on": DateInput(),
            "disclosed_on": DateInput(),
            "disclosed": forms.Textarea(attrs={"rows": 3}),
            "summary": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "meeting": "如“第三届理事会第五次会议”。",
            "planned_together": "声明：本项工作与业务工作同部署、同落实、同检查。",
            "disclosed_where": "如网站、公众号、会员大会。",
            "summary": "记录时间、参加范围和主要内容，不记录个人思想状况。",
        }

    def __init__(self, data: Any = None, *, instance: Duty) -> None:
        super().__init__(data, instance=instance)
        for name in set(FACTS) - set(FIELDS[instance.kind]):
            del self.fields[name]
        self.fields["done_on"].label = label_of(instance.kind, "done_on")


class DutyDraft:
    """The form of a duty as the drafting pages ask for it."""

    def __init__(self, duty: Duty, data: Any = None) -> None:
        self.form = DutyForm(data, instance=duty)
        self.version = version_in(data, duty)

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def errors(self) -> dict[str, list[str]]:
        return {name: [str(sentence) for sentence in found] for name, found in self.form.errors.items()}

    def cleaned(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        self.form.is_valid()
        return {"facts": self.form.cleaned_data}

    def fields(self) -> dict[str, forms.BoundField]:
        return {name: self.form[name] for name in self.form.fields}

    def label_of(self, name: str) -> str:
        return str(self.form.fields[name].label)
