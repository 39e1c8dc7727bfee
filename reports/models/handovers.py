"""What one secretary handed over to another, and who arranged it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from organizations.models import Organization
from zhengzhou_ideology.audit.tracking import append_only


class Handover(models.Model):
    """Written once; `moved` keeps the papers' titles as they were called that day."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="移交人", related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="接手人", related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    acting_as = models.CharField("办理身份", max_length=160)
    reason = models.CharField("理由", max_length=300)
    moved = models.JSONField("移交的材料")
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作移交"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_between_two")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.giver}移交给{self.receiver}"

    def get_absolute_url(self) -> str:
        return reverse("reports:handover", args=[self.organization.uscc, self.pk])
