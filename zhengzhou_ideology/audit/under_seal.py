"""What is under seal, read off the guards of the models: a new table is covered without being named here."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models
from pghistory.models import Event

from zhengzhou_ideology.audit.models import Move, TrailRow

Table = type[models.Model]


@lru_cache(maxsize=1)
def sealed_tables() -> dict[str, Table]:
    """Whatever the database never lets anybody change nor delete: logs, frozen papers, field history. By table, in order."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models()
        if not issubclass(model, TrailRow) and {"UPDATE", "DELETE"} <= always_refused(model)
    }
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def leaf_tables() -> dict[str, Table]:
    """Whose rows are leaves of the tree: moves and papers written once, and the history of what is frozen at some point."""
    return {
        table: model
        for table, model in sealed_tables().items()
        if not issubclass(model, Event) or _freezes(tracked(model))
    }


@lru_cache(maxsize=1)
def histories() -> dict[Table, Table]:
    """The history of each model that has one."""
    return {tracked(model): model for model in sealed_tables().values() if issubclass(model, Event)}


def tracked(history: Any) -> Table:
    return history.pgh_tracked_model


def always_refused(model: Table) -> set[str]:
    """Operations that no row of the table takes, whatever its state."""
    guards = [guard for guard in _guards(model) if guard.condition is None]
    return {operation for guard in guards for operation in str(guard.operation).split(" OR ")}


def _freezes(model: Table) -> bool:
    """From some state on, a row takes no change."""
    return any(guard.condition is not None and "UPDATE" in str(guard.operation) for guard in _guards(model))


def refused_deletions(model: Table) -> list[pgtrigger.Protect]:
    return [guard for guard in _guards(model) if "DELETE" in str(guard.operation).split(" OR ")]


def _guards(model: Table) -> list[pgtrigger.Protect]:
    return [guard for guard in getattr(model._meta, "triggers", ()) if isinstance(guard, pgtrigger.Protect)]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A model whose rows hold a content and its SHA-256, by the names of the columns."""

    model: Table
    content: str
    sha256: str


@lru_cache(maxsize=1)
def frozen_contents() -> tuple[Frozen, ...]:
    """`content` with `sha256`, or a JSON column with one of its own name and `_sha256` after it."""
    found = []
    for model in apps.get_models():
        if issubclass(model, Event) or not model._meta.managed:
            continue
        columns = columns_of(model)
        for field in model._meta.concrete_fields:
            own = "sha256" if field.column == "content" else f"{field.column}_sha256"
            if isinstance(field, models.JSONField) and own in columns:
                found.append(Frozen(model, str(field.column), own))
    return tuple(found)


def columns_of(model: Table) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def content_column(model: Table) -> str | None:
    """Where a row of the table says which content it freezes or names."""
    if issubclass(model, Move):
        return "content_sha256"
    of = tracked(model) if issubclass(model, Event) else model
    columns = columns_of(model)
    return next((one.sha256 for one in frozen_contents() if one.model is of and one.sha256 in columns), None)


def moment_column(model: Table) -> str | None:
    """When a row says that it was written: the first moment that each row has."""
    if issubclass(model, Event):
        return "pgh_created_at"
    fields = model._meta.concrete_fields
    return next((one.column for one in fields if isinstance(one, models.DateTimeField) and not one.null), None)
