"""Sums that are kept while things happen: a trigger writes what each statement adds or takes away, a task folds these rows.

They are exact at any moment: whoever reads adds up whatever rows a key has. Rows are only ever inserted by those who work,
so that nobody waits for anybody, and a statement writes one for each key that it touches, however many rows it changes.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

import pgtrigger
from django.db import connection, models, transaction
from psycopg.sql import Literal

from zhengzhou_ideology.noting import noting


class KeptSumQuerySet(models.QuerySet):
    def summed(self, *by: str) -> Any:
        """One row for each value of `by`, with the sum of every count."""
        sums = {f"sum_{name}": models.Sum(name) for name in self._kept().sums}
        return self.order_by().values(*by).annotate(**sums)

    def fold(self) -> None:
        """One row for each key again. Safe to run twice, at once, or late: the sums stay what they are."""
        kept = self._kept()
        table, key, sums = kept._meta.db_table, ", ".join(kept.key), ", ".join(f"sum({name})" for name in kept.sums)
        numerous = f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608 - names of ours, as below
        taken = f"DELETE FROM {table} WHERE ({key}) IN ({numerous}) RETURNING *"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH taken AS ({taken}) INSERT INTO {table} ({kept.columns()}) SELECT {key}, {sums} FROM taken GROUP BY {key}"  # noqa: S608
            )

    @transaction.atomic
    def recount(self) -> None:
        """Anew from the rows themselves, such as those that were loaded while triggers slept."""
        kept = self._kept()
        table = kept._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table}; DELETE FROM {table}")  # noqa: S608
            cursor.execute(f"INSERT INTO {table} ({kept.columns()}) {_plain(kept.counted())}")

    def _kept(self) -> type[KeptSum]:
        return cast("type[KeptSum]", self.model)


class KeptSum(models.Model):
    """What is to be added up for its key. A key has no foreign keys: what is written with every move locks nothing."""

    key: ClassVar[tuple[str, ...]]
    sums: ClassVar[tuple[str, ...]]
    objects = KeptSumQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def counted(cls) -> models.QuerySet:
        """The rows that are counted, as values: the columns of the key, then the sums; nothing but columns of one table."""
        raise NotImplementedError

    @classmethod
    def columns(cls) -> str:
        return ", ".join((*cls.key, *cls.sums))

    @classmethod
    def register(cls) -> None:
        """The triggers that keep the sums; where the models are ready."""
        for operation, select in (
            (pgtrigger.Insert, lambda: cls._added("new_rows")),
            (pgtrigger.Update, cls._moved),
            (pgtrigger.Delete, lambda: cls._added("old_rows", sign="-")),
        ):
            trigger = noting(f"kept_{cls._meta.model_name}", operation, cls, cls.columns(), select)
            pgtrigger.register(trigger)(cls.counted().model)

    @classmethod
    def _moved(cls) -> str:
        came, left = cls._added("new_rows"), cls._added("old_rows", sign="-")
        key, sums = ", ".join(cls.key), ", ".join(f"sum({name})" for name in cls.sums)
        nothing = ", ".join("0" for _ in cls.sums)
        return f"SELECT {key}, {sums} FROM ({came} UNION ALL {left}) m GROUP BY {key} HAVING ({sums}) <> ({nothing})"  # noqa: S608

    @classmethod
    def _added(cls, rows: str, *, sign: str = "") -> str:
        counted = cls.counted()
        table = f'"{counted.model._meta.db_table}"'
        inner = _plain(counted).replace(f"FROM {table}", f"FROM {rows} {table}", 1)
        key, sums = ", ".join(cls.key), ", ".join(f"{sign}{name} AS {name}" for name in cls.sums)
        return f"SELECT {key}, {sums} FROM ({inner}) c ({cls.columns()})"  # noqa: S608


def _plain(rows: models.QuerySet) -> str:
    """The statement with its values in it, for a trigger binds none."""
    statement, values = rows.order_by().query.sql_with_params()
    return statement % tuple(Literal(value).as_string() for value in values)
