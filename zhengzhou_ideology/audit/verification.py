"""All that does not hold: in the chain, the rows, the tree, the rows of today, the contents, and against the anchors."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from zhengzhou_ideology.audit.anchored_heads import anchor_breaks
from zhengzhou_ideology.audit.breaks import Break
from zhengzhou_ideology.audit.chain import chain_breaks, segments
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.audit.named_authors import author_breaks
from zhengzhou_ideology.audit.present_rows import content_breaks, history_breaks, move_breaks
from zhengzhou_ideology.audit.sealed_rows import row_breaks, tree_breaks
from zhengzhou_ideology.audit.transitions import transition_breaks


def breaks(now: datetime, *, anchors: Path | None = None) -> Iterator[Break]:
    """Each once, as it is found. Rows are read once against the seals and once more against their history or their hash."""
    seals = list(Seal.objects.order_by("number"))
    yield from chain_breaks(seals, now)
    if anchors is not None:
        yield from anchor_breaks(seals, anchors)
    sealed = segments(seals)
    yield from row_breaks(sealed)
    yield from tree_breaks(seals)
    yield from history_breaks()
    yield from author_breaks(sealed)
    yield from transition_breaks(sealed)
    yield from content_breaks()
    yield from move_breaks()
