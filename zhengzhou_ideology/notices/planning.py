"""Deciding how each new notice goes out, by the wishes of its recipient, and which digests are due."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, DateField, DateTimeField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import hours
from zhengzhou_ideology.notices.enums import Mode, SendState, Way
from zhengzhou_ideology.notices.models import Delivery, Digest, Notice, Preference
from zhengzhou_ideology.notices.sms import MOBILE
from zhengzhou_ideology.workcalendar.loading import load_calendar

CHUNK = 5000
COLUMNS = ("notice", "recipient", "way", "state", "urgent", "next_attempt_at")


def plan(now: datetime) -> None:
    """Write a delivery for each way on which a new notice goes out, in chunks of a transaction each."""
    while _plan_chunk(now) == CHUNK:
        pass


@transaction.atomic
def _plan_chunk(now: datetime) -> int:
    rows = Notice.objects.unplanned().out(now).select_for_update(skip_locked=True).order_by("pk")
    chosen = list(rows.values_list("pk", flat=True)[:CHUNK])
    if not chosen:
        return 0
    notices = Notice.objects.filter(pk__in=chosen, recipient__is_active=True).order_by()
    _plan_mail(notices, now)
    if settings.SMS_PROVIDER:
        _plan_sms(notices, now)
    Notice.objects.filter(pk__in=chosen).update(planned=True)
    return len(chosen)


def _plan_mail(notices: QuerySet[Notice], now: datetime) -> None:
    wished = Preference.objects.filter(user=OuterRef("recipient"), kind=OuterRef("kind")).values("mode")
    mode = Case(
        When(is_legal_paper=True, then=Value(Mode.AT_ONCE)),
        default=Coalesce(Subquery(wished), Value(Mode.AT_ONCE)),
        output_field=CharField(),
    )
    state = Case(
        When(mode=Mode.DIGEST, then=Value(SendState.COLLECTING)),
        default=Value(SendState.WAITING),
        output_field=CharField(),
    )
    mailed = notices.exclude(recipient__email="").annotate(mode=mode).exclude(mode=Mode.NONE)
    _write(mailed, Way.EMAIL, state, now)


def _plan_sms(notices: QuerySet[Notice], now: datetime) -> None:
    """Only papers that start a term, and only to what is a mobile number."""
    _write(notices.filter(is_legal_paper=True, recipient__phone__regex=MOBILE), Way.SMS, Value(SendState.WAITING), now)


def _write(notices: QuerySet[Notice], way: Way, state: Case | Value, now: datetime) -> None:
    rows = notices.values_list(
        "pk", "recipient", Value(way), state, "is_legal_paper", Value(now, output_field=DateTimeField())
    )
    insert_select(Delivery, rows, COLUMNS, ignore_conflicts=True)


@transaction.atomic
def open_digests(now: datetime) -> None:
    """At nine on a working day, or as soon after as anybody runs: one digest for each who has something collected.

    A digest that could not leave on its own day gives way to this one, which holds its matters too.
    """
    if not hours.is_digest_time(now, load_calendar()):
        return
    today = day_of(now)
    Digest.objects.waiting().filter(day__lt=today).update(state=SendState.UNNEEDED)
    read = Delivery.objects.filter(state=SendState.COLLECTING, notice__read_at__isnull=False)
    read.update(state=SendState.UNNEEDED)
    collected = Delivery.objects.collected_before(hours.digest_closes(now)).order_by()
    rows = collected.values_list(
        "recipient", Value(today, output_field=DateField()), Value(now, output_field=DateTimeField())
    )
    insert_select(Digest, rows.distinct(), ("recipient", "day", "next_attempt_at"), ignore_conflicts=True)
