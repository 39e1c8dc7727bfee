"""Fields and small forms that every room types with."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


def words(
    label: str, *, rows: int = 3, required: bool = True, help_text: str = "", most: int = 1000
) -> forms.CharField:
    """Text of more than a line, `most` characters long."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PickedField(forms.ChoiceField):
    """One of a few, such as a legal ground: nothing is picked until somebody picks it."""

    widget = forms.RadioSelect


class WaitingForm(forms.Form):
    """The filter of a list of which a part can wait for the reader; the tick is shown only where the address asks for it."""

    waiting = forms.BooleanField(label="待我办理", required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not (data or {}).get("waiting"):
            del self.fields["waiting"]

    @classmethod
    def waiting_query(cls, user: Any) -> dict[str, str]:
        """By which address the list shows what waits for the reader; empty for whom nothing can wait."""
        return {"waiting": "on"} if cls.waits_for(user) else {}

    @staticmethod
    def waits_for(user: Any) -> bool:
        raise NotImplementedError


def search_words(label: str) -> forms.CharField:
    """What a list is searched for; empty, it is not."""
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs={"type": "search"}))


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files at once, as a list; empty where there are none."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not isinstance(data, list | tuple):
            data = [data] if data else []
        return [super(MultipleFileField, self).clean(one, initial) for one in data]


def uploads(label: str, *, required: bool = False) -> MultipleFileField:
    return MultipleFileField(label=label, required=required, help_text="可一次选择多个文件。")


def offer_rows(
    form: forms.BaseForm,
    name: str,
    rows: QuerySet[Any],
    *,
    empty: str | None = None,
    label: Callable[[Any], str] | None = None,
) -> None:
    """Let the field offer these rows and no others; `empty` stands above them, `label` says how each reads."""
    field = cast("forms.ModelChoiceField", form.fields[name])
    field.queryset = rows
    if empty is not None:
        field.empty_label = empty
    if label is not None:
        field.label_from_instance = label  # type: ignore[assignment, method-assign]


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, str]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def seen_field(*, required: bool) -> forms.CharField:
    """The hash of the text that somebody has read: a decision on another one is refused."""
    return forms.CharField(max_length=64, required=required, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = words("理由", most=2000)
