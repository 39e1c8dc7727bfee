"""A move that the reader may make now, as the page offers it."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Offer:
    """`name` is the move's, and the key of its form if that came back with errors; `is_page`: it has a page of its own."""

    name: str
    url: str
    label: str
    question: str
    form: forms.Form | None = None
    tone: str = ""
    is_page: bool = False
