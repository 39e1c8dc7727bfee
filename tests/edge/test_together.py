"""Several querysets in one statement give what each gives by itself."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from compliance.models import DutyCatalogueEntry, QuarterlyReport
from events.models import EventFiling
from organizations.models import Membership, Organization, User
from tests.events.factories import submitted
from tests.factories import OrganizationFactory, QuarterlyReportFactory
from tests.scale.plans import Recorder
from zhengzhou_ideology.together import read_together

pytestmark = pytest.mark.django_db


def asked(cast):
    """Rows with joins, with what is left out, with an annotation; days, moments, times, JSON, arrays; values; none at all."""
    held = Membership.objects.filter(organization=OuterRef("pk"))
    return [
        QuarterlyReport.objects.for_listing().due_first(),
        EventFiling.objects.select_related("organization", "record").order_by("pk")[:8],
        Organization.objects.annotate(held=Exists(held)).only("uscc", "name", "founded_on").order_by("uscc"),
        User.objects.order_by("pk"),
        DutyCatalogueEntry.objects.order_by("pk").values_list("kind", "reminder_days", "effective_from"),
        Membership.objects.values_list("starts_on", flat=True).order_by("pk"),
        Organization.objects.filter(pk__in=[]),
        Organization.objects.filter(name="没有这个组织"),
    ]


def plain(rows) -> list:
    return [
        {name: value for name, value in vars(row).items() if name != "_state"} if hasattr(row, "_state") else row
        for row in rows
    ]


def test_each_is_filled_as_if_it_had_been_read_by_itself_and_in_one_statement(cast):
    QuarterlyReportFactory(organization=cast.organization, due_on=date(2026, 1, 15))
    submitted(cast)
    together, alone = asked(cast), asked(cast)

    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        counts = read_together(together)
        found = [plain(queryset) for queryset in together]
        names = [report.organization.name for report in together[0]]

    assert len(recorder.statements) == 1
    assert found == [plain(queryset) for queryset in alone]
    assert counts == [len(queryset) for queryset in alone]
    assert names == [cast.organization.name]
    assert [len(queryset) > 0 for queryset in together] == [True] * 6 + [False] * 2
    assert "purposes" in together[2][0].get_deferred_fields()


def test_more_than_are_shown_are_counted_up_to_the_cap(cast, monkeypatch):
    monkeypatch.setattr("zhengzhou_ideology.together.COUNT_CAP", 4)
    for _ in range(4):
        OrganizationFactory()
    every = Organization.objects.order_by("uscc")
    some = Organization.objects.filter(pk=cast.organization.pk)

    counts = read_together([every[:2], some[:2]], [every, some])

    assert (every.count(), counts) == (6, [5, 1])
