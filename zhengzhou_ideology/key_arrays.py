"""Many keys in one condition: as one array, of which the planner knows how long it is.

Django's `__in` names each key by itself: ten thousand take a fifth of a second of Python in each statement, an array takes
a tenth of that, and PostgreSQL compares with a hash instead of one after the other just the same.
"""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL


class _AnyOf(Func):
    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


def one_of(field: str, keys: Iterable[int]) -> Q:
    """Rows whose `field`, a key, is among these; none if there are none."""
    return Q(_AnyOf(F(field), Value(sorted({*keys}), ArrayField(BigIntegerField()))))


def among_one(field: str, key: OuterRef) -> Q:
    """Rows whose `field` is this key of the statement around it, asked as if it were one of several.

    Ordered by `field` first, the rows come by an index that begins with it: a plain equation is left out of the order, and a
    walk in the rest of it looks as good to the planner wherever the rows of this key may begin.
    """
    return Q(_AnyOf(F(field), Func(key, template="ARRAY[%(expressions)s]", output_field=ArrayField(BigIntegerField()))))


def these(keys: Sequence[int]) -> RawSQL:
    """For an `__in` that takes statements as well."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
