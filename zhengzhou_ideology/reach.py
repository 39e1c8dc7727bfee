"""A row out of the reader's reach answers as if there were none, and the attempt is put on record all the same."""

from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

M = TypeVar("M", bound=Model)


class OutOfReach(Http404):
    """The row exists, and is not for who asked: a denial like any 403, which must not say that there is something."""


def reached_or_404(rows: type[M] | Manager[M] | QuerySet[M], **wanted: Any) -> M:
    """The one row of those that the reader reaches; `wanted` names it, and says what state it must be in.

    Raises `OutOfReach` for a row of that description outside `rows`, and a plain `Http404` where there is none.
    """
    try:
        return get_object_or_404(rows, **wanted)
    except Http404:
        model = rows if isinstance(rows, type) else rows.model
        if model._base_manager.filter(**wanted).exists():
            raise OutOfReach from None
        raise
