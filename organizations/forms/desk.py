"""What is typed at the desk: messages, notes, who takes a filing in hand."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import User
from zhengzhou_ideology.forms import offer_rows, words


class TextForm(forms.Form):
    text = words("内容", rows=2, most=2000)


class NoteForm(forms.Form):
    text = words("添加备注", rows=2, most=2000, help_text="只有本单位的经办人能看到。")


class AssignForm(forms.Form):
    officer = forms.ModelChoiceField(label="经办人", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, colleagues: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "officer", colleagues)
