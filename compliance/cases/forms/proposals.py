"""What is typed to propose a case, and to open one."""

from django import forms

from compliance.cases.enums import CaseGround
from zhengzhou_ideology.forms import PickedField, words


class ProposalForm(forms.Form):
    ground = forms.ChoiceField(label="事由", choices=[("", "请选择"), *CaseGround.choices])
    reason = words("事实和理由", rows=5, help_text="只写行为、时间和依据，不作评价。是否立案由他人决定。", most=2000)


class OpenForm(forms.Form):
    ground = PickedField(label="立案事由", choices=CaseGround.choices)
    account = words("事实经过", rows=5, most=4000, help_text="写明何时、何事、依据何规定应当如何。社会组织可以看到。")
    reason = words("立案理由", most=2000)
