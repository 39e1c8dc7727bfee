"""What is typed about a view of a list."""

from django import forms

from zhengzhou_ideology.saved_views.models import NAME_LENGTH


class ViewNameForm(forms.Form):
    name = forms.CharField(
        label="视图名称", max_length=NAME_LENGTH, help_text=f"不超过{NAME_LENGTH}个字，只有您自己看得到。"
    )
