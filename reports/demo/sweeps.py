"""The year's reminders, sent by the sweep itself as of its days; delays that were asked for and granted; a post that stands vacant."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Max
from django.utils.timezone import make_aware

from compliance import extensions
from compliance.models import QuarterlyReport
from organizations.enums import Post, Role
from organizations.ladder.sweep import sweep
from organizations.models import Membership, Organization, ResponsiblePerson, User
from organizations.registration import correct_person, version_of
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.loading import load_calendar

REASONS = (
    "理事会换届，专题会议改期。",
    "秘书处搬迁，会议材料尚在整理。",
    "主要负责人住院，会议由副会长另行召集。",
)
WEEKS = 40


def write(today: date, random: Random, printed: set[int]) -> None:
    """Each Monday of the past months swept once, and whoever was told then has long read it."""
    for weeks in range(WEEKS, 0, -1):
        _sweep(today - timedelta(days=today.weekday() + 7 * (weeks - 1) + 1), random)
    _delay(today, printed)
    _vacate(today, printed)


def _sweep(day: date, random: Random) -> None:
    """Told on that day, not today, and never mailed: nobody waits for a letter of last spring."""
    last = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    sweep(day)
    told = Notice.objects.filter(pk__gt=last)
    told.update(created_at=_at(day, 9), planned=True)
    told.exclude(pk__in=random.sample([*told.values_list("pk", flat=True)], told.count() // 10)).update(
        read_at=_at(day, 14)
    )


def _delay(today: date, printed: set[int]) -> None:
    """Asked for by the secretary before the due day, granted by the bureau's supervisor two days later."""
    late = QuarterlyReport.objects.never_submitted().current().filter(state="draft", due_on__lt=today)
    late = late.of_active().exclude(organization__in=printed).select_related("organization")
    found, calendar = 0, load_calendar()
    for report in late.order_by("-due_on", "pk"):
        secretary = _seated(Role.SECRETARY, organization=report.organization)
        supervisor = _seated(Role.SUPERVISOR, authority=report.registration_authority_id)
        if secretary is None or supervisor is None:
            continue
        asked = _at(report.due_on - timedelta(days=5), 10)
        until = calendar.next_working_day_from(report.due_on + timedelta(days=30))
        plea = extensions.ask_extension(report, by=secretary, new_due=until, reason=REASONS[found], now=asked)
        extensions.grant(plea, by=supervisor, now=asked + timedelta(days=2), remark="情况属实，准予延期。")
        found += 1
        if found == len(REASONS):
            return


def _vacate(today: date, printed: set[int]) -> None:
    """A head who left two months ago; nobody has been named since."""
    quiet = Organization.objects.active().filter(cases__isnull=True, registration_authority__kind="district_bureau")
    organization = quiet.exclude(pk__in=printed).order_by("-pk").first()
    if organization is None:
        return
    person = ResponsiblePerson.objects.get(organization=organization, post=Post.LEADER)
    registrar = _seated(Role.REGISTRAR, authority=organization.registration_authority_id)
    if registrar:
        facts = {"term_until": today - timedelta(days=60)}
        correct_person(person, by=registrar, version=version_of(person, facts), facts=facts)


def _seated(role: Role, **where: Any) -> User | None:
    held = Membership.objects.filter(role=role, **where).select_related("user").order_by("pk").first()
    return held.user if held else None


def _at(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour, 20)))
