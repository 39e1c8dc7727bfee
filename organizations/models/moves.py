"""What was done to an organization's entry that changes who may speak for it."""

from django.db import models

from organizations.enums import OrganizationAct
from organizations.models.register import Organization
from zhengzhou_ideology.audit.models import Move


class OrganizationMove(Move):
    """Who tied a post to an account, permitted one person to prepare and certify, or corrected a term. Never altered."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="moves")
    said = models.TextField("内容")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "社会组织办理记录"

    @property
    def label(self) -> str:
        return f"{OrganizationAct(self.name).label}：{self.said}"
