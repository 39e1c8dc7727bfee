"""Removing what has expired. Each gives what stands in its place: enough to prove what went, nothing of what it said."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from organizations.models import User
from reports.retention.expired import FORMER
from zhengzhou_ideology.files import intake
from zhengzhou_ideology.saved_views.models import SavedView

Stones = list[dict[str, Any]]


def files(rows: QuerySet[Any], now: datetime) -> Stones:
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for stored in found:
        intake.dispose(stored, now)
    return [{"id": one.pk, "size": one.size, "sha256": one.sha256} for one in found]


def notices(rows: QuerySet[Any], now: datetime) -> Stones:
    stones = _stones(rows, "kind")
    rows.delete()
    return stones


def accounts(rows: QuerySet[Any], now: datetime) -> Stones:
    """The account stays, for everything that it did stands in logs; who it was does not."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for user in User.objects.filter(pk__in=keys).select_for_update(of=("self",)):
        user.username, user.name, user.email, user.phone = f"{FORMER}{user.pk}", f"原账号{user.pk}", "", ""
        user.set_unusable_password()
        user.save()
    EmailAddress.objects.filter(user__in=keys).delete()
    Authenticator.objects.filter(user__in=keys).delete()
    SavedView.objects.filter(user__in=keys).delete()
    return [{"id": key} for key in keys]


def import_rows(rows: QuerySet[Any], now: datetime) -> Stones:
    stones = _stones(rows, "batch", "sheet", "row")
    rows.update(cells=[])
    return stones


def invitations(rows: QuerySet[Any], now: datetime) -> Stones:
    """Who invited whom to what stays, by the accounts and by the number of the invitation."""
    stones = _stones(rows)
    rows.update(name="", email="")
    return stones


def posts(rows: QuerySet[Any], now: datetime) -> Stones:
    stones = _stones(rows)
    rows.update(office_phone="", office_email="")
    return stones


def mails(rows: QuerySet[Any], now: datetime) -> Stones:
    stones = _stones(rows, "subject")
    rows.delete()
    return stones


def sessions(rows: QuerySet[Any], now: datetime) -> Stones:
    stones = _stones(rows)
    rows.delete()
    return stones


def _stones(rows: QuerySet[Any], *told: str) -> Stones:
    return list(rows.order_by("pk").values("id", *told))
