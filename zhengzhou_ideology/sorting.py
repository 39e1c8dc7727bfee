"""A list in the order that its reader asked for at the head of a column.

Only orders that an index serves in both directions are offered: at a million rows any other would read them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.utils.functional import cached_property

SORT = "sort"
Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """`sort` is what a press asks for, `direction` how the list stands now, as `aria-sort` has it."""

    sort: str
    direction: str


class SortedForm(forms.Form):
    """The filter of a list that keeps the order its reader asked for; the order is no filter, and an unknown one is none.

    `by_itself` is the list's own order, `sorts` those of its heads by their keys, for `keyset_page`; `-` turns one over.
    """

    sort = forms.CharField(label="排序", required=False, widget=forms.HiddenInput)
    by_itself: ClassVar[Order]
    sorts: ClassVar[Mapping[str, Order]]

    def clean_sort(self) -> str:
        asked: str = self.cleaned_data[SORT]
        return asked if asked.removeprefix("-") in self.sorts else ""

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != SORT]

    def own_order(self) -> Order:
        return self.by_itself

    def listed_by(self) -> Order:
        asked: str = self.cleaned_data.get(SORT, "") if self.is_valid() else ""
        if not asked:
            return self.own_order()
        order = self.sorts[asked.removeprefix("-")]
        return turned(order) if asked.startswith("-") else order

    def head(self, key: str) -> ColumnHead:
        order, rising = self.listed_by(), self.sorts[key]
        if order == rising:
            return ColumnHead(f"-{key}", "ascending")
        return ColumnHead(key, "descending" if order == turned(rising) else "none")


def turned(order: Order) -> Order:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
