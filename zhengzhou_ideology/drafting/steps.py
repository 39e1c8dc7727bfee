"""A draft's form in steps: which fields and boxes of files stand together, what each step lacks, and what was filled in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BoundField

from zhengzhou_ideology.drafting.checklist import ChecklistItem, errors_among
from zhengzhou_ideology.drafting.drafts import shown
from zhengzhou_ideology.wording import dated


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStep:
    """As a room says it: `fields` as the page names them, `parts` the boxes of files.

    `needed` are the fields without which nothing can be sent. `reveal` gives fields or parts that matter only if something
    on the page fits a CSS selector; without scripts, and once they hold something, they stand there all the same.
    """

    key: str
    title: str
    hint: str = ""
    fields: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    needed: Collection[str] = ()
    reveal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepField:
    bound: BoundField
    shown_if: str

    @property
    def said(self) -> str:
        """Its value as people read it; a tick that is not set says so."""
        value = self.bound.value()
        if self.bound.widget_type == "checkbox":
            return "是" if value else "否"
        return dated(value) if isinstance(value, date) else shown(self.bound)


@dataclass(frozen=True, slots=True)
class StepOnPage:
    """`boxes` are those of `Boxes.box`; `missing` counts what keeps the draft from being sent."""

    key: str
    title: str
    hint: str
    fields: list[StepField]
    boxes: list[dict[str, Any]]
    missing: int


def laid_out(
    steps: Iterable[DraftStep],
    fields: Mapping[str, BoundField],
    boxes: Mapping[str, dict[str, Any]],
    items: Iterable[ChecklistItem],
    *,
    form: str,
) -> list[StepOnPage]:
    """Each field and box of a draft in its step; `form` is the id of the form that the fields belong to.

    Raises `ValueError` where a field or a box is in no step, or in two: nobody could fill it in.
    """
    steps = list(steps)
    _once([name for step in steps for name in step.fields], fields)
    _once([part for step in steps for part in step.parts], boxes)
    anchors = [item.anchor for item in errors_among(items)]
    return [_on_page(step, fields, boxes, anchors, form) for step in steps]


def _once(listed: list[str], there: Collection[str]) -> None:
    if sorted(listed) != sorted(there):
        raise ValueError(f"not in exactly one step: {sorted({*listed} ^ {*there}) or sorted(listed)}")


def _on_page(
    step: DraftStep,
    fields: Mapping[str, BoundField],
    boxes: Mapping[str, dict[str, Any]],
    anchors: list[str],
    form: str,
) -> StepOnPage:
    there = [
        StepField(_marked(fields[name], form, name in step.needed), step.reveal.get(name, "")) for name in step.fields
    ]
    own = [{**boxes[part], "shown_if": step.reveal.get(part, "")} for part in step.parts]
    ids = {one.bound.id_for_label for one in there} | {box["id"] for box in own}
    missing = sum(anchor in ids for anchor in anchors)
    return StepOnPage(step.key, step.title, step.hint, there, own, missing)


def _marked(bound: BoundField, form: str, needed: bool) -> BoundField:
    """A step stands beside its form, so that boxes of files, forms themselves, may stand between the fields."""
    bound.field.widget.attrs["form"] = form
    if needed:
        bound.field.needed = True  # type: ignore[attr-defined]
        bound.field.widget.attrs["aria-required"] = "true"
    return bound
