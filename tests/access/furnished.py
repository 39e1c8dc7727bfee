"""A city in which every address leads to something: what the ledgers' city lacks is filled in as bare rows.

Bare rows have what the table asks for and nothing else. They are there so that a right is asked about a thing, not about
nothing; whether a thing of that state can come to be is tested where it is made.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from compliance.cases import case_workflow
from compliance.cases.enums import CasePaperKind
from compliance.cases.models import AccountabilityCase, CaseTerm
from compliance.cases.papers import writing
from organizations.enums import Verdict
from reports.issuing import issue_one
from reports.rollup import issue_rollup
from tests.compliance.cases.conftest import NOTICE
from tests.conftest import Cast
from tests.reports.ledger_rows import CITY, NOW, TODAY
from tests.snapshot import Snapshot

_numbers = count(1)
TYPED: dict[type[models.Field], Callable[[models.Field], Any]] = {
    models.CharField: lambda field: f"文字{next(_numbers)}"[: field.max_length],
    models.TextField: lambda _: "文字",
    models.DateField: lambda _: date(2026, 10, 9),
    models.DateTimeField: lambda _: NOW,
    models.TimeField: lambda _: NOW.time(),
    models.IntegerField: lambda _: 1,
    models.BooleanField: lambda _: False,
    models.JSONField: lambda _: {},
    models.BinaryField: lambda _: b"",
    ArrayField: lambda _: [],
    models.UUIDField: lambda _: "00000000-0000-4000-8000-000000000000",
}


class Furnisher:
    """Finds a row of a model around the cast's organization, or fills one in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        one = cast.organization
        self.known: dict[str, Any] = {
            "Organization": one,
            "Authority": one.registration_authority,
            "District": one.district,
            "User": cast.secretary,
        }

    def one(self, label: str, **facts: Any) -> Any:
        model = apps.get_model(label)
        return self._around(model, facts) or self._filled(model, facts)

    def _around(self, model: type[models.Model], facts: dict[str, Any]) -> Any:
        if model.__name__ in self.known and not facts:
            return self.known[model.__name__]
        """The organization's own, or where it has none another's."""
        found = model._default_manager.filter(**facts).order_by("pk")
        names = {field.name for field in model._meta.concrete_fields}
        own = found.filter(organization=self.known["Organization"]) if "organization" in names else found
        return own.first() or found.first()

    def _filled(self, model: type[models.Model], facts: dict[str, Any]) -> Any:
        row = model(**facts)
        for field in model._meta.concrete_fields:
            if field.name not in facts and self._is_asked_for(field):
                setattr(row, field.name, self._value(field))
        models.Model.save_base(row, force_insert=True, raw=True)
        return row

    @staticmethod
    def _is_asked_for(field: models.Field) -> bool:
        has_own = field.has_default() or field.db_default is not models.NOT_PROVIDED or field.generated
        return not (field.null or field.blank or has_own or field.primary_key)

    def _value(self, field: models.Field) -> Any:
        if isinstance(field, models.ForeignKey):
            return self.one(field.related_model._meta.label)
        if field.choices:
            return field.flatchoices[0][0]
        made = next(TYPED[base] for base in type(field).__mro__ if base in TYPED)
        return made(field)


# What the ledgers' city has none of, with what a bare row of it must have besides.
LACKING = (
    "organizations.AccessReset",
    "organizations.Announcement",
    "api.AccessToken",
    "api.WebhookEndpoint",
    "api.WebhookDelivery",
    "organizations.AuthorityAlias",
    "organizations.AuthorityName",
    "cases.CaseFile",
    "cases.ServiceRecord",
    "cases.CaseTimeRequest",
    "compliance.DutyAttachment",
    "events.EventChange",
    "events.IssuedPaper",
    "events.EventPaper",
    "events.Review",
    "compliance.Exchange",
    "compliance.ExchangeInvitation",
    "exports.Export",
    "notices.GroupChannel",
    "ladder.Hold",
    "compliance.MatterAttachment",
    "notices.Notice",
    "organizations.OrganizationChange",
    "organizations.Confirmation",
    "reports.Handover",
    "organizations.PostChange",
    "organizations.ImportBatch",
    "organizations.AuthorityProposal",
    "compliance.ReportAttachment",
    "reports.StatementBatch",
    "organizations.Substitution",
    "reports.Publication",
    "retention.Disposal",
    "saved_views.SavedView",
)
# What a bare row must have besides, or the table does not take it.
MUST: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "organizations.AccessReset": lambda cast: {"proposed_by": cast.registrar},
    "organizations.OrganizationChange": lambda cast: {"entered_by": cast.registrar},
    "api.AccessToken": lambda cast: {
        "proposed_at": NOW,
        "expires_at": NOW + timedelta(days=30),
        "scopes": ["sums"],
        "addresses": ["10.0.0.0/8"],
    },
    "organizations.ImportBatch": lambda _: {"counts": dict.fromkeys(Verdict.values, 0)},
    "api.WebhookEndpoint": lambda _: {"url": "https://receiver.example.org/", "kinds": ["statement.published"]},
    "cases.CaseTimeRequest": lambda cast: {
        "term": CaseTerm.objects.values_list("kind", flat=True)[0],
        "old_due": date(2026, 10, 9),
        "new_due": date(2027, 2, 1),
    },
    "saved_views.SavedView": lambda _: {"list_key": "reports"},
    "reports.Handover": lambda cast: {"giver": cast.secretary, "receiver": cast.leader},
}


def _notified(cast: Cast) -> None:
    """The case that the city has, with a signed notice that lies in the portal."""
    case = AccountabilityCase.objects.get(organization=cast.organization)
    writing.draft(case, CasePaperKind.NOTICE, by=cast.registrar, facts=NOTICE)
    case_workflow.notify(case, by=cast.supervisor, today=TODAY)


def _city() -> Cast:
    cast = CITY.build()
    _notified(cast)
    issue_one(cast.organization, 2026, now=NOW)
    issue_rollup(cast.organization.registration_authority, 2026, now=NOW)
    furnisher = Furnisher(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for label in LACKING:
            furnisher.one(label, **MUST.get(label, lambda _: {})(cast))
        cursor.execute("SET session_replication_role = origin")
    return cast


FURNISHED = Snapshot(_city)
