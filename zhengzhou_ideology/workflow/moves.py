"""A move: a permitted, row-locked, recorded change of state."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db import transaction

from zhengzhou_ideology.workflow import labels
from zhengzhou_ideology.workflow.acts import Actor, describe, log, need_proof, refuse_unless_in, under_lock


def move(
    *,
    source: Collection[str],
    target: str,
    perm: str | None,
    label: str,
    then: Callable[..., Any] | None = None,
    weighty: bool = False,
) -> Callable[..., Any]:
    """Turn a rule into a permitted, row-locked, recorded change of state.

    The instance has `state`, `content_sha256` and an append-only `moves` log (see `audit.models.Move`). It is
    re-read under a row lock first, so unsaved edits on it are discarded by design and a double click finds the
    new state and is refused. `perm=None` marks a move that only another move or a sweep makes, never a view.
    `label` is what the log says; `then` is called in the same transaction once the new state is stored and logged, such as
    for a further move that follows at once. `weighty`: only with a fresh proof of who acts. Raises `PermissionDenied` (who)
    before `Refused` (when) before `ProofNeeded`.
    """

    def decorate(rule: Callable[..., None]) -> Callable[..., Any]:
        @wraps(rule)
        @transaction.atomic
        def perform(instance: Any, *, by: Actor | None, **facts: Any) -> Any:
            under_lock(instance, by=by, perm=perm)
            before = instance.state
            refuse_unless_in(instance, source)
            if weighty:
                need_proof(by)
            rule(instance, by=by, **facts)
            instance.state = target
            instance.full_clean()
            instance.save()
            log(instance, rule.__name__, by=by, reason=facts.get("reason", ""), before=before)
            if then:
                then(instance, by=by, **facts)
            return instance

        describe(perform, rule, perm=perm, source=source, weighty=weighty)
        perform.target = target  # type: ignore[attr-defined]
        labels.register(rule.__module__, **{rule.__name__: label})
        return perform

    return decorate
