"""Who stands in for whom: time-boxed substitutes of officers and secretaries, never of those who certify or sign."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from organizations.enums import Standing
from organizations.models.accounts import LOGGED_LENGTH, Membership
from organizations.querysets import SubstitutionQuerySet
from zhengzhou_ideology.audit.tracking import tracked


@tracked()
class Substitution(models.Model):
    """By whom and why a deputy was named; the deputy's membership says for whom, in what, and until when."""

    membership = models.OneToOneField(Membership, models.PROTECT, verbose_name="代理身份", related_name="substitution")
    reason = models.CharField("理由", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="指定人", related_name="+")
    granted_as = models.CharField("指定人身份", max_length=LOGGED_LENGTH)
    granted_at = models.DateTimeField("指定时间", db_default=Now(), editable=False)

    objects = SubstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.membership)

    def standing(self, today: date) -> Standing:
        held = self.membership
        if held.revoked_at:
            return Standing.ENDED
        if held.is_current(today):
            return Standing.RUNNING
        return Standing.AHEAD if today < held.starts_on else Standing.OVER
