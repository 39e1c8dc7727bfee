"""Which organizations may lack somebody: a superset, so that nobody has to read every seat and post of a city to find the few."""

from django.db import models

from organizations.enums import Gap
from organizations.models.accounts import User
from organizations.reach import EVERYTHING, in_reach


class PossibleGapQuerySet(models.QuerySet):
    def keys_of(self, gap: Gap, *, within: User | None = None) -> models.QuerySet:
        """The keys of all organizations that may lack this; `within` the reach of an account few others are among them."""
        reach = in_reach(within, own="organization_id") if within else EVERYTHING
        return self.none() if reach is None else self.filter(reach, kind__in=[gap, Gap.ANY]).values("organization_id")


class PossibleGap(models.Model):
    """What an organization may lack: an account, a holder of a first responsible post. What does not stand here is not lacking.

    Triggers write `ANY` with each change of seats, posts, accounts and standing, a task says each night what it is and takes
    away what is not lacking. Rows are only ever inserted by those who work, so that nobody waits for anybody; the same
    organization may stand here often.
    """

    # No foreign keys: what is written with every seat locks no organization. Whose it is stands here too, so that a district
    # does not ask of the whole city; after a transfer there is a row more.
    organization_id = models.BigIntegerField("社会组织")
    registration_authority = models.BigIntegerField("登记管理机关", db_column="registration_authority_id")
    competent_authority = models.BigIntegerField("业务主管单位", null=True, db_column="competent_authority_id")
    kind = models.CharField("空缺", max_length=20, choices=Gap, default=Gap.ANY, db_default="")

    objects = PossibleGapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待核对的空缺"
        indexes = [
            models.Index(
                fields=["kind", "registration_authority"], include=["organization_id"], name="possible_gap_registrar"
            ),
            models.Index(
                fields=["kind", "competent_authority"], include=["organization_id"], name="possible_gap_competent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}：{self.get_kind_display()}"
