"""Drafts that several people may have open: locked, and written only over the version that the editor opened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models

from zhengzhou_ideology.workflow import Actor

D = TypeVar("D", bound="models.Model")


class Collision(Exception):
    """Somebody else saved in between; nothing was written."""


def locked(draft: D, *, by: Actor, perm: str) -> D:
    """The row as it is now, held until the transaction ends; who may not write it gets `PermissionDenied`."""
    row = type(draft)._base_manager.select_for_update(of=("self",)).get(pk=draft.pk)
    if not by.has_perm(perm, row):
        raise PermissionDenied(perm)
    return row


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


def take_off(attachment: Any, *, now: datetime) -> None:
    """The file stays, because a submission may name it; the draft has it no more."""
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
