"""What a row may not become, judged by its history: whoever has the guards of the database ignored is found by them afterwards.

Of the guards those that ask for nothing but a row before and after; whether a notice had been served by then, history does not say.
"""

from collections.abc import Iterator, Mapping

from zhengzhou_ideology.audit.breaks import Break, rows_break
from zhengzhou_ideology.audit.chain import Segment
from zhengzhou_ideology.audit.rows import fetched
from zhengzhou_ideology.audit.steps import refusals
from zhengzhou_ideology.audit.under_seal import histories

STEPS = """
SELECT new.pgh_id FROM (
  SELECT h.*, lag(h.pgh_id) OVER (PARTITION BY h.pgh_obj_id ORDER BY h.pgh_id) AS pgh_before FROM "{history}" h
) new JOIN "{history}" old ON old.pgh_id = new.pgh_before WHERE new.pgh_id > %s AND ({refused}) ORDER BY 1
"""


def transition_breaks(sealed: Mapping[str, list[Segment]]) -> Iterator[Break]:
    """Each step since the present guards were first sealed."""
    for model, history in sorted(histories().items(), key=lambda pair: pair[0]._meta.db_table):
        table, refused = history._meta.db_table, refusals(model, history)
        since = _ruled_since(sealed.get(table, []))
        if refused and since is not None:
            asked = STEPS.format(history=table, refused=" OR ".join(f"({one})" for one in refused))
            found = fetched(asked.replace("%", "%%").replace("> %%s", "> %s"), [since])
            yield from rows_break(table, [key for (key,) in found], "是数据库不允许的改动")


def _ruled_since(parts: list[Segment]) -> int | None:
    """The last key that other guards, or none, may have let in. Seals say from time to time again which guards stand."""
    since, rules = None, ""
    for part in parts:
        if part.rules and part.rules != rules:
            since, rules = part.to, part.rules
    return since
