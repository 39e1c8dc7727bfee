"""Acknowledgements on the ladder: the addressed desk is reminded, then its supervisors; nothing follows from silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, SmallIntegerField, Value
from django.urls import reverse

from compliance.enums import AddressedAs
from compliance.matters.notices import KIND
from compliance.models import MatterAddressee, MatterReport
from organizations.ladder.desks import AddressBook, To
from organizations.ladder.rungs import Row, Rung
from organizations.ladder.sources import Matter, Matters
from organizations.models import User

DESK = {
    AddressedAs.PARTY: To.PARTY_DESK,
    AddressedAs.COMPETENT: To.COMPETENT_DESK,
    AddressedAs.REGISTRATION: To.REGISTRATION_DESK,
}


@dataclass(frozen=True, slots=True)
class AddressedMatter(Matter):
    """One addressee's: its own desk is meant, not those of the other capacities."""

    desk: To = To.REGISTRATION_DESK

    def authorities(self, to: To, book: AddressBook) -> Sequence[int]:
        return self.awaited if to in (self.desk, To.AWAITED_SUPERVISORS) else ()


class Acknowledgements(Matters):
    """Reports of matters that an addressee has not taken note of. A superior party organization has no supervisors: there
    its desk is told once more."""

    kind = "matter_acknowledgement"
    label = "随时报告收悉"
    notice_kind = KIND
    began = "sent_on"
    table = (
        Row((To.PARTY_DESK, To.COMPETENT_DESK, To.REGISTRATION_DESK), offset=1),
        Row((To.PARTY_DESK, To.AWAITED_SUPERVISORS), offset=2),
    )

    def outstanding(self, at: datetime) -> QuerySet[MatterAddressee]:
        return self._shaped(MatterAddressee.objects.awaited())

    def of(self, keys: Any) -> QuerySet[MatterAddressee]:
        return self._shaped(MatterAddressee.objects.filter(pk__in=keys))

    def _shaped(self, rows: QuerySet[MatterAddressee]) -> QuerySet[MatterAddressee]:
        return rows.annotate(
            organization=F("report__organization"),
            registration_authority=F("report__organization__registration_authority"),
            district=F("report__organization__district"),
            round=Value(0, SmallIntegerField()),
        )

    def within_reach(self, rows: QuerySet, user: User) -> QuerySet:
        return rows.filter(report__in=MatterReport.objects.visible_to(user))

    def read(self, rows: QuerySet) -> list[Matter]:
        found = rows.select_related("report__organization").order_by("due_on", "pk")
        return [
            AddressedMatter(
                pk=addressee.pk,
                round=addressee.round,
                title=addressee.report.title,
                group=self.kind,
                url=addressee.report.get_absolute_url(),
                list_url=reverse("compliance:matter_list"),
                organization_id=addressee.report.organization_id,
                organization=addressee.report.organization.name,
                authority_id=addressee.authority_id,
                due_on=addressee.due_on,
                provisional=addressee.due_provisional,
                awaited=(addressee.authority_id,),
                desk=DESK[AddressedAs(addressee.addressed_as)],
            )
            for addressee in found
        ]

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        """Names neither organization nor matter: the authority's group chat reads it too."""
        subject = f"{count}件随时报告逾期满{rung.offset}个工作日未确认收悉"
        body = f"收悉期限最早为{min(matters, key=lambda matter: matter.due_on).day}。请登录门户查阅并确认收悉。"
        return subject, body, matters[0].url if count == 1 else matters[0].list_url
