"""What a form says of a field that is empty or cannot be read: in the portal's words, with the field's own name."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

# Which verb a label takes; a file is uploaded, one of several things is picked, all else is filled in.
UPLOADED = (forms.FileField,)
HYPHENS, PICK = "---------", "请选择"
PICKED = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


def verb_for(field: forms.Field) -> str:
    if isinstance(field, UPLOADED):
        return "请上传"
    if isinstance(field, forms.BooleanField):
        return "请勾选"
    return "请选择" if isinstance(field, PICKED) else "请填写"


def words_for(field: forms.Field, label: str) -> dict[str, str]:
    """By code, as `error_messages` of a field are."""
    said = f"“{label}”" if any(mark in label for mark in "，。、；：（") else label
    return {
        "required": f"{verb_for(field)}{said}。",
        "incomplete": f"请把{said}填写完整。",
        "invalid_choice": f"请在列出的选项中选择{said}。",
        "invalid_list": f"请在列出的选项中选择{said}。",
        "invalid_pk_value": f"请在列出的选项中选择{said}。",
        "max_value": f"{said}不能大于 %(limit_value)s。",
        "min_value": f"{said}不能小于 %(limit_value)s。",
        "null_characters_not_allowed": f"{said}含有不能识别的字符，请删去后重新填写。",
        **({"invalid": invalid} if (invalid := invalid_for(field, said)) else {}),
        **({"empty": f"{said}是空文件，请重新选择。"} if isinstance(field, UPLOADED) else lengths(said)),
    }


def lengths(said: str) -> dict[str, str]:
    return {
        "max_length": f"{said}最多 %(limit_value)d 字，现有 %(show_value)d 字。",
        "min_length": f"{said}至少 %(limit_value)d 字，现有 %(show_value)d 字。",
    }


def invalid_for(field: forms.Field, said: str) -> str:
    """Subclasses first: a date and time is a date to Django, too."""
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.DateTimeField, f"请按“2026-11-26 09:00”的格式填写{said}。"),
        (forms.DateField, f"请按“2026-11-26”的格式填写{said}。"),
        (forms.TimeField, f"请按“09:00”的格式填写{said}。"),
        (forms.DecimalField, f"{said}请填写数字。"),
        (forms.FloatField, f"{said}请填写数字。"),
        (forms.IntegerField, f"{said}请填写整数。"),
        (forms.EmailField, f"请填写完整的{said}。"),
        (forms.URLField, f"请填写完整的{said}，以 https:// 开头。"),
    )
    return next((sentence for kind, sentence in kinds if isinstance(field, kind)), "")


class WordedField(BoundField):
    """Bound before it is cleaned, so that the field speaks of itself; words that the form chose itself stay."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        ask_to_pick(field)
        label = str(self.label).strip("：:")
        if not label or not any(ord(character) > 127 for character in label):
            return
        defaults = default_messages(type(field))
        for code, sentence in words_for(field, label).items():
            if code not in field.error_messages or field.error_messages[code] == defaults.get(code):
                field.error_messages[code] = sentence


def ask_to_pick(field: forms.Field) -> None:
    """In words, where Django offers a row of hyphens."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = PICK if field.empty_label == HYPHENS else field.empty_label
    elif isinstance(field, forms.ChoiceField):
        choices = cast("list[tuple[Any, Any]]", [*cast("Iterable[Any]", field.choices)])
        if ("", HYPHENS) in choices:
            field.choices = [("", PICK) if choice == ("", HYPHENS) else choice for choice in choices]


def default_messages(kind: type[forms.Field]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parent in reversed(kind.__mro__):
        found.update(getattr(parent, "default_error_messages", {}))
    return found


class Renderer(TemplatesSetting):
    bound_field_class = WordedField
