"""One decision for many reports, with a result for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from compliance import report_workflow
from compliance.models import QuarterlyReport
from organizations.models import User
from zhengzhou_ideology.workflow import Refused


@dataclass(frozen=True, slots=True)
class Result:
    report: QuarterlyReport
    problem: str

    @property
    def done(self) -> bool:
        return not self.problem


def accept(reports: Iterable[QuarterlyReport], *, by: User, now: datetime) -> list[Result]:
    """Accept each in its own transaction."""
    results = []
    for report in reports:
        try:
            report_workflow.accept(report, by=by, now=now)
        except Refused as refusal:
            results.append(Result(report, str(refusal)))
        except PermissionDenied:
            results.append(Result(report, "您无权接收该报告。"))
        else:
            results.append(Result(report, ""))
    return results
