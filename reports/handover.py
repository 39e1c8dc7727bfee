"""Handing over an organization's open drafts and tasks from one secretary to another, paper by paper on record."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from compliance.enums import OUTSTANDING
from compliance.models import Duty, QuarterlyReport
from compliance.models.owed import OwedPaper
from events.enums import FilingState
from events.models import EventChange, EventFiling
from organizations.enums import Role
from organizations.models import Membership, Organization, User
from organizations.substitutions import KIND
from reports.models import Handover
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.workflow import Refused, log

UNDECIDED_FILINGS = (FilingState.DRAFT, FilingState.CERTIFYING, FilingState.RETURNED)
CERTIFYING = "certifying"  # of both papers


@dataclass
class Moved:
    """What a handover moves, or would move: reports and duties, filings, and changes of approved events that wait for the leader."""

    papers: list[OwedPaper] = field(default_factory=list)
    filings: list[EventFiling] = field(default_factory=list)
    changes: list[EventChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.papers or self.filings or self.changes)

    @property
    def titles(self) -> list[str]:
        return [
            *(f"{paper.title}（{paper.get_state_display()}）" for paper in self.papers),
            *(f"{filing.title}（{filing.get_state_display()}）" for filing in self.filings),
            *(f"{change.filing.title}的变更（待负责人确认）" for change in self.changes),
        ]

    @property
    def with_the_leader(self) -> bool:
        states = {*(paper.state for paper in self.papers), *(filing.state for filing in self.filings)}
        return bool(self.changes) or CERTIFYING in states


def open_reports(organization: Organization) -> QuerySet[QuarterlyReport]:
    return QuarterlyReport.objects.filter(organization=organization, state__in=OUTSTANDING)


def open_duties(organization: Organization) -> QuerySet[Duty]:
    return Duty.objects.filter(organization=organization, state__in=OUTSTANDING)


def open_filings(organization: Organization) -> QuerySet[EventFiling]:
    return EventFiling.objects.filter(organization=organization, state__in=UNDECIDED_FILINGS)


def open_changes(organization: Organization) -> QuerySet[EventChange]:
    return EventChange.objects.filter(filing__organization=organization, is_large=True, closed_at__isnull=True)


def in_hand_of(giver: User, organization: Organization, *, lock: bool = False) -> Moved:
    reports = open_reports(organization).filter(prepared_by=giver).select_related("period").order_by("due_on", "pk")
    duties = open_duties(organization).filter(prepared_by=giver).select_related("entry").order_by("due_on", "pk")
    filings = open_filings(organization).filter(prepared_by=giver).order_by("starts_on", "pk")
    changes = open_changes(organization).filter(prepared_by=giver).select_related("filing").order_by("pk")
    if lock:
        reports, filings = reports.select_for_update(of=("self",)), filings.select_for_update(of=("self",))
        duties, changes = duties.select_for_update(of=("self",)), changes.select_for_update(of=("self",))
    return Moved([*reports, *duties], list(filings), list(changes))


def givers(organization: Organization) -> QuerySet[User]:
    """Whoever has an open paper of the organization in hand."""
    return User.objects.filter(
        pk__in=open_reports(organization)
        .values("prepared_by")
        .union(
            open_duties(organization).values("prepared_by"),
            open_filings(organization).values("prepared_by"),
            open_changes(organization).values("prepared_by"),
        )
    ).order_by("name", "pk")


def receivers(organization: Organization, today: date) -> QuerySet[User]:
    """Its secretaries in person; a substitute goes again."""
    held = Membership.objects.current(today).in_person().of_role(Role.SECRETARY).filter(organization=organization)
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


@transaction.atomic
def hand_over(
    organization: Organization, *, giver: User, receiver: User, by: User, reason: str, today: date
) -> Handover:
    """Everything open that one secretary has in hand goes to the other; each paper's log names both."""
    if not by.has_perm("reports.hand_over", organization):
        raise PermissionDenied("reports.hand_over")
    if giver == receiver:
        raise Refused("移交人和接手人不能是同一人。")
    if not receivers(organization, today).filter(pk=receiver.pk).exists():
        raise Refused("接手人须是本组织的现任秘书。")
    moved = in_hand_of(giver, organization, lock=True)
    if not moved:
        raise Refused(f"{giver}名下没有可以移交的材料。")
    leads = giver.memberships.current(today).of_role(Role.LEADER).filter(organization=organization)
    if moved.with_the_leader and leads.exists():
        raise Refused("移交人现为本组织第一责任人，其送交确认的材料须先退给填报人修改，再办理移交。")
    remark = f"由{giver}移交给{receiver}：{reason}"
    papers: list[OwedPaper | EventFiling] = [*moved.papers, *moved.filings]
    for paper in papers:
        paper.prepared_by, paper.certified_by, paper.self_certification = receiver, None, None
        paper.save(update_fields=["prepared_by", "certified_by", "self_certification"])
        log(paper, "hand_over", by=by, reason=remark)
    for change in moved.changes:
        change.prepared_by = receiver
        change.save(update_fields=["prepared_by"])
        log(change.filing, "hand_over", by=by, reason=remark)
    done = Handover.objects.create(
        organization=organization,
        giver=giver,
        receiver=receiver,
        by=by,
        acting_as=by.acting_label,
        reason=reason,
        moved=moved.titles,
    )
    _tell(done)
    return done


def _tell(done: Handover) -> None:
    outbox.post(
        {done.giver, done.receiver} - {done.by},
        kind=KIND,
        subject=f"{done.organization}：{done.giver}的材料已移交给{done.receiver}",
        body=f"{done.acting_as}办理，理由：{done.reason}\n" + "\n".join(done.moved),
        key=f"handover:{done.pk}",
        url=reverse("home"),
    )
