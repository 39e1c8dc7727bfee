"""The doors of the scheduler."""

from celery import shared_task
from django.utils.timezone import localdate

from compliance import duty_years, periods
from compliance.models import DutyYearCount, PeriodCount


@shared_task(name="compliance.open_due_periods", ignore_result=True, by_the_clock=True)
def open_due_periods() -> None:
    """Every night. Opens the running quarter and the one before it, again without harm."""
    periods.open_due_periods(localdate())


@shared_task(name="compliance.open_running_year", ignore_result=True, by_the_clock=True)
def open_running_year() -> None:
    """Every night. Opens the year that has begun, and catches up organizations that were registered since."""
    today = localdate()
    duty_years.open_year(today.year, today=today)


@shared_task(name="compliance.fold_counts", ignore_result=True)
def fold_counts() -> None:
    """Every few minutes: what papers come to, in one row for each cell. Safe to run twice, at once, or late."""
    PeriodCount.objects.fold()
    DutyYearCount.objects.fold()
