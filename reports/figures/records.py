"""What else a year leaves on record: outlets, extensions, cases that were closed, matters that were reported."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q

from compliance.cases.enums import CaseState
from compliance.cases.models import AccountabilityCase
from compliance.enums import PleaState
from compliance.models import Exemption, Extension, MatterReport
from events.models import AfterTheFactReport
from organizations.models import Outlet, OutletTakeover
from reports.figures.days import iso
from zhengzhou_ideology.clock import day_of


def of(organizations: Collection[int], year: int, first: date, last: date) -> dict[int, dict[str, Any]]:
    """By the organization's key; each of the kinds in a fixed number of queries."""
    kept, extensions = _outlets(organizations, last), _extensions(organizations, year, last)
    closed, matters = _cases(organizations, first, last), _matters(organizations, first, last)
    told_after = _after_the_fact(organizations, year, last)
    return {
        key: {
            "outlets": kept[key],
            "extensions": extensions[key],
            "cases": closed[key],
            "matters": matters[key],
            "after_the_fact": told_after[key],
        }
        for key in organizations
    }


def _outlets(organizations: Collection[int], last: date) -> dict[int, list[dict[str, Any]]]:
    """In use on the last day, with whoever answered for them then."""
    later = OutletTakeover.objects.filter(on__gt=last).select_related("predecessor").order_by("on", "pk")
    in_use = Q(until__isnull=True) | Q(until__gt=last)
    begun = Q(since__isnull=True) | Q(since__lte=last)
    rows = Outlet.objects.filter(in_use, begun, organization__in=organizations).select_related("responsible")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for outlet in rows.prefetch_related(Prefetch("takeovers", later, to_attr="later")).order_by("kind", "name", "pk"):
        responsible = outlet.later[0].predecessor if outlet.later else outlet.responsible
        confirmed = outlet.confirmed_on if outlet.confirmed_on and outlet.confirmed_on <= last else None
        found[outlet.organization_id].append(
            {
                "kind": outlet.kind,
                "label": outlet.get_kind_display(),
                "name": outlet.name,
                "responsible": f"{responsible.name}（{responsible.get_post_display()}）",
                "confirmed_on": iso(confirmed),
            }
        )
    return found


def _extensions(organizations: Collection[int], year: int, last: date) -> dict[int, list[dict[str, Any]]]:
    """Decisions on papers of the year, without the reasons that were given."""
    of_year = Q(report__organization__in=organizations, report__period__year=year) | Q(
        duty__organization__in=organizations, duty__year=year
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for model, label in ((Extension, "延期"), (Exemption, "豁免")):
        rows = model.objects.filter(of_year).exclude(state=PleaState.ASKED)  # type: ignore[attr-defined]
        for plea in rows.select_related("report__period", "duty__entry").order_by("decided_at", "pk"):
            found[plea.paper.organization_id].append(_plea(plea, label))
    return found


def _plea(plea: Any, label: str) -> dict[str, Any]:
    return {
        "kind": type(plea).__name__.lower(),
        "label": label,
        "paper": plea.paper.title,
        "state": plea.state,
        "state_label": plea.get_state_display(),
        "asked_on": iso(day_of(plea.asked_at) if plea.asked_at else None),
        "decided_on": iso(day_of(plea.decided_at)),
        "old_due": iso(getattr(plea, "old_due", None)),
        "new_due": iso(getattr(plea, "new_due", None)) if plea.state == PleaState.GRANTED else None,
    }


def _cases(organizations: Collection[int], first: date, last: date) -> dict[int, list[dict[str, Any]]]:
    """Measure and state of what was closed in the year; never grounds, reasons or persons."""
    rows = AccountabilityCase.objects.filter(
        organization__in=organizations, state=CaseState.CLOSED, closed_on__range=(first, last)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for case in rows.order_by("closed_on", "pk"):
        found[case.organization_id].append(
            {
                "measure": case.measure,
                "measure_label": case.get_measure_display() or "未采取措施",
                "state": case.state,
                "state_label": case.get_state_display(),
                "closed_on": case.closed_on.isoformat(),  # type: ignore[union-attr] # a constraint
            }
        )
    return found


def _matters(organizations: Collection[int], first: date, last: date) -> dict[int, int]:
    """How many, and nothing of what was in them: they are read by those addressed alone."""
    rows = MatterReport.objects.filter(organization__in=organizations, sent_at__date__range=(first, last))
    return Counter(dict(_counted(rows)))


def _after_the_fact(organizations: Collection[int], year: int, last: date) -> dict[int, int]:
    rows = AfterTheFactReport.objects.filter(
        organization__in=organizations, held_from__year=year, reported_at__date__lte=last
    )
    return Counter(dict(_counted(rows)))


def _counted(rows: Any) -> Iterable[tuple[int, int]]:
    return rows.order_by().values("organization").annotate(n=Count("pk")).values_list("organization", "n")
