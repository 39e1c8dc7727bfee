"""What is typed at the desk of events beside what every desk takes."""

from django import forms


class SavedFilterForm(forms.Form):
    name = forms.CharField(label="筛选名称", max_length=30)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
