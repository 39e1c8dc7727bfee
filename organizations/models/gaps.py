"""Which organizations may lack somebody: a superset, so that nobody has to read every seat and post of a city to find the few."""

from django.db import models

from organizations.enums import Gap


class PossibleGapQuerySet(models.QuerySet):
    def keys_of(self, gap: Gap) -> models.QuerySet:
        """The keys of all organizations that may lack this."""
        return self.filter(kind__in=[gap, Gap.ANY]).values("organization_id")


class PossibleGap(models.Model):
    """What an organization may lack: an account, a holder of a first responsible post. What does not stand here is not lacking.

    Triggers write `ANY` with each change of seats, posts, accounts and standing, a task says each night what it is and takes
    away what is not lacking. Rows are only ever inserted by those who work, so that nobody waits for anybody; the same
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
