"""Proposals to open a case: from the ladder's last rung, from another room, or by hand. A supervisor opens or dismisses them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from compliance.cases.enums import CaseGround, CaseSource, CaseState
from compliance.cases.models import AccountabilityCase
from organizations.models import Organization, User
from zhengzhou_ideology.workflow import Refused, asks, need

CHUNK = 1000
# A case that ended in the organization's favour by itself, so that whatever else it listed is still to be studied.
ENDED_BY_ITSELF = ("dismiss_settled", "close_settled")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What another room lays before a supervisor, in plain values: `matter` is its own key of the thing."""

    kind: str
    matter: int
    organization_id: int
    source: CaseSource
    ground: CaseGround
    on: date
    round: int = 0
    by_id: int | None = None
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Proposals(Protocol):
    """A room that has something to propose; named in `settings.CASE_SOURCES`, so that it knows no case."""

    kind: str

    def proposed(self, laid: QuerySet) -> Iterable[Mapping[str, Any]]:
        """Keys as the fields of `Proposal`, without those whose `matter` and `round` are among `laid`; the same ones again
        do no harm."""


def lay_before(proposals: Iterable[Proposal]) -> int:
    """One row for each matter and round, however often it is laid before; returns how many are new.

    What the ladder proposes of one organization is laid before in one, and only once the one before was studied.
    """
    found = _new(list(proposals))
    register = Organization.objects.defer("name_bigrams").in_bulk({proposal.organization_id for proposal in found})
    given = [*_of_officers(found, register), *_of_the_ladder(found, register)]
    AccountabilityCase.objects.bulk_create(
        (
            AccountabilityCase(
                organization_id=proposal.organization_id,
                registration_authority_id=register[proposal.organization_id].registration_authority_id,
                district_id=register[proposal.organization_id].district_id,
                source=proposal.source,
                kind=proposal.kind,
                matter=proposal.matter,
                round=proposal.round,
                ground=proposal.ground,
                facts=dict(proposal.facts),
                proposed_by_id=proposal.by_id,
                proposed_on=proposal.on,
                proposal_reason=proposal.reason,
            )
            for proposal in given
        ),
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    return len(given)


def _new(proposals: list[Proposal]) -> list[Proposal]:
    matters = {proposal.matter for proposal in proposals}
    laid = set(AccountabilityCase.objects.filter(matter__in=matters).values_list("kind", "matter", "round"))
    return [proposal for proposal in proposals if (proposal.kind, proposal.matter, proposal.round) not in laid]


def _of_officers(proposals: Sequence[Proposal], register: Mapping[int, Organization]) -> list[Proposal]:
    others = [proposal for proposal in proposals if proposal.source != CaseSource.LADDER]
    return [proposal for proposal in others if not register[proposal.organization_id].has_ended]


def _of_the_ladder(proposals: Sequence[Proposal], register: Mapping[int, Organization]) -> Iterator[Proposal]:
    """One for each organization that is active, with all that is open: the first carries the others among its facts."""
    climbed = [proposal for proposal in proposals if proposal.source == CaseSource.LADDER]
    cases = AccountabilityCase.objects.filter(
        source=CaseSource.LADDER, organization__in={proposal.organization_id for proposal in climbed}
    )
    waiting = {*cases.filter(state=CaseState.PROPOSED).values_list("organization", flat=True)}
    studied = cases.filter(facts__has_key="also").exclude(moves__name__in=ENDED_BY_ITSELF)
    listed = {
        (other["kind"], other["matter"], other["round"])
        for others in studied.values_list("facts__also", flat=True)
        for other in others
    }
    open_of: dict[int, list[Proposal]] = {}
    for proposal in sorted(climbed, key=lambda one: (one.facts.get("due_on", ""), one.matter)):
        organization = proposal.organization_id
        if register[organization].is_at_rest or organization in waiting:
            continue
        if (proposal.kind, proposal.matter, proposal.round) not in listed:
            open_of.setdefault(organization, []).append(proposal)
    for first, *others in open_of.values():
        yield replace(first, facts={**first.facts, "also": [_listed(other) for other in others]}) if others else first


def _listed(proposal: Proposal) -> dict[str, Any]:
    return {"kind": proposal.kind, "matter": proposal.matter, "round": proposal.round, **proposal.facts}


def gather() -> int:
    """Every hour. What the other rooms propose, as their settings name them."""
    rooms: list[Proposals] = [import_string(path)() for path in settings.CASE_SOURCES]
    laid = AccountabilityCase.objects.order_by()
    found = [Proposal(**facts) for room in rooms for facts in room.proposed(laid.filter(kind=room.kind))]
    return lay_before(found) if found else 0


@asks(perm="cases.propose_case")
def propose(
    organization: Organization, *, by: User, today: date, ground: CaseGround, reason: str
) -> AccountabilityCase:
    """By hand, by an officer of the registering line or of the competent authority; a supervisor opens or dismisses it."""
    if not by.has_perm("cases.propose_case", organization):
        raise PermissionDenied("cases.propose_case")
    if organization.has_ended:
        raise Refused(f"{organization}已{organization.get_status_display()}，不再提出立案建议。")
    need(reason, "请写明建议立案的事实和理由。")
    return AccountabilityCase.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        district=organization.district,
        source=CaseSource.OFFICER,
        ground=ground,
        facts={"title": CaseGround(ground).label},
        proposed_by=by,
        proposed_on=today,
        proposal_reason=reason,
    )
