"""The filters of a list in words, as they stand above the rows of its ledger."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

# Labels of choices that narrow nothing.
NOTHING = ("全部", "全市", "不限")
# Fields that say in which order the list stands.
ORDERING = ("order", "sort")


def described(form: forms.Form) -> str:
    """“状态：逾期未报；县（市、区）：金水区”; what narrows nothing is left out."""
    if not form.is_valid():
        return "全部"
    said = [
        (field.label or name, _said(field, form.cleaned_data.get(name)))
        for name, field in form.fields.items()
        if name not in ORDERING
    ]
    return "；".join(f"{label}：{words}" for label, words in said if words) or "全部"


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        label = next((str(label) for key, label in _choices(field) if str(key) == str(value or "")), "")
        return "" if label.startswith(NOTHING) else label
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() if value not in (None, "") else ""


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """None of our forms groups its choices."""
    choices: Any = field.choices
    return list(choices)
