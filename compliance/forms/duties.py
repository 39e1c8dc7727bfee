"""What is typed into a duty: the facts that its kind asks for."""

from typing import Any

from django import forms

from compliance.duty_content import FACTS, FIELDS, label_of
from compliance.models import Duty
from zhengzhou_ideology.drafting.drafts import FormDraft
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


class DutyDraft(FormDraft):
    """The form of a duty as the drafting pages ask for it."""

    def __init__(self, duty: Duty, data: Any = None) -> None:
        super().__init__(DutyForm(data, instance=duty), data)
