"""What is typed with a move of either track, or of a review."""

from django import forms

from events.enums import CorrectionKind, Ground, ReviewOutcome, RevocationGround
from zhengzhou_ideology.forms import words


class SeenForm(forms.Form):
    """Which text the officer has read: a decision on another one is refused."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class RemarkForm(forms.Form):
    reason = words("意见")


class CancelForm(forms.Form):
    reason = words("取消原因", rows=2)


class SendBackForm(SeenForm):
    ground = forms.ChoiceField(label="退回事由", choices=Ground.choices)
    kind = forms.ChoiceField(label="补正类型", choices=CorrectionKind.choices)
    reason = words("需要补正的内容", help_text="请逐项写明，以便对方一次补正到位。")


class RefuseForm(SeenForm):
    ground = forms.ChoiceField(label="不予批准的事由", choices=Ground.choices)
    reason = words("理由", help_text="写明认定的事实和依据。只审查所列事由，不审查观点。")


class RevokeForm(forms.Form):
    ground = forms.ChoiceField(label="撤销事由", choices=RevocationGround.choices)
    reason = words("理由")


class QueryForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=CorrectionKind.choices)
    reason = words("需要说明的事项")


class AnswerForm(forms.Form):
    reason = words("说明")


class ReviewForm(forms.Form):
    grounds = words("申请复核的理由", most=2000)


class ReviewDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="复核结论", choices=[choice for choice in ReviewOutcome.choices if choice[0] != ReviewOutcome.PENDING]
    )
    reason = words("复核理由", most=2000)
