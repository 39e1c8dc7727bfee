"""Which organizations may lack somebody: a superset, so that nobody has to read every seat and post of a city to find the few."""

import pgtrigger
from django.db import models

from organizations.enums import Gap
from organizations.models.accounts import User
from organizations.models.memberships import Membership
from organizations.models.register import Organization, ResponsiblePerson

TABLE = "organizations_possiblegap"


class PossibleGapQuerySet(models.QuerySet):
    def keys_of(self, gap: Gap) -> models.QuerySet:
        """The keys of all organizations that may lack this."""
        return self.filter(kind__in=[gap, Gap.ANY]).values("organization_id")


class PossibleGap(models.Model):
    """What an organization may lack: an account, a holder of a first responsible post. What does not stand here is not lacking.

    Triggers write `ANY` with each change of seats, posts, accounts and standing, `organizations.gaps.weed` says each
    night what it is and takes away what is not lacking. Rows are only ever inserted by those who work, so that nobody waits for anybody; the same
    organization may stand here often.
    """

    # No foreign key: what is written with every seat locks no organization.
    organization_id = models.BigIntegerField("社会组织")
    kind = models.CharField("空缺", max_length=20, choices=Gap, default=Gap.ANY, db_default="")

    objects = PossibleGapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待核对的空缺"
        indexes = [models.Index(fields=["kind", "organization_id"], name="possible_gap_kind")]

    def __str__(self) -> str:
        return f"{self.organization_id}：{self.get_kind_display()}"


def register() -> None:
    for model, of in ((Membership, "organization_id"), (ResponsiblePerson, "organization_id"), (Organization, "id")):
        pgtrigger.register(_trigger(pgtrigger.Insert, f"SELECT r.{of} FROM new_rows r"))(model)  # noqa: S608 - names of ours, as below
    for model in (Membership, ResponsiblePerson):
        either = "SELECT organization_id FROM old_rows UNION SELECT organization_id FROM new_rows"
        pgtrigger.register(_trigger(pgtrigger.Update, either))(model)
        pgtrigger.register(_trigger(pgtrigger.Delete, "SELECT organization_id FROM old_rows"))(model)
    changed = "SELECT n.{} FROM old_rows o JOIN new_rows n ON n.id = o.id {} WHERE o.{} <> n.{}"
    pgtrigger.register(_trigger(pgtrigger.Update, changed.format("id", "", "status", "status")))(Organization)
    held = f"JOIN {Membership._meta.db_table} held ON held.user_id = n.id"
    seats = changed.replace("n.{}", "held.organization_id", 1).format(held, "is_active", "is_active")
    pgtrigger.register(_trigger(pgtrigger.Update, seats))(User)


def _trigger(operation: pgtrigger.Operation, select: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"may_lack_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(
            old=None if operation is pgtrigger.Insert else "old_rows",
            new=None if operation is pgtrigger.Delete else "new_rows",
        ),
        func=f"INSERT INTO {TABLE} (organization_id) SELECT DISTINCT id FROM ({select}) s (id) WHERE id IS NOT NULL; RETURN NULL;",  # noqa: S608
    )
