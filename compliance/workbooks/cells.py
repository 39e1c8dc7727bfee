"""How a field of a draft and a cell of a workbook say the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from organizations.folding import INVISIBLE
from organizations.registry import cleaning
from organizations.registry.cleaning import Cell

YES, NO = "是", "否"
TICKED = frozenset([YES, "TRUE", "true", "1", "√", "Y", "y"])
UNTICKED = frozenset(["", NO, "FALSE", "false", "0", "×", "N", "n"])


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in which cell, for whoever has the workbook open."""

    sheet: str
    cell: str
    label: str
    value: str
    reason: str


def choices_of(field: forms.Field) -> dict[str, str]:
    """The closed list of a field: labels by stored value, without the one that stands for nothing."""
    offered = getattr(field, "choices", None) or []
    return {str(value): str(label) for value, label in offered if str(value)}


def labels_of(field: forms.Field) -> list[str]:
    """What a cell may be chosen from; of a tick 是 and 否, of a closed list its labels."""
    return [YES, NO] if isinstance(field, forms.BooleanField) else list(choices_of(field).values())


def written(bound: BoundField) -> date | int | str:
    """What stands in the cell of a workbook that is handed out."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.BooleanField):
        return YES if value else NO
    if value in (None, ""):
        return ""
    if isinstance(value, date | int):
        return value
    return choices_of(field).get(str(value), str(value))


def typed(field: forms.Field, cell: Cell) -> tuple[str | None, str]:
    """What a browser would have sent for the cell, and why it cannot be understood; None is a box without a tick.

    What is not understood is sent as it stands, so that the form leaves its field as it was.
    """
    try:
        return _understood(field, cell), ""
    except ValueError as error:
        return as_text(cell), str(error)


def _understood(field: forms.Field, cell: Cell) -> str | None:
    if isinstance(field, forms.BooleanField):
        return _ticked(cleaning.narrow(cell))
    if isinstance(field, forms.DateField):
        found = cleaning.day(cell)
        return found.isoformat() if found else ""
    if isinstance(field, forms.IntegerField):
        return cleaning.narrow(cell)
    choices = choices_of(field)
    if choices:
        return _chosen(cleaning.plain(cell), choices)
    return as_text(cell)


def _ticked(text: str) -> str | None:
    if text in TICKED:
        return "on"
    if text in UNTICKED:
        return None
    raise ValueError(f"请填“{YES}”或者“{NO}”。")


def _chosen(text: str, choices: dict[str, str]) -> str:
    values = {label: value for value, label in choices.items()}
    if text and text not in values:
        raise ValueError(f"请从下拉列表中选择：{'、'.join(values)}。")
    return values.get(text, "")


def as_text(cell: Cell) -> str:
    """The cell's words with their line breaks; a number as it is written, a day without a time of day."""
    if not isinstance(cell, str):
        return cleaning.plain(cell)
    lines = INVISIBLE.sub("", cell.replace("\r\n", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip().removesuffix("T00:00:00")


def shown(cell: Any) -> str:
    """What a list of faults calls the content of a cell, shortened."""
    text = as_text(cell)
    return text if len(text) <= 40 else f"{text[:40]}…"
