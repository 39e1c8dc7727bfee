"""Events held without approval that an officer proposes to follow up, as plain facts for whoever opens cases."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from events.models import AfterTheFactReport
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated

KIND = "event_report"


class EventProposals:
    """Named in `settings.CASE_SOURCES`; this room knows no case."""

    kind = KIND

    def proposed(self, laid: QuerySet) -> Iterable[Mapping[str, Any]]:
        reports = AfterTheFactReport.objects.proposed().filter(~Exists(laid.filter(matter=OuterRef("pk"))))
        for report in reports.select_related("organization").order_by("pk"):
            yield {
                "source": "event",
                "kind": KIND,
                "matter": report.pk,
                "organization_id": report.organization_id,
                "ground": "event_unapproved" if report.filing_id else "event_unfiled",
                "on": day_of(report.proposed_at),  # type: ignore[arg-type] # `proposed_at` is what was asked for
                "by_id": report.proposed_by_id,
                "reason": report.proposal_reason,
                "facts": {
                    "title": f"{report.title}（{dated(report.held_from)}）",
                    "url": report.get_absolute_url(),
                    "held_from": report.held_from.isoformat(),
                    "held_until": report.held_until.isoformat(),
                    "why_not_filed": report.why_not_filed,
                },
            }
