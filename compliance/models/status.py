"""Where something owed stands on a day: one set of conditions, of which exactly one holds for each current row.

Lists filter by a condition, and rows carry the same conditions as an annotation, so that row, list and count agree.
"""

from datetime import date

from django.db.models import Case, CharField, Count, DateField, F, Q, Value, When
from django.db.models.functions import Cast

from compliance.enums import OUTSTANDING, RECEIVED, DutyStatus, ReportState
from organizations.enums import OrganizationStatus

OWED = Q(state__in=OUTSTANDING)
NEVER_CAME = Q(first_submitted_on__isnull=True)
CAME = Q(first_submitted_on__isnull=False)
# Came in and lies with the authority, or can no longer be corrected because the organization has ended.
STANDS = Q(state__in=RECEIVED) | Q(state=ReportState.LAPSED) & CAME
# Due before the organization ended, and not done; what would have been due later is owed by nobody.
MISSED = Q(state=ReportState.LAPSED) & NEVER_CAME
# The first arrival counts against the due day; a correction does not make late what came in time.
CAME_LATE = STANDS & Q(first_submitted_on__gt=F("due_on"))
BEFORE_THE_END = Q(organization__ended_on__isnull=True) | Q(due_on__lt=F("organization__ended_on"))


def conditions(today: date) -> dict[DutyStatus, Q]:
    put_off = Q(times_extended__gt=0, due_on__gte=today)
    not_put_off = Q(times_extended=0) | Q(due_on__lt=today)
    return {
        DutyStatus.MET: STANDS & Q(first_submitted_on__lte=F("due_on")),
        DutyStatus.LATE: CAME_LATE,
        DutyStatus.RETURNED: OWED & CAME,
        DutyStatus.EXTENDED: OWED & NEVER_CAME & put_off,
        DutyStatus.EXEMPT: Q(state=ReportState.EXEMPTED),
        DutyStatus.OPEN: OWED & NEVER_CAME & not_put_off | MISSED & BEFORE_THE_END,
        DutyStatus.NOT_APPLICABLE: MISSED & Q(due_on__gte=F("organization__ended_on")),
    }


def overdue(today: date) -> Q:
    """Still open after its due day; of an organization that is suspended nothing is counted."""
    return OWED & NEVER_CAME & Q(due_on__lt=today, organization__status=OrganizationStatus.ACTIVE)


def status(today: date) -> Case:
    whens = [When(condition, then=Value(name.value)) for name, condition in conditions(today).items()]
    return Case(*whens, output_field=CharField())


def counts() -> dict[str, Count]:
    """What the current rows of a period come to, for `annotate`; none of it changes with the day."""
    return {
        "total": Count("pk"),
        "submitted": Count("pk", filter=Q(state=ReportState.SUBMITTED)),
        "accepted": Count("pk", filter=Q(state=ReportState.ACCEPTED)),
        "late": Count("pk", filter=CAME_LATE),
        "outstanding": Count("pk", filter=OWED & NEVER_CAME),
    }


def counted_to(today: date) -> Case:
    """The day up to which days after the due day count: of arrival, today, or of the organization's end; else null."""
    found = conditions(today)
    return Case(
        When(found[DutyStatus.LATE], then=F("first_submitted_on")),
        When(overdue(today), then=Value(today)),
        When(MISSED & BEFORE_THE_END, then=Cast("organization__ended_on", DateField())),
        output_field=DateField(),
    )


def tone(status: str, days: int) -> str:
    return "overdue" if status == DutyStatus.OPEN and days else status


def worded(status: str, days: int) -> str:
    """“逾期报送3天”; what is open after its day is called 逾期未报."""
    return f"{called(status, days)}{days}天" if days else called(status, days)


def called(status: str, days: int) -> str:
    return "逾期未报" if status == DutyStatus.OPEN and days else str(DutyStatus(status).label)


class StatusInWords:
    """Of a row fetched `with_status`."""

    status: str
    counted_to: date | None
    due_on: date

    @property
    def status_label(self) -> str:
        """In words."""
        return worded(self.status, self.days_over)

    @property
    def status_tone(self) -> str:
        """What the badge is coloured by."""
        return tone(self.status, self.days_over)

    @property
    def days_over(self) -> int:
        """Days after the due day; 0 where none count."""
        return (self.counted_to - self.due_on).days if self.counted_to else 0
