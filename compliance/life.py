"""Reports and duties follow the life of their organization: they move with a transfer, and end or rest with it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Func, JSONField, Q, QuerySet, Value

from compliance.enums import ReportState
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from compliance.models.owed import OwedPaper
from compliance.models.periods import quarter_of
from organizations.life.sources import LifeSource
from organizations.models import Organization, OrganizationChange, User
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import load_calendar
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar
from zhengzhou_ideology.workflow import all_under_lock, log, log_many


class PaperLife(LifeSource):
    """The papers of one kind; `unit` is how they are counted."""

    label: str
    unit: str
    model: type[Any]

    def over_before(self, day: date) -> Q:
        """Of a time that is past on that day, so that it stays in the figures of those it was with."""
        raise NotImplementedError

    def of(self, organization: Organization) -> Any:
        return self.model.objects.filter(organization=organization)

    def moved(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """With their due days as they are; a quarter that was over stays in the figures of the old authorities."""
        only = Organization.objects.filter(pk=organization.pk)
        count, asked = self.hand_on(only, organization, change.effective_on, by)
        pleas = f"（其中{asked}{self.unit}有待审批的延期或者豁免申请）" if asked else ""
        return f"未办结的{self.label}{count}{self.unit}{pleas}" if count else ""

    def moved_many(
        self, organizations: OrganizationQuerySet, change: OrganizationChange, *, by: User | None, now: datetime
    ) -> None:
        self.hand_on(organizations, change.organization, change.effective_on, by)

    def hand_on(
        self, organizations: OrganizationQuerySet, to: Organization, on: date, by: User | None
    ) -> tuple[int, int]:
        """How many papers moved to where `to`, one of these organizations, belongs; and how many of them with a plea."""
        open_ = all_under_lock(self.model.objects.filter(organization__in=organizations).unsettled())
        asked = _asked(open_)
        for rows, also in ((open_.exclude(pk__in=asked), ""), (open_.filter(pk__in=asked), "，待审批的申请一并移交")):
            log_many(rows, "hand_on", by=by, reason=f"自{dated(on)}起由{to.registration_authority}办理{also}。")
        self.keep_counting(open_, on)
        open_.exclude(self.over_before(on)).update(district=to.district_id)
        count = open_.update(
            registration_authority=to.registration_authority_id, competent_authority=to.competent_authority_id
        )
        return count, len(asked)

    def keep_counting(self, papers: Any, on: date) -> None:
        """Those of a time that was over on that day stay in the figures of the authorities that they are about to leave."""
        past = papers.filter(self.over_before(on), counts_for__isnull=True)
        past.update(counts_for=F("registration_authority"), counts_for_competent=F("competent_authority"))

    def ended(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """What has not come in is owed no more; what has come in waits for its officer."""
        owed = all_under_lock(self.of(organization).outstanding())
        reason = f"{organization}自{dated(change.effective_on)}起{organization.get_status_display()}，不再报送。"
        log_many(owed, "lapse", by=by, reason=reason, after=Value(ReportState.LAPSED.value, CharField()))
        count = owed.update(state=ReportState.LAPSED)
        return f"终止未报送的{self.label}{count}{self.unit}" if count else ""

    def resumed(
        self,
        organization: Organization,
        change: OrganizationChange,
        *,
        since: date | None,
        by: User | None,
        now: datetime,
    ) -> str:
        """Reports whose due day fell on or after the suspension get the days back for which nothing could be done."""
        if since is None or change.effective_on <= since:
            return ""
        resting = self.of(organization).filter(due_on__gte=since)
        owed = all_under_lock(resting.never_submitted().current())
        rested, calendar = (change.effective_on - since).days, load_calendar()
        for paper in owed.order_by("pk"):
            _put_off(paper, rested, calendar, since=since, until=change.effective_on, by=by)
        return f"顺延{self.label}报送期限{len(owed)}{self.unit}" if owed else ""


class ReportLife(PaperLife):
    """Named in `settings.LIFE_SOURCES`."""

    label, unit, model = "季度报告", "份", QuarterlyReport

    def over_before(self, day: date) -> Q:
        year, quarter = quarter_of(day)
        return Q(period__year__lt=year) | Q(period__year=year, period__quarter__lt=quarter)


class DutyLife(PaperLife):
    """Named in `settings.LIFE_SOURCES`. What was due by then was to be done while the organization was with the old ones."""

    label, unit, model = "年度事项", "项", Duty

    def over_before(self, day: date) -> Q:
        return Q(nominal_on__lt=day)


def _asked(papers: QuerySet) -> set[int]:
    """Keys of those for which a later due day or an exemption is asked."""
    column = papers.model.field
    pleas = (model.objects.asked().of(papers) for model in (Extension, Exemption))
    return {key for rows in pleas for key in rows.values_list(column, flat=True)}


def _put_off(paper: OwedPaper, days: int, calendar: WorkCalendar, *, since: date, until: date, by: User | None) -> None:
    new_due = calendar.next_working_day_from(paper.due_on + timedelta(days=days))
    why = f"{dated(since)}至{dated(until)}停止活动，期限顺延{days}日"
    step = {"date": new_due.isoformat(), "counts": True, "why": why}
    type(paper)._default_manager.filter(pk=paper.pk).update(
        due_on=new_due,
        due_provisional=calendar.is_provisional(new_due),
        due_steps=Func(F("due_steps"), Value([step], JSONField()), template="%(expressions)s", arg_joiner=" || "),
        times_extended=F("times_extended") + 1,
    )
    log(paper, "resume", by=by, reason=f"{why}至{dated(new_due)}。")
