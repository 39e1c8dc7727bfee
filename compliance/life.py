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
        open_ = all_under_lock(self.of(organization).unsettled())
        asked = _asked(open_)
        on = dated(change.effective_on)
        for rows, also in ((open_.exclude(pk__in=asked), ""), (open_.filter(pk__in=asked), "，待审批的申请一并移交")):
            log_many(rows, "hand_on", by=by, reason=f"自{on}起由{organization.registration_authority}办理{also}。")
        past = open_.filter(self.over_before(change.effective_on))
        past.filter(counts_for__isnull=True).update(
            counts_for=F("registration_authority"), counts_for_competent=F("competent_authority")
        )
        open_.exclude(self.over_before(change.effective_on)).update(district=organization.district_id)
        count = open_.update(
            registration_authority=organization.registration_authority_id,
            competent_authority=organization.competent_authority_id,
        )
        pleas = f"（其中{len(asked)}{self.unit}有待审批的延期或者豁免申请）" if asked else ""
        return f"未办结的{self.label}{count}{self.unit}{pleas}" if count else ""

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
