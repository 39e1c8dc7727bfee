"""Duties of the year on the home page; not shown where there are none."""

from datetime import date

from compliance.enums import EDITABLE, Preparer, ReportState
from compliance.models import Duty
from organizations.models import User
from reports.home_page.papers import section
from reports.home_page.todos import HomeSection

NONE = "没有年度事项。"


def to_prepare(user: User, today: date) -> HomeSection:
    """Those that may be done by now; what has come back is among them, what is confirmed elsewhere is not."""
    mine = Duty.objects.within_reach(user).to_fill_in().filter(state__in=EDITABLE, earliest_on__lte=today)
    duties = mine.filter(entry__preparer=Preparer(user.acting.role)) if user.acting else mine.none()
    return section("待办理的年度事项", duties, query="?state=owed", empty=NONE, is_quiet=True)


def with_the_leader(user: User, today: date) -> HomeSection:
    duties = Duty.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("等待负责人确认的年度事项", duties, query="?state=certifying", empty=NONE, is_quiet=True)


def to_certify(user: User, today: date) -> HomeSection:
    duties = Duty.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("待您确认的年度事项", duties, query="?state=certifying", empty=NONE, is_quiet=True)


def to_decide(user: User, today: date) -> HomeSection:
    duties = Duty.objects.awaiting(user)
    return section(
        "待审核的年度事项", duties, query="?state=submitted", with_organization=True, empty=NONE, is_quiet=True
    )


def overdue(user: User, today: date) -> HomeSection:
    duties = Duty.objects.within_reach(user).overdue(today)
    return section(
        "逾期未办的年度事项", duties, query="?state=overdue", with_organization=True, empty=NONE, is_quiet=True
    )
