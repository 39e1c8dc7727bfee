"""Doors: an act with the words of its button, its form, and when it is open. Pages show them, addresses open them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse

from zhengzhou_ideology.workflow.acts import itself, perm_for

Bound = Mapping[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Offer:
    """An act that the reader may do now, as the page shows it.

    `name` is the door's, and the key of its form if that came back with errors; `is_page`: it has a page of its own.
    """

    name: str
    url: str
    label: str
    question: str
    form: forms.Form | None = None
    tone: str = ""
    is_page: bool = False


def always(user: Any, row: Any) -> bool:
    return True


def nothing(user: Any, row: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One act on a page of a row, or on each of several things there (`each`, such as the papers of a case).

    `act` is a move or an act; `address` the full name of its view. `on` finds in the page's row what the act is done to,
    or None where there is nothing. `when` says what the states do not. `facts` are always handed to the act, `given` are
    arguments of the form, out of the reader and the row. `done` is what the page says then, and beside it, where there is
    one, stands the button of `undo`, the address that takes it back.
    """

    act: Callable[..., Any]
    address: str
    label: str
    question: str
    done: str | Callable[[Any], str]
    form: Callable[..., forms.Form] | None = None
    tone: str = ""
    each: bool = False
    on: Callable[[Any], Any] = itself
    when: Callable[[Any, Any], bool] = always
    facts: Mapping[str, Any] = field(default_factory=dict)
    given: Callable[[Any, Any], dict[str, Any]] = nothing
    undo: str = ""

    @property
    def name(self) -> str:
        return self.address.rpartition(":")[2]

    def key(self, row: Any) -> str:
        """Under which a form that came back is found again; tells apart forms of the same kind on one page."""
        return f"{self.name}-{row.pk}" if self.each else self.name

    def may(self, user: Any, row: Any) -> bool:
        """Of a row that has what the act is done to."""
        judged = self.act.judged(self.on(row))  # type: ignore[attr-defined]
        return user.has_perm(perm_for(self.act.perm, judged), judged)  # type: ignore[attr-defined]

    def is_open(self, user: Any, row: Any) -> bool:
        """The act is legal now, and the user's to do."""
        subject, source = self.on(row), self.act.source  # type: ignore[attr-defined]
        if subject is None or (source is not None and self.act.row_of(subject).state not in source):  # type: ignore[attr-defined]
            return False
        return self.when(user, row) and self.may(user, row)

    def said_of(self, row: Any) -> str:
        return self.done if isinstance(self.done, str) else self.done(row)

    def undo_of(self, row: Any) -> str:
        return reverse(self.undo, args=[row.pk]) if self.undo else ""

    def form_of(self, user: Any, row: Any, data: Any = None, files: Any = None) -> forms.Form:
        made = self.form or forms.Form
        return made(data, files, auto_id=f"{self.key(row)}_%s", **self.given(user, row))

    def offer(self, user: Any, row: Any, bound: Bound) -> Offer:
        key = self.key(row)
        form = bound.get(key) or (self.form_of(user, row) if self.form else None)
        return Offer(key, reverse(self.address, args=[row.pk]), self.label, self.question, form, self.tone)


def offers(doors: Iterable[Door], user: Any, row: Any, bound: Bound) -> list[Offer]:
    return [door.offer(user, row, bound) for door in doors if door.is_open(user, row)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a rule said above a page, with what was typed for an act that the page no longer offers."""

    sentence: str
    typed: list[tuple[str, str]]

    def __str__(self) -> str:
        return self.sentence


def refusal_above(refusal: str, bound: Bound, shown: Iterable[Offer | None]) -> Refusal | None:
    """None where the form that was refused stands on the page with the sentence in it."""
    in_place = {offer.name for offer in shown if offer and offer.form}
    if not refusal or in_place & set(bound):
        return None
    written = [field for form in bound.values() for field in form.visible_fields() if isinstance(field.value(), str)]
    return Refusal(refusal, [(str(field.label), field.value()) for field in written if field.value().strip()])
