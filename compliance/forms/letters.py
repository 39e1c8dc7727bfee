"""What is typed about commitment letters: the signature, a new text, and what narrows the register."""

from typing import Any

from django import forms

from compliance import letter_register
from compliance.enums import LetterWay
from compliance.forms.lists import DutyFilterForm
from compliance.models import LetterText
from compliance.models.duties import DutyQuerySet
from zhengzhou_ideology.forms import DateInput, seen_field

SIGNED, NONE = "signed", "none"


class SignForm(forms.Form):
    seen = seen_field(required=True)


class LetterTextForm(forms.ModelForm):
    class Meta:
        model = LetterText
        fields = ["effective_from", "text", "source"]
        widgets = {"effective_from": DateInput(), "text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "effective_from": "自该日起签署的承诺书使用新的正文，应晚于今天。",
            "text": "每行一段。只写组织应当履行的事项，不写对个人思想、观点的要求。",
        }


class LetterFilterForm(DutyFilterForm):
    """The register is of one year; whoever has no letter stands in it too."""

    kind = None  # type: ignore[assignment]
    state = forms.ChoiceField(
        label="承诺书",
        required=False,
        choices=[("", "全部"), (SIGNED, "已提交"), (NONE, "尚无承诺书"), *LetterWay.choices],
    )

    def narrowed(self, papers: DutyQuerySet, facts: dict[str, Any]) -> DutyQuerySet:
        state = facts.get("state", "")
        found: DutyQuerySet = super().narrowed(papers, {**facts, "kind": "", "state": ""})
        if state == NONE:
            return letter_register.without_letter(found)
        if state == SIGNED:
            return letter_register.with_letter(found)
        return letter_register.with_letter(found).filter(letter_way=state) if state else found


class OwnLetterFilterForm(LetterFilterForm):
    q = None  # type: ignore[assignment]
    district = None  # type: ignore[assignment]
