"""What is chosen before a ledger is taken away: its columns."""

from typing import Any

from django import forms

from zhengzhou_ideology.forms import offer_choices
from zhengzhou_ideology.ledgers.ledger import Ledger


class ColumnsForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label="导出栏目",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个栏目。"},
    )

    def chosen(self, ledger: Ledger) -> list[str]:
        """Call only on a valid form. Of a ledger that leaves no choice, all."""
        return self.cleaned_data["columns"] if ledger.choosable else [column.key for column in ledger.columns]

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ledger.choosable:
            del self.fields["columns"]
            return
        offer_choices(self, "columns", [(column.key, column.title) for column in ledger.columns])
