"""Opening a quarter: one report for each organization that was registered in it, in one statement."""

from datetime import date

from django.db import transaction
from django.db.models import BooleanField, DateField, Exists, JSONField, OuterRef, Value
from django.db.models.expressions import Combinable

from compliance.models import QuarterlyReport, ReportingPeriod
from compliance.models.periods import first_day, last_day, quarter_of
from organizations.models import Organization, User
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.workcalendar.loading import load_deadlines, policy_on
from zhengzhou_ideology.workcalendar.policy import Policy
from zhengzhou_ideology.workflow import Refused


@transaction.atomic
def open_period(year: int, quarter: int, *, today: date, by: User | None = None) -> tuple[ReportingPeriod, int]:
    """Open the quarter, or catch up those that were registered since; return it and how many reports are new.

    The due day is computed once, under the policy of the quarter's last day, and stored with its explanation.
    Raises `Refused` for a quarter that has not begun.
    """
    if quarter not in {1, 2, 3, 4}:
        raise Refused("季度应为 1 至 4。")
    if not 2019 <= year <= 2100 or first_day(year, quarter) > today:
        raise Refused(f"{year}年第{quarter}季度尚未开始或不在受理范围内。")
    known = ReportingPeriod.objects.filter(year=year, quarter=quarter).first()
    period, is_new = (known, False) if known else _open(year, quarter, by)
    return period, _write_reports(period, today, is_new=is_new)


def open_due_periods(today: date) -> int:
    """Open the quarter that `today` lies in and the one before it; safe on any day, any number of times."""
    year, quarter = quarter_of(today)
    before = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return sum(open_period(*which, today=today)[1] for which in (before, (year, quarter)))


def _open(year: int, quarter: int, by: User | None) -> tuple[ReportingPeriod, bool]:
    """Two who open at once get the same quarter; whether it is ours."""
    defaults = {**_due(last_day(year, quarter)), "opened_by": by}
    return ReportingPeriod.objects.get_or_create(year=year, quarter=quarter, defaults=defaults)


def _due(quarter_end: date) -> dict[str, object]:
    due = load_deadlines().due("quarterly_report", quarter_end)
    return {"due_on": due.due_on, "due_provisional": due.provisional, "due_steps": due.steps_as_json()}


def owed_before(last: date, policy: Policy) -> date:
    """Who was registered on that day or later does not owe what is due for a time that ends on `last`: acts want time."""
    months = last.month + policy.report_owed_before_month - 4
    return date(last.year + months // 12, months % 12 + 1, 1)


def _write_reports(period: ReportingPeriod, today: date, *, is_new: bool) -> int:
    """Of a quarter that is new in this transaction nobody else can have written any."""
    owing = Organization.objects.owing(
        registered_before=owed_before(period.last_day, policy_on(period.last_day)), today=today
    )
    if not is_new:
        owing = owing.filter(~Exists(QuarterlyReport.objects.filter(organization=OuterRef("pk"), period=period)))
    columns: dict[str, str | Combinable] = {
        "organization": "pk",
        "period": Value(period.pk),
        "registration_authority": "registration_authority",
        "competent_authority": "competent_authority",
        "district": "district",
        "due_on": Value(period.due_on, DateField()),
        "due_provisional": Value(period.due_provisional, BooleanField()),
        "due_steps": Value(period.due_steps, JSONField()),
        "opened_on": Value(today, DateField()),
    }
    rows = owing.order_by("pk").values_list(*columns.values())
    return insert_select(QuarterlyReport, rows, tuple(columns), ignore_conflicts=not is_new)
