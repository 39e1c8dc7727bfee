"""Reports that climbed to the last rung without arriving, as plain facts for whoever opens cases."""

from collections.abc import Iterable, Mapping
from typing import Any

from compliance.ladder_sources import QUARTERLY_REPORT, ReportMatters
from compliance.models import Extension, QuarterlyReport
from organizations.ladder.models import Reminder
from organizations.ladder.rungs import label_of


class ReportProposals:
    """Named in `settings.CASE_SOURCES`; this room knows no case."""

    def proposed(self) -> Iterable[Mapping[str, Any]]:
        """A report that is still owed, for the due day that its last rung stands for."""
        last = dict(
            Reminder.objects.filter(kind=QUARTERLY_REPORT, number__in=ReportMatters.proposing())
            .order_by("pk")
            .values_list("matter", "pk")
        )
        unanswered = QuarterlyReport.objects.never_submitted().current().of_active()
        owed = unanswered.filter(pk__in=last).select_related("period")
        reached = Reminder.objects.in_bulk(last.values())
        reports = [report for report in owed.order_by("pk") if reached[last[report.pk]].round == report.times_extended]
        keys = [report.pk for report in reports]
        extensions, reminded = _extensions(keys), _reminders(keys)
        for report in reports:
            rung = reached[last[report.pk]]
            yield {
                "source": "ladder",
                "kind": QUARTERLY_REPORT,
                "matter": report.pk,
                "round": rung.round,
                "organization_id": report.organization_id,
                "ground": "report_missing",
                "on": rung.reached_on,
                "facts": {
                    "title": f"{report.period}报告",
                    "url": report.get_absolute_url(),
                    "due_on": report.due_on.isoformat(),
                    "extensions": extensions.get(report.pk, []),
                    "reminders": reminded[report.pk],
                },
            }


def _extensions(reports: Iterable[int]) -> dict[int | None, list[dict[str, str]]]:
    granted: dict[int | None, list[dict[str, str]]] = {}
    for extension in Extension.objects.granted().filter(report__in=reports).order_by("decided_at", "pk"):
        granted.setdefault(extension.report_id, []).append(
            {"from": extension.old_due.isoformat(), "to": extension.new_due.isoformat(), "reason": extension.reason}
        )
    return granted


def _reminders(reports: Iterable[int]) -> dict[int, list[dict[str, str]]]:
    given: dict[int, list[dict[str, str]]] = {}
    rows = Reminder.objects.filter(kind=QUARTERLY_REPORT, matter__in=reports).values_list(
        "matter", "rung", "reached_on"
    )
    for matter, rung, on in rows:
        given.setdefault(matter, []).append({"label": label_of(rung), "on": on.isoformat()})
    return given
