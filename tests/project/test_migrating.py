"""The tables of an empty database, made the quick way, are those of the models."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState

from zhengzhou_ideology.migrating import models_alone

pytestmark = pytest.mark.django_db


def kept_by(model: type[models.Model]) -> set[str]:
    """Names of what keeps the rows of a model in order."""
    return {one.name for one in (*model._meta.indexes, *model._meta.constraints)}


def test_every_model_has_its_columns_indexes_and_constraints():
    lacking = []
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in there or not model._meta.managed:
                continue
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            named = set(connection.introspection.get_constraints(cursor, table))
            lacking += [
                (table, field.column) for field in model._meta.local_concrete_fields if field.column not in columns
            ]
            lacking += [(table, name) for name in kept_by(model) - named]
            references = {
                field.column
                for field in model._meta.local_concrete_fields
                if field.remote_field and field.db_constraint
            }
            kept = connection.introspection.get_relations(cursor, table)
            lacking += [(table, column) for column in references - set(kept)]

    assert lacking == []
    assert len(there) > 200


def test_the_usual_way_is_left_as_it_was():
    usual = ProjectState._find_reload_model

    with suppress(ZeroDivisionError), models_alone():
        other = ProjectState._find_reload_model
        raise ZeroDivisionError

    assert ProjectState._find_reload_model is usual is not other
