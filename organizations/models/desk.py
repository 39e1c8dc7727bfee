"""What every officers' desk keeps of a matter: who has it in hand, notes among officers, messages with the organization."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from organizations.models.places import Authority
from zhengzhou_ideology.audit.tracking import append_only


class Assigned(models.Model):
    """An officer has the matter in hand for an authority; taking over ends one and begins another."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="分派人", related_name="+")
    assigned_at = models.DateTimeField("分派时间", db_default=Now(), editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "经办分派"

    def __str__(self) -> str:
        return str(self.officer)


class Noted(models.Model):
    """Among the officers of one authority; neither the organization nor another authority reads it."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="记录人", related_name="+")
    text = models.TextField("内容", max_length=2000)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "内部备注"
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.text[:20]


class Said(models.Model):
    """Between the organization and the authorities, read by all of them and written once."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发言人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    text = models.TextField("内容", max_length=2000)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "往来消息"
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.text[:20]
