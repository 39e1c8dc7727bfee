"""Event filings follow the life of their organization: undecided ones move with a transfer, and those ahead fall with its end."""

from datetime import datetime

from django.db.models import CharField, QuerySet, Value

from events.enums import OPEN, FilingState, Outcome, RecordState
from events.models import AuthorityDecision, EventChange, EventFiling, EventRecord
from events.record_workflow import NOT_TO_RECORD
from organizations.life.sources import LifeSource
from organizations.models import Organization, OrganizationChange, User
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import all_under_lock, log_many

S = FilingState


class FilingLife(LifeSource):
    """Named in `settings.LIFE_SOURCES`."""

    def moved(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """Undecided filings and open records go along with their clocks; what was decided or recorded stays."""
        only = Organization.objects.filter(pk=organization.pk)
        count, records = _hand_on(only, organization, change, by)
        said = [f"未决定的重大活动申报{count}项"] if count else []
        return "、".join([*said, *([f"未备案的重大活动{records}项"] if records else [])])

    def moved_many(
        self, organizations: OrganizationQuerySet, change: OrganizationChange, *, by: User | None, now: datetime
    ) -> None:
        _hand_on(organizations, change.organization, change, by)

    def ended(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """No summary is owed any more of those that are over."""
        said = self.suspended(organization, change, by=by, now=now)
        owing = all_under_lock(EventFiling.objects.filter(organization=organization).owing_summary())
        log_many(owing, "release", by=by, reason=_why(organization, change))
        owing.update(summary_due_on=None, summary_due_provisional=False, summary_due_steps=[])
        return said

    def suspended(
        self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime
    ) -> str:
        """What has not begun is not held."""
        filings = EventFiling.objects.filter(organization=organization).current().not_begun(now)
        ahead = all_under_lock(filings.filter(state__in=(*OPEN, S.APPROVED)))
        log_many(
            ahead, "call_off", by=by, reason=_why(organization, change), after=Value(S.CANCELLED.value, CharField())
        )
        _close_changes(ahead, now)
        count = ahead.update(state=S.CANCELLED)
        return f"取消尚未开始的重大活动{count}项" if count else ""


def _hand_on(
    organizations: OrganizationQuerySet, to: Organization, change: OrganizationChange, by: User | None
) -> tuple[int, int]:
    """How many filings and records moved to where `to`, one of these organizations, belongs."""
    undecided = all_under_lock(EventFiling.objects.filter(organization__in=organizations).current().open())
    reason = f"自{dated(change.effective_on)}起随管理机关变更移交，办理期限不变。"
    log_many(undecided, "hand_on", by=by, reason=reason)
    _hand_on_decisions(undecided, to)
    count = undecided.update(
        registration_authority=to.registration_authority_id,
        competent_authority=to.competent_authority_id,
        district=to.district_id,
    )
    return count, _hand_on_records(organizations, to, reason, by)


def _why(organization: Organization, change: OrganizationChange) -> str:
    return f"{organization}自{dated(change.effective_on)}起{organization.get_status_display()}。"


def _hand_on_decisions(filings: QuerySet[EventFiling], organization: Organization) -> None:
    """Of each the organizer's own authority, as long as it has not decided; a partner's stays asked."""
    new = organization.competent_authority or organization.registration_authority
    pending = AuthorityDecision.objects.filter(filing__in=filings, outcome=Outcome.PENDING, is_joint=False)
    own = pending.exclude(authority=new)
    # Where the new authority is asked already, for a partner's sake, it is asked once and for both.
    asked = AuthorityDecision.objects.filter(filing__in=filings, authority=new)
    own.filter(filing__in=asked.values("filing")).delete()
    own.update(authority=new)
    asked.update(is_joint=False)


def _hand_on_records(organizations: OrganizationQuerySet, to: Organization, reason: str, by: User | None) -> int:
    waiting = EventRecord.objects.filter(organization__in=organizations).exclude(state=RecordState.RECORDED)
    waiting = waiting.filter(filing__is_current=True).exclude(filing__state__in=NOT_TO_RECORD)
    records = all_under_lock(waiting)
    log_many(records, "hand_on", by=by, reason=reason)
    filings = EventFiling.objects.filter(record__in=records)
    filings.update(registration_authority=to.registration_authority_id)
    return records.update(registration_authority=to.registration_authority_id)


def _close_changes(filings: QuerySet[EventFiling], now: datetime) -> None:
    EventChange.objects.filter(filing__in=filings, closed_at__isnull=True).update(closed_at=now)
