"""Writing a draft: only over the version that the editor opened, and nobody's words are lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, ModelForm

from zhengzhou_ideology.workflow import Actor


class Collision(Exception):
    """Somebody else saved in between; nothing was written."""


def write(row: Any, facts: Mapping[str, Any], *, version: int, by: Actor, now: datetime) -> None:
    """Write the fields into the locked row as its next version, which nobody has certified yet; may raise `Collision`."""
    if row.edit_version != version:
        raise Collision
    for name, value in facts.items():
        setattr(row, name, value)
    row.edit_version += 1
    row.edited_at = now
    row.prepared_by = by
    row.certified_by = row.self_certification = None
    row.save()


def version_in(data: Any, row: Any) -> int:
    """The version that a posted form was opened with; of a fresh form that of the row. What is no number is no version."""
    if data is None:
        return row.edit_version
    text = str(data.get("version", ""))
    return int(text) if text.isdecimal() else -1


class FormDraft:
    """A draft that is one form; a room says which, and how more than its own fields is written."""

    def __init__(self, form: ModelForm, data: Any) -> None:
        self.form: Any = form
        self.version = version_in(data, form.instance)

    @property
    def parts(self) -> list[Any]:
        return [self.form]

    def is_valid(self) -> bool:
        return bool(self.form.is_valid())

    def errors(self) -> dict[str, list[str]]:
        return {name: [str(sentence) for sentence in found] for name, found in self.form.errors.items()}

    def cleaned(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        self.form.is_valid()
        return {"facts": self.form.cleaned_data}

    def fields(self) -> dict[str, BoundField]:
        return {name: self.form[name] for name in self.form.fields}

    def label_of(self, name: str) -> str:
        return str(self.form[name].label)


def agree(one: BoundField, other: BoundField) -> bool:
    """The same is meant, however it is written: 0 and 0.00."""
    try:
        return bool(one.field.to_python(one.value()) == other.field.to_python(other.value()))
    except ValidationError:
        return shown(one) == shown(other)


def shown(bound: BoundField) -> str:
    """A field's value as people read it, whether typed or stored."""
    value = bound.value()
    offered = getattr(bound.field, "choices", None) or getattr(bound.field.widget, "choices", None) or []
    if value in (None, ""):
        return ""
    choices = {str(key): str(label) for key, label in offered}
    if str(value) in choices:
        return choices[str(value)]
    if value is False:
        return ""
    if value is True or value == "on":
        return "是"
    return str(bound.field.widget.format_value(value) or value).replace("\r\n", "\n")
