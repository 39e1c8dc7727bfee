"""One decision for many papers, with a result for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from compliance import report_workflow
from compliance.models.owed import OwedPaper
from organizations.models import User
from zhengzhou_ideology.workflow import Refused


@dataclass(frozen=True, slots=True)
class Result:
    paper: OwedPaper
    problem: str

    @property
    def done(self) -> bool:
        return not self.problem


def accept(papers: Iterable[OwedPaper], *, by: User, now: datetime) -> list[Result]:
    """Those that wait for the officer all at once; each other one in its own transaction, which says why not."""
    chosen = list(papers)
    together = report_workflow.accept_together(chosen, by=by, now=now)
    return [Result(paper, "") if paper.pk in together else _accept(paper, by=by, now=now) for paper in chosen]


def _accept(paper: OwedPaper, *, by: User, now: datetime) -> Result:
    try:
        report_workflow.accept(paper, by=by, now=now)
    except Refused as refusal:
        return Result(paper, str(refusal))
    except PermissionDenied:
        return Result(paper, "您无权接收该材料。")
    return Result(paper, "")
