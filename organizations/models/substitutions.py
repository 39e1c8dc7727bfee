"""Who stands in for whom: time-boxed substitutes of officers and secretaries, never of those who certify or sign."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from organizations.enums import SubstitutionStanding
from organizations.models.accounts import User
from organizations.models.memberships import LOGGED_LENGTH, Membership
from zhengzhou_ideology.audit.tracking import tracked


class SubstitutionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those that the account is deputy in, or may grant and end."""
        return self.filter(
            Q(membership__user=user)
            | Q(membership__substitutes__in=Membership.objects.substitutable_by(user).values("pk"))
        )

    def overlapping(self, first: date, last: date) -> Self:
        """Not ended early, and holding on some day from `first` to `last`."""
        return self.filter(
            membership__revoked_at__isnull=True, membership__starts_on__lte=last, membership__ends_on__gte=first
        )

    def for_listing(self) -> Self:
        return self.select_related(
            "granted_by",
            "membership__user",
            "membership__organization",
            "membership__authority",
            "membership__substitutes__user",
        ).defer("membership__organization__name_bigrams")


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

    def standing(self, today: date) -> SubstitutionStanding:
        held = self.membership
        if held.revoked_at:
            return SubstitutionStanding.ENDED
        if held.is_current(today):
            return SubstitutionStanding.RUNNING
        return SubstitutionStanding.AHEAD if today < held.starts_on else SubstitutionStanding.OVER
