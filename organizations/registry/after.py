"""After an import: those of its organizations for which nobody has an account yet are invited in one step."""

from dataclasses import dataclass
from datetime import datetime

from organizations.enums import ORGANIZATION_ROLES, Role
from organizations.invitations import Invited, candidates, invite_many
from organizations.models import ImportBatch, User
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.clock import day_of


@dataclass(frozen=True)
class Invitable:
    """How many organizations of an import have nobody in the role, and nobody invited to it."""

    role: Role
    mails: int
    slips: int

    @property
    def total(self) -> int:
        return self.mails + self.slips


def of_import(batch: ImportBatch, role: Role, *, by: User, now: datetime) -> OrganizationQuerySet:
    """Organizations that the list names, in the user's reach, without an account or an open invitation in the role."""
    named = batch.rows.filter(undone=False).values("organization")
    return candidates(by, role, reissue=False, today=day_of(now), now=now).filter(pk__in=named)


def invitable(batch: ImportBatch, *, by: User, now: datetime) -> list[Invitable]:
    counted = []
    for role in ORGANIZATION_ROLES:
        found = of_import(batch, role, by=by, now=now)
        mails = found.exclude(email="").count()
        counted.append(Invitable(role, mails, found.filter(email="").count()))
    return [one for one in counted if one.total]


def invite(batch: ImportBatch, role: Role, *, by: User, now: datetime) -> Invited:
    """By mail where the list or the register has an address, on printed slips otherwise."""
    return invite_many(of_import(batch, role, by=by, now=now), role, by=by, now=now, by_mail=True)
