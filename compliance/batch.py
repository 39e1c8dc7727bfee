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
    """Accept each in its own transaction."""
    results = []
    for paper in papers:
        try:
            report_workflow.accept(paper, by=by, now=now)
        except Refused as refusal:
            results.append(Result(paper, str(refusal)))
        except PermissionDenied:
            results.append(Result(paper, "您无权接收该材料。"))
        else:
            results.append(Result(paper, ""))
    return results
