"""What the seals do not cover by themselves: rows of today against their history, contents against their hash."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from zhengzhou_ideology.audit.breaks import Break, rows_break
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.audit.first_history import copied_columns
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.rows import CHUNK, fetched
from zhengzhou_ideology.audit.under_seal import Frozen, Table, frozen_contents, histories, refused_deletions

LAST = 'SELECT h.* FROM "{0}" h JOIN (SELECT max(pgh_id) AS last FROM "{0}" GROUP BY pgh_obj_id) l ON l.last = h.pgh_id'


def history_breaks() -> Iterator[Break]:
    """Each row is as its last history row says; none came without history; none went that may not go."""
    for model, history in sorted(histories().items(), key=lambda pair: pair[0]._meta.db_table):
        table, key = model._meta.db_table, model._meta.pk.column
        last = LAST.format(history._meta.db_table)
        columns = copied_columns(history)
        here, there = (", ".join(f'{side}."{name}"' for name in columns) for side in "th")
        found = fetched(
            f'SELECT t."{key}", h.pgh_id IS NULL FROM "{table}" t LEFT JOIN ({last}) h ON h.pgh_obj_id = t."{key}"'  # noqa: S608
            f" WHERE h.pgh_id IS NULL OR ROW({here}) IS DISTINCT FROM ROW({there}) ORDER BY 1"
        )
        yield from rows_break(table, [row for row, is_new in found if not is_new], "与其历史记录不一致")
        yield from rows_break(table, [row for row, is_new in found if is_new], "没有历史记录")
        if kept := _kept(model):
            gone = fetched(
                f'SELECT old.pgh_obj_id FROM ({last}) old LEFT JOIN "{table}" t ON t."{key}" = old.pgh_obj_id'  # noqa: S608
                f' WHERE t."{key}" IS NULL AND ({kept}) ORDER BY 1'
            )
            yield from rows_break(table, [row for (row,) in gone], "不得删除而被删除")


def _kept(model: Table) -> str:
    """When a row may not be deleted, as SQL over its last state, `old`."""
    guards = refused_deletions(model)
    conditions = [guard.condition for guard in guards if guard.condition is not None]
    if len(conditions) < len(guards):
        return "true"
    return " OR ".join(f"({condition.resolve(model)})" for condition in conditions)


def content_breaks() -> Iterator[Break]:
    """What is frozen has the SHA-256 that stands beside it."""
    for frozen in frozen_contents():
        table, key = frozen.model._meta.db_table, frozen.model._meta.pk.column
        wrong = []
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f'SELECT "{key}", "{frozen.content}"::text, "{frozen.sha256}" FROM "{table}"'  # noqa: S608
                f' WHERE "{frozen.content}" IS NOT NULL OR "{frozen.sha256}" <> \'\' ORDER BY 1'
            )
            while found := cursor.fetchmany(CHUNK):
                wrong += [row for row, content, sha in found if not content or sha256_of(json.loads(content)) != sha]
        yield from rows_break(table, wrong, "的内容与校验值不符")


def move_breaks() -> Iterator[Break]:
    """A move names a content that its paper had: one that was frozen, or one that its history knows."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
        if not issubclass(model, Move):
            continue
        table, paper = model._meta.db_table, _paper(model)
        known = _known_contents(paper)
        if not known:
            continue
        found = fetched(
            f"SELECT m.id FROM \"{table}\" m WHERE m.content_sha256 <> '' AND NOT EXISTS ("  # noqa: S608
            + " UNION ALL ".join(known).format(paper=f'm."{paper.column}"')
            + ") ORDER BY 1"
        )
        yield from rows_break(table, [row for (row,) in found], "的内容校验值与所办文书的内容不符")


def _paper(model: type[models.Model]) -> models.ForeignKey:
    """The row that the move is of: the one key that `Move` itself does not have."""
    return next(
        field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and field.name != "by"
    )


def _known_contents(paper: models.ForeignKey) -> list[str]:
    """Queries for the contents that the paper had."""
    model = paper.related_model
    frozen = [
        (one, field)
        for one in frozen_contents()
        for field in one.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
    if frozen:
        return [_frozen_of(one, field) for one, field in frozen]
    history = histories().get(model)
    if history is None or "content_sha256" not in copied_columns(history):
        return []
    return [
        f'SELECT FROM "{history._meta.db_table}" h WHERE h.pgh_obj_id = {{paper}} AND h.content_sha256 = m.content_sha256'
    ]


def _frozen_of(one: Frozen, field: models.ForeignKey) -> str:
    table = one.model._meta.db_table
    return f'SELECT FROM "{table}" f WHERE f."{field.column}" = {{paper}} AND f."{one.sha256}" = m.content_sha256'
