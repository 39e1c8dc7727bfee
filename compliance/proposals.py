"""Reports that climbed to the last rung without arriving, as plain facts for whoever opens cases."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.ladder_sources import QUARTERLY_REPORT, ReportMatters
from compliance.models import Extension, QuarterlyReport
from organizations.ladder.models import Reminder
from organizations.ladder.rungs import label_of


class ReportProposals:
    """Named in `settings.CASE_SOURCES`; this room knows no case."""

    kind = QUARTERLY_REPORT

    def proposed(self, laid: QuerySet) -> Iterable[Mapping[str, Any]]:
        """A report that is still owed, for the due day that its last rung stands for."""
        this = {"matter": OuterRef("pk"), "round": OuterRef("times_extended")}
        last = Reminder.objects.filter(kind=QUARTERLY_REPORT, number__in=ReportMatters.proposing())
        unanswered = QuarterlyReport.objects.never_submitted().current().of_active().select_related("period")
        reports = list(unanswered.filter(Exists(last.filter(**this)), ~Exists(laid.filter(**this))).order_by("pk"))
        if not reports:
            return
        by_key = {report.pk: report for report in reports}
        reached = {
            rung.matter: rung
            for rung in last.filter(matter__in=by_key).order_by("pk")
            if rung.round == by_key[rung.matter].times_extended
        }
        keys = [report.pk for report in reports]
        extensions, reminded = _extensions(keys), _reminders(keys)
        for report in reports:
            rung = reached[report.pk]
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
    """What reached the organization, and the last rung; what only a desk was told is no reminder of it."""
    given: dict[int, list[dict[str, str]]] = {}
    rows = Reminder.objects.filter(kind=QUARTERLY_REPORT, matter__in=reports)
    told = rows.filter(Q(heard=True) | Q(number__in=ReportMatters.proposing()))
    for matter, rung, on in told.values_list("matter", "rung", "reached_on"):
        given.setdefault(matter, []).append({"label": label_of(rung), "on": on.isoformat()})
    return given
