"""Who is told by a rung: people of the organization, or desks of authorities, and which accounts those are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

from organizations.enums import AuthorityKind, Post, Role
from organizations.models import Authority, Membership, ResponsiblePerson
from organizations.people import Desks


class To(StrEnum):
    SECRETARY = "secretary"
    LIAISON = "liaison"
    FIRST_RESPONSIBLE = "first_responsible"
    PARTY_DESK = "party_desk"
    COMPETENT_DESK = "competent_desk"
    REGISTRATION_DESK = "registration_desk"
    CITY_DESK = "city_desk"
    SUPERVISORS = "supervisors"
    AWAITED_SUPERVISORS = "awaited_supervisors"  # of the authorities whose answer is awaited


TO_LABELS = {
    To.SECRETARY: "秘书处经办人",
    To.LIAISON: "日常工作联系人",
    To.FIRST_RESPONSIBLE: "第一责任人",
    To.PARTY_DESK: "上级党组织经办人",
    To.COMPETENT_DESK: "业务主管单位经办人",
    To.REGISTRATION_DESK: "登记管理机关经办人",
    To.CITY_DESK: "市民政局经办人",
    To.SUPERVISORS: "登记管理机关审批负责人",
    To.AWAITED_SUPERVISORS: "应作决定的单位的审批负责人",
}
STAFF = (To.SECRETARY, To.LIAISON)
ORGANIZATION = (*STAFF, To.FIRST_RESPONSIBLE)
ROLE_OF = {To.SECRETARY: Role.SECRETARY, To.FIRST_RESPONSIBLE: Role.LEADER}
DESK_ROLE = {
    To.PARTY_DESK: Role.PARTY_OFFICER,
    To.COMPETENT_DESK: Role.COMPETENT_OFFICER,
    To.REGISTRATION_DESK: Role.REGISTRAR,
    To.CITY_DESK: Role.REGISTRAR,
    To.SUPERVISORS: Role.SUPERVISOR,
    To.AWAITED_SUPERVISORS: Role.SUPERVISOR,
}


@dataclass(frozen=True, slots=True)
class Account:
    user_id: int
    role: str
    email: str


@dataclass
class AddressBook:
    """Accounts by organization and by desk, read in four statements however many matters there are."""

    desks: Desks
    members: dict[int, list[Account]] = field(default_factory=lambda: defaultdict(list))
    liaisons: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    authorities: dict[int, Authority] = field(default_factory=dict)

    @classmethod
    def on(cls, today: date, organizations: Iterable[int]) -> Self:
        book, concerned = cls(Desks.on(today)), list(organizations)
        held = Membership.objects.current(today).filter(organization__in=concerned).order_by("pk")
        for organization, user, role, email in held.values_list("organization", "user", "role", "user__email"):
            book.members[organization].append(Account(user, role, email.lower()))
        liaisons = ResponsiblePerson.objects.current(today).filter(post=Post.LIAISON, organization__in=concerned)
        for organization, email in liaisons.exclude(office_email="").values_list("organization", "office_email"):
            book.liaisons[organization].add(email.lower())
        book.authorities = Authority.objects.in_bulk()
        return book

    def people(self, organization: int, to: Sequence[To]) -> list[int]:
        """A liaison is told through an account of the organization with the same e-mail address.

        Where nobody holds an account in the roles that a rung names, whoever holds one is told.
        """
        members = self.members.get(organization, [])
        roles = {ROLE_OF[name] for name in to if name in ROLE_OF}
        liaisons = self.liaisons.get(organization, set()) if To.LIAISON in to else set()
        told = [member.user_id for member in members if member.role in roles or member.email in liaisons]
        return list(dict.fromkeys(told or [member.user_id for member in members]))

    def city_above(self, authority: int) -> int:
        while self.authorities[authority].kind != AuthorityKind.CITY_BUREAU:
            parent = self.authorities[authority].parent_id
            if parent is None:
                return authority
            authority = parent
        return authority
