"""Whose figures a board shows: of the acting account's authority and all below it, for a year, perhaps of one district."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from organizations.enums import OrganizationKind
from organizations.models import Authority, User
from reports.boards import tallies
from reports.boards.models.tallies import TallyQuerySet


@dataclass(frozen=True)
class BoardScope:
    user: User
    authority: Authority
    year: int
    # Names by code, in the order of the codes, which says nothing about anybody.
    places: dict[str, str]
    district: str = ""
    # Of organizations: its value in `OrganizationKind`.
    kind: str = ""

    @cached_property
    def reach(self) -> list[int]:
        return tallies.reach_of(self.authority.pk)

    @cached_property
    def names(self) -> dict[int, str]:
        return dict(Authority.objects.order_by("code", "pk").values_list("pk", "name"))

    @property
    def is_a_bureaus(self) -> bool:
        return self.authority.registers

    def narrow(self, found: Any) -> Any:
        """The cells that count here, of all years."""
        narrowed: TallyQuerySet = found.in_reach(self.reach).of_district(self.district).of_kind(self.kind)
        return narrowed

    @property
    def query(self) -> dict[str, Any]:
        """The same for the lists of the rooms."""
        return {"figures": self.authority.pk, **self.narrower}

    @property
    def narrower(self) -> dict[str, str]:
        """What narrows the board, in the words of the lists."""
        narrowed = {"district": self.district, "organization_kind": self.kind}
        return {name: value for name, value in narrowed.items() if value}

    @property
    def place(self) -> str:
        return self.places.get(self.district, "")

    @property
    def kind_label(self) -> str:
        return str(OrganizationKind(self.kind).label) if self.kind else ""
