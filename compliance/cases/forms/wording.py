"""What an administrator types to change the wording of papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from compliance.cases.papers import wording


class WordingForm(forms.Form):
    text = forms.CharField(
        label="文字",
        max_length=8000,
        help_text="空一行即另起一段；以“一、”“二、”开头、句末没有标点的一行作为标题。",
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    # The latest version that the page was opened on.
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_text(self) -> str:
        text = wording.plain(self.cleaned_data["text"])
        found = wording.problems(self.kind, text)
        if found:
            raise ValidationError(found)
        return text
