"""A workflow is a set of moves: each a permitted, row-locked, recorded change of state."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

S = TypeVar("S", bound="models.Model")


class Refused(Exception):
    """A rule forbids the move now; the message is a sentence for the user."""


class Actor(Protocol):
    """Who moves: an account, in the capacity that it acts in."""

    @property
    def acting_label(self) -> str: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


def move(*, source: Collection[str], target: str, perm: str | None) -> Callable[..., Any]:
    """Turn a rule into a permitted, row-locked, recorded change of state.

    The instance has `state`, `content_sha256` and an append-only `moves` log (see `audit.models.Move`). It is
    re-read under a row lock first, so unsaved edits on it are discarded by design and a double click finds the
    new state and is refused. `perm=None` marks a move that only another move or a sweep makes, never a view.
    Raises `PermissionDenied` (who) before `Refused` (when).
    """

    def decorate(rule: Callable[..., None]) -> Callable[..., Any]:
        @wraps(rule)
        @transaction.atomic
        def perform(instance: Any, *, by: Actor | None, **facts: Any) -> Any:
            rows = type(instance)._base_manager
            instance.refresh_from_db(from_queryset=rows.select_for_update(of=("self",)))
            if perm and not (by and by.has_perm(perm, instance)):
                raise PermissionDenied(perm)
            before = instance.state
            if before not in source:
                raise Refused(f"当前状态为“{instance.get_state_display()}”，不能执行此操作。")
            rule(instance, by=by, **facts)
            instance.state = target
            instance.full_clean()
            instance.save()
            instance.moves.create(
                name=rule.__name__,
                before=before,
                after=target,
                by=by,
                acting_as=by.acting_label if by else "系统",
                reason=facts.get("reason", ""),
                content_sha256=instance.content_sha256,
            )
            return instance

        perform.source, perform.target, perform.perm = frozenset(source), target, perm  # type: ignore[attr-defined]
        return perform

    return decorate
