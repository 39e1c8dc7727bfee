"""What is asked of the public pages of the audit trail."""

from django import forms

LARGEST = 2**62


class HeadsForm(forms.Form):
    after = forms.IntegerField(label="此后", min_value=0, max_value=LARGEST, required=False)


class ConsistencyForm(forms.Form):
    first = forms.IntegerField(label="较早的封存", min_value=1, max_value=LARGEST)
    second = forms.IntegerField(label="较晚的封存", min_value=1, max_value=LARGEST)
