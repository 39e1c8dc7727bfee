"""Proofs for whoever holds a paper: that its content stands in the tree, and that one signed tree grew out of another."""

from typing import Any

from django.db import models

from zhengzhou_ideology.audit import merkle
from zhengzhou_ideology.audit.models import Leaf, Seal
from zhengzhou_ideology.audit.tree import subtree
from zhengzhou_ideology.audit.under_seal import content_column, frozen_contents, histories, leaf_tables


def proof_of(row: models.Model) -> dict[str, Any] | None:
    """From the leaf of a row that freezes a content to the first signed head above it; None until the next seal is made.

    Always the same for the same row, however far the tree has grown since. Of a row that is frozen at some point only, it
    is the leaf of the history row that first had the content.
    """
    table = type(row)._meta.db_table
    if table in leaf_tables():
        return _proof(Leaf.objects.filter(table=table, key=row.pk))
    history, column = histories()[type(row)], content_column(type(row))
    content = getattr(row, str(column))
    return _proof(Leaf.objects.filter(table=history._meta.db_table, content=content).exclude(content=""))


def proof_for(content: str) -> dict[str, Any] | None:
    """The same for whoever has the SHA-256 of a frozen content."""
    models_of = [histories().get(one.model, one.model) for one in frozen_contents()]
    tables = [model._meta.db_table for model in models_of]
    return _proof(Leaf.objects.filter(content=content, table__in=tables).exclude(content=""))


def consistency_of(first: Seal, second: Seal) -> dict[str, Any]:
    """That the second tree begins with the first, unchanged; both have leaves."""
    path = merkle.consistency(first.size, second.size, subtree)
    return {
        "kind": "consistency",
        "first": first.published,
        "second": second.published,
        "path": [node.hex() for node in path],
    }


def _proof(leaves: models.QuerySet[Leaf]) -> dict[str, Any] | None:
    leaf = leaves.order_by("number").first()
    head = Seal.objects.filter(size__gt=leaf.number).order_by("number").first() if leaf else None
    if leaf is None or head is None:
        return None
    path = merkle.inclusion(leaf.number, head.size, subtree)
    return {
        "kind": "proof",
        "leaf": leaf.text,
        "number": leaf.number,
        "path": [node.hex() for node in path],
        "head": head.published,
    }
