"""代填: a bureau types into drafts what organizations handed in on paper, many at once; each still certifies its own.

Only drafts into which the organization has written nothing itself are open to it, so that nobody's words are written over
and an officer reads no draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError

from compliance.drafting import enter_for
from compliance.models.owed import OwedPaper, OwedPaperQuerySet
from compliance.workbooks.cells import CellFault
from compliance.workbooks.reading import HandedIn
from compliance.workbooks.writing import reference
from organizations.models import User
from zhengzhou_ideology.drafting.drafts import Collision, agree, shown
from zhengzhou_ideology.workflow import Refused

if TYPE_CHECKING:
    from zhengzhou_ideology.drafting.views import DraftForm

MakeForm = Callable[[Any, Any], "DraftForm"]
NOT_OPEN = "不是可以代填的草稿：社会组织已自行填写、已送出，或者不归本机关办理。"
OVERTAKEN = "下载之后该草稿已有新的保存，请重新下载。"
INCOMPLETE = "内容有误，请更正表格后重新上传。"


@dataclass(frozen=True)
class EntryPreview:
    """What one row of the workbook would do: to which paper, from what to what, and what keeps it from being done."""

    line: int
    paper: OwedPaper | None
    data: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[tuple[str, str, str]] = ()
    faults: Sequence[CellFault] = ()
    problem: str = ""

    @property
    def can_be_written(self) -> bool:
        return bool(self.changes) and not self.faults and not self.problem


@dataclass(frozen=True)
class EntryResult:
    paper: OwedPaper | None
    problem: str = ""
    done: bool = field(default=False)


def preview(rows: Iterable[HandedIn], open_: OwedPaperQuerySet, form: MakeForm) -> list[EntryPreview]:
    """`open_` are the papers that the officer may enter; `form(paper, data)` the form of one."""
    handed = list(rows)
    found = {reference(paper): paper for paper in open_.filter(pk__in=_keys(handed))}
    return [_previewed(one, found.get(one.reference), form) for one in handed]


def _keys(rows: Iterable[HandedIn]) -> list[int]:
    keys = (one.reference.rpartition("-")[2] for one in rows)
    return [int(key) for key in keys if key.isdecimal() and len(key) < 19]


def _previewed(row: HandedIn, paper: OwedPaper | None, form: MakeForm) -> EntryPreview:
    if paper is None:
        return EntryPreview(row.line, None, problem=NOT_OPEN)
    stored = form(paper, None)
    try:
        data = row.data_for(stored)
    except ValidationError as error:
        return EntryPreview(row.line, paper, problem=error.messages[0])
    typed = form(paper, data)
    faults = row.faults(typed)
    overtaken = OVERTAKEN if typed.version != paper.edit_version else ""
    return EntryPreview(row.line, paper, data, _changes(typed, stored), faults, overtaken)


def _changes(typed: DraftForm, stored: DraftForm) -> list[tuple[str, str, str]]:
    before = stored.fields()
    return [
        (typed.label_of(name), shown(before[name]), shown(bound))
        for name, bound in typed.fields().items()
        if not agree(bound, before[name])
    ]


def enter_many(
    kept: Iterable[tuple[int, Mapping[str, str]]],
    open_: OwedPaperQuerySet,
    form: MakeForm,
    *,
    by: User,
    now: datetime,
    reason: str,
) -> list[EntryResult]:
    """Each in a transaction of its own: what cannot be written says why and stops no other. `kept` are keys and data."""
    asked = dict(kept)
    papers = {paper.pk: paper for paper in open_.filter(pk__in=asked)}
    return [_entered(papers.get(key), form, data, by=by, now=now, reason=reason) for key, data in asked.items()]


def _entered(
    paper: OwedPaper | None, form: MakeForm, data: Mapping[str, str], *, by: User, now: datetime, reason: str
) -> EntryResult:
    if paper is None:
        return EntryResult(None, NOT_OPEN)
    draft = form(paper, data)
    if not draft.is_valid():
        return EntryResult(paper, INCOMPLETE)
    try:
        enter_for(paper, by=by, now=now, version=draft.version, reason=reason, **draft.cleaned())
    except Collision:
        return EntryResult(paper, OVERTAKEN)
    except Refused as refusal:
        return EntryResult(paper, str(refusal))
    except PermissionDenied:
        return EntryResult(paper, "您无权代填该材料。")
    return EntryResult(paper, done=True)
