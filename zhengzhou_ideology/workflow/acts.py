"""An act: permitted, row-locked and recorded, like a move, but without a change of state."""

from collections.abc import Callable, Collection
from functools import wraps
from inspect import signature
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Value

from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.workflow import labels

M = TypeVar("M", bound="models.Model")
Q = TypeVar("Q", bound="models.QuerySet[Any]")


class Refused(Exception):
    """A rule forbids it now; the message is a sentence for the user."""


class ProofNeeded(Exception):
    """An act of weight, and it was not proved in the last minutes that whoever acts is who the session says."""


class Actor(Protocol):
    """Who acts: an account, in the capacity that it acts in. `must_prove`: an act of weight has to wait for a proof."""

    @property
    def acting_label(self) -> str: ...

    @property
    def must_prove(self) -> bool: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


def under_lock(row: M, *, by: Actor | None = None, perm: str | None = None) -> M:
    """The row as it is now, held until the transaction ends; unsaved edits on it are discarded by design.

    Raises `PermissionDenied` unless `by` may; without `perm` another row's lock has answered for it.
    """
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(of=("self",)))
    if perm and not (by and by.has_perm(perm_for(perm, row), row)):
        raise PermissionDenied(perm_for(perm, row))
    return row


def perm_for(perm: str, row: Any) -> str:
    """The permission for this row: one act of several kinds of paper says `app.verb_{model}`."""
    return perm.format(model=row._meta.model_name)


def all_under_lock(rows: Q) -> Q:
    """The same rows by key, each held until the transaction ends; in the order of their keys, so that two do not block."""
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return type(rows)(rows.model).filter(pk__in=keys)


def need(value: object, sentence: str) -> None:
    """Refuse with the sentence where nothing is given, white space being nothing."""
    if not value or not str(value).strip():
        raise Refused(sentence)


def need_proof(by: Actor | None) -> None:
    """For acts of weight: certifying, signing, deciding, waiving, taking persons away, giving seats. May raise `ProofNeeded`."""
    if by is not None and by.must_prove:
        raise ProofNeeded


def refuse_unless_in(row: Any, source: Collection[str] | None, verb: str = "") -> None:
    if source is not None and row.state not in source:
        raise Refused(f"当前状态为“{row.get_state_display()}”，不能{verb or '执行此操作'}。")


def log(row: Any, name: str, *, by: Actor | None, reason: str = "", before: str = "", after: str = "") -> None:
    """One row in the append-only log: who, acting as what, from, to, why, and over which content."""
    row.moves.create(
        name=name,
        before=before or row.state,
        after=after or row.state,
        by=by,
        acting_as=by.acting_label if by else "系统",
        reason=reason,
        content_sha256=row.content_sha256,
    )


def log_many(rows: models.QuerySet, name: str, *, by: Any, reason: str = "", after: Any = None) -> None:
    """The same for each of `rows`, in one statement, before their state changes to `after`."""
    relation: Any = rows.model._meta.get_field("moves")
    columns = {
        relation.field.name: "pk",
        "name": Value(name),
        "before": "state",
        "after": F("state") if after is None else after,
        **({"by": Value(by.pk)} if by else {}),
        "acting_as": Value(by.acting_label if by else "系统"),
        "reason": Value(reason),
        "content_sha256": "content_sha256",
    }
    insert_select(relation.related_model, rows.order_by().values_list(*columns.values()), tuple(columns))


def act(
    *,
    perm: str,
    label: str = "",
    source: Collection[str] | None = None,
    of: Callable[[Any], Any] | None = None,
    judged: Callable[[Any], Any] | None = None,
    name: str = "",
    verb: str = "",
    weighty: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn a rule into a permitted, row-locked and, with a `label`, recorded act; it returns what the rule returns.

    The row that is locked and logged is the act's subject itself or what `of` finds of it, such as the case of a paper;
    then the rule takes both, the one below and the one above. The permission is asked of that row, or of what `judged`
    finds. `source` are the states in which it is legal; elsewhere the refusal says that one cannot `verb`, or do what the
    label says. `weighty`: only with a fresh proof of who acts. Raises `PermissionDenied` (who) before `Refused` (when)
    before `ProofNeeded`.
    """

    def decorate(rule: Callable[..., Any]) -> Callable[..., Any]:
        called = name or rule.__name__

        @wraps(rule)
        @transaction.atomic
        def perform(subject: Any, *, by: Actor, **facts: Any) -> Any:
            row = under_lock(of(subject) if of else subject)
            below = (under_lock(subject),) if of else ()
            asked = judged(subject) if judged else row
            if not by.has_perm(perm_for(perm, asked), asked):
                raise PermissionDenied(perm_for(perm, asked))
            refuse_unless_in(row, source, verb or label)
            if weighty:
                need_proof(by)
            result = rule(*below, row, by=by, **facts)
            if label:
                log(row, called, by=by, reason=facts.get("reason", ""))
            return result

        describe(perform, rule, perm=perm, source=source, row_of=of, judged=judged, weighty=weighty)
        if label:
            labels.register(rule.__module__, **{called: label})
        return perform

    return decorate


def describe(
    perform: Any,
    rule: Callable[..., Any],
    *,
    perm: str | None,
    source: Collection[str] | None,
    row_of: Callable[[Any], Any] | None = None,
    judged: Callable[[Any], Any] | None = None,
    weighty: bool = False,
) -> None:
    """What doors and tests read of a move or an act: who and when, of which rows that is asked, and what it takes."""
    perform.weighty = weighty
    perform.perm, perform.source = perm, None if source is None else frozenset(source)
    perform.row_of = row_of or itself
    perform.judged, perform.takes = judged or perform.row_of, frozenset(signature(rule).parameters)


def itself(row: Any) -> Any:
    return row


def asks(
    *, perm: str, source: Collection[str] | None = None, weighty: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a function that sees to its lock, permission and log itself, because it makes one of several moves: says what
    it asks for, so that a door can be made of it. A `weighty` one calls `need_proof` itself, after its permission.
    """

    def decorate(rule: Callable[..., Any]) -> Callable[..., Any]:
        describe(rule, rule, perm=perm, source=source, weighty=weighty)
        return rule

    return decorate
