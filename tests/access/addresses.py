"""Every address of the portal, filled with what stands behind it around the cast's organization."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import URLPattern, get_resolver

from tests.access.furnished import Furnisher
from tests.project.test_public_urls import addresses

CONVERTER = re.compile(r"<[^>]+>")
Value = Callable[[Furnisher], Any]


def key_of(label: str, **facts: Any) -> Value:
    return lambda furnisher: furnisher.one(label, **facts).pk


def code_of(label: str, field: str) -> Value:
    return lambda furnisher: getattr(furnisher.one(label), field)


def plainly(value: Any) -> Value:
    return lambda _: value


# By the address up to the converter; where that has no line, by the converter alone.
VALUES: Mapping[str, Value] = {
    "<str:uscc>": code_of("organizations.Organization", "uscc"),
    "<int:year>": plainly(2026),
    "<int:part>": plainly(1),
    "<str:post>": plainly("leader"),
    "access-resets/<int:pk>": key_of("organizations.AccessReset"),
    "account/address/<str:token>": plainly("none"),
    "accounts/2fa/webauthn/keys/<int:pk>": plainly(0),
    "accounts/manage/<int:pk>": key_of("organizations.User"),
    "announcements/<int:pk>": key_of("organizations.Announcement"),
    "announcements/<int:pk>/files/<int:file>": plainly(0),
    "api/tokens/<int:pk>": key_of("api.AccessToken"),
    "api/webhooks/<int:pk>": key_of("api.WebhookEndpoint"),
    "api/webhooks/deliveries/<int:pk>": key_of("api.WebhookDelivery"),
    "authorities/<int:pk>": key_of("organizations.Authority"),
    "authorities/aliases/<int:pk>": key_of("organizations.AuthorityAlias"),
    "authorities/papers/<int:pk>": key_of("organizations.AuthorityName"),
    "boards/<slug:board>": plainly("reports"),
    "boards/<slug:board>/<int:year>/<slug:table>": plainly("period"),
    "calendar/<int:number>": plainly(2026),
    "calendar/policy/<slug:key>": plainly("retention_files_years"),
    "cases/<int:pk>": key_of("cases.AccountabilityCase"),
    "cases/<int:pk>/draft/<str:kind>": plainly("notice"),
    "cases/<int:pk>/sign/<str:kind>": plainly("notice"),
    "cases/files/<int:pk>": key_of("cases.CaseFile"),
    "cases/papers/<int:pk>": key_of("cases.CasePaper"),
    "cases/proposals/<int:pk>": key_of("cases.AccountabilityCase"),
    "cases/services/<int:pk>": key_of("cases.ServiceRecord"),
    "cases/time/<int:pk>": key_of("cases.CaseTimeRequest"),
    "cases/verify/<str:code>": plainly("none"),
    "cases/wording/<str:kind>": plainly("notice"),
    "data-quality/<slug:key>": plainly("vacant_leader"),
    "duties/<int:pk>": key_of("compliance.Duty", kind="study"),
    "duties/<int:pk>/files/<str:part>": plainly("attachments"),
    "duties/catalogue/<str:kind>": plainly("study"),
    "duties/files/<int:pk>": key_of("compliance.DutyAttachment"),
    "events/<int:pk>": key_of("events.EventFiling"),
    "events/<int:pk>/papers/<str:part>": plainly("plan"),
    "events/after-the-fact/<int:pk>": key_of("events.AfterTheFactReport"),
    "events/changes/<int:pk>": key_of("events.EventChange"),
    "events/issued/<int:pk>": key_of("events.IssuedPaper"),
    "events/papers/<int:pk>": key_of("events.EventPaper"),
    "events/reviews/<int:pk>": key_of("events.Review"),
    "events/verify/<str:code>": plainly("none"),
    "exchanges/<int:pk>": key_of("compliance.Exchange"),
    "exchanges/invitations/<int:pk>": key_of("compliance.ExchangeInvitation"),
    "exports/<int:pk>": key_of("exports.Export"),
    "exports/new/<slug:ledger>": plainly("reports"),
    "extensions/<str:kind>": plainly("extension"),
    "extensions/<str:kind>/<int:pk>": key_of("compliance.Extension"),
    "extensions/<str:kind>/<int:pk>/<str:verb>": plainly("grant"),
    "group-channels/<int:pk>": key_of("notices.GroupChannel"),
    "invitations/<int:pk>": key_of("organizations.Invitation"),
    "invite/<str:code>": plainly("none"),
    "ladder/holds/<int:pk>": key_of("ladder.Hold"),
    "letters/verify/<str:code>": plainly("none"),
    "manual/examples/<str:kind>": plainly("report"),
    "manual/<str:name>": plainly("secretary"),
    "matters/<int:pk>": key_of("compliance.MatterReport"),
    "matters/<int:pk>/files/<str:part>": plainly("attachments"),
    "matters/<int:pk>/messages/files/<int:file>": plainly(0),
    "matters/files/<int:pk>": key_of("compliance.MatterAttachment"),
    "memberships/<int:pk>": key_of("organizations.Membership"),
    "my-calendar/<str:token>": plainly("none"),
    "notices/<int:pk>": key_of("notices.Notice"),
    "notices/links/<str:token>": plainly("none"),
    "notices/outbox/<slug:queue>": plainly("mail"),
    "notices/outbox/<slug:queue>/<int:pk>": key_of("notices.Notice"),
    "organizations/<str:uscc>/changes/<int:pk>": key_of("organizations.OrganizationChange"),
    "organizations/<str:uscc>/changes/<str:kind>": plainly("rename"),
    "organizations/<str:uscc>/confirmations/<int:pk>": key_of("organizations.Confirmation"),
    "organizations/<str:uscc>/handover/<int:pk>": key_of("reports.Handover"),
    "organizations/<str:uscc>/invitations/<int:pk>": key_of("organizations.Invitation"),
    "organizations/<str:uscc>/outlets/<int:pk>": key_of("organizations.Outlet"),
    "organizations/<str:uscc>/persons/<int:pk>": key_of("organizations.ResponsiblePerson"),
    "paper-entries/<int:pk>": key_of("compliance.PaperEntry"),
    "post-changes/<int:pk>": key_of("organizations.PostChange"),
    "receipts/<int:pk>": key_of("compliance.QuarterlyReport"),
    "receipts/<int:pk>/<int:number>": plainly(1),
    "registry/imports/<int:pk>": key_of("organizations.ImportBatch"),
    "registry/units/<int:pk>": key_of("organizations.AuthorityProposal"),
    "reports/<int:pk>": key_of("compliance.QuarterlyReport"),
    "reports/<int:pk>/files/<str:part>": plainly("attachments"),
    "reports/files/<int:pk>": key_of("compliance.ReportAttachment"),
    "retention/<int:pk>": key_of("retention.Disposal"),
    "seats/<int:pk>": key_of("organizations.Seat"),
    "statements/<int:pk>": key_of("reports.AnnualStatement"),
    "statements/batches/<int:pk>": key_of("reports.StatementBatch"),
    "statements/rollups/<int:pk>": key_of("reports.RollUp"),
    "substitutions/<int:pk>": key_of("organizations.Substitution"),
    "substitutions/new/<int:pk>": key_of("organizations.Membership"),
    "views/<int:pk>": key_of("saved_views.SavedView"),
    "views/new/<slug:list_key>": plainly("reports"),
    "verify/<str:code>": plainly("none"),
    "verify/log/keys/<str:number>": plainly("none"),
    "verify/log/proofs/<str:content>": plainly("0" * 64),
}
# Doors of the frameworks, with tests of their own: the admin site (`test_inspection.py`), allauth's pages about one's own
# account, and the interface for machines (`reports/api/`).
OTHERS = (
    "admin/",
    "accounts/2fa/",
    "accounts/confirm-email",
    "accounts/email",
    "accounts/oidc/",
    "accounts/^",
    "api/v1/",
    "__",
)
# Addresses that are no path with converters.
SPELT = {r"^registry/export\.(?P<form>xlsx|csv)$": "/registry/export.csv"}


def every_address() -> dict[str, URLPattern]:
    return {address: entry for address, entry in addresses(get_resolver()) if not address.startswith(OTHERS)}


def filled(address: str, furnisher: Furnisher) -> str:
    """The address with a value for each converter. Raises `KeyError` for one that has no line."""
    if address in SPELT:
        return SPELT[address]
    path, end = "/", 0
    for found in CONVERTER.finditer(address):
        value = VALUES.get(address[: found.end()]) or VALUES[found[0]]
        path += address[end : found.start()] + str(value(furnisher))
        end = found.end()
    return path + address[end:]
