"""What is typed with a move of either track, or of a review."""

from typing import Any

from django import forms

from events.enums import CorrectionKind, Ground, ReviewOutcome, RevocationGround
from zhengzhou_ideology.forms import PickedField, offer_choices, words

UNSUPPORTED = {"invalid_choice": "申报记录不支持所选事由，请从所列事由中选择。"}


class SeenForm(forms.Form):
    """Which text the officer has read: a decision on another one is refused."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class GroundForm(forms.Form):
    """Only the grounds that the record of the filing supports (`events.grounds`)."""

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "ground", grounds)


class RemarkForm(forms.Form):
    reason = words("意见")


class CancelForm(forms.Form):
    reason = words("取消原因", rows=2)


class SendBackForm(GroundForm, SeenForm):
    ground = PickedField(label="退回事由", choices=Ground.choices, error_messages=UNSUPPORTED)
    kind = PickedField(label="补正类型", choices=CorrectionKind.choices)
    reason = words("需要补正的内容", help_text="请逐项写明，以便对方一次补正到位。")


class RefuseForm(GroundForm, SeenForm):
    ground = PickedField(
        label="不予批准的事由",
        choices=Ground.choices,
        error_messages=UNSUPPORTED,
        help_text="只列申报记录所支持的事由。",
    )
    reason = words("理由", help_text="写明认定的事实和依据。只审查所列事由，不审查观点。")


class RevokeForm(GroundForm):
    ground = PickedField(label="撤销事由", choices=RevocationGround.choices, error_messages=UNSUPPORTED)
    reason = words("理由")


class ReconsiderForm(forms.Form):
    reason = words("重新办理的理由", help_text="写明原办理有何错误。原经办人不再办理。")


class UnrecordForm(forms.Form):
    reason = words("撤销备案的理由", help_text="写明备案有何错误。")


class QueryForm(forms.Form):
    kind = PickedField(label="类型", choices=CorrectionKind.choices)
    reason = words("需要说明的事项")


class AnswerForm(forms.Form):
    reason = words("说明")


class ReviewForm(forms.Form):
    grounds = words("申请复核的理由", most=2000)


class ReviewDecisionForm(forms.Form):
    outcome = PickedField(
        label="复核结论", choices=[choice for choice in ReviewOutcome.choices if choice[0] != ReviewOutcome.PENDING]
    )
    reason = words("复核理由", most=2000)
