"""年终交流 (article 8): a bureau meets the organizations at year's end, hears them, and answers what they say of its work."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse

from compliance.enums import ExchangeState, InvitationAnswer
from organizations.enums import ORGANIZATION_ROLES, Role
from organizations.models import Authority, Organization, User
from organizations.models.memberships import LOGGED_LENGTH
from organizations.models.of_organization import OfOrganization
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile


class ExchangeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """To an organization what it was invited to, to officers what their authority and those below it plan."""
        acting = user.acting
        if acting is None or acting.role == Role.SECURITY_ADMINISTRATOR:
            return self.none()
        if acting.role in ORGANIZATION_ROLES:
            invited = ExchangeInvitation.objects.filter(organization=acting.organization_id)
            return self.filter(invited_at__isnull=False, pk__in=invited.values("exchange"))
        return self.filter(authority__in=subtree(acting.authority_id))

    def with_answers(self) -> Self:
        """`invited`: how many organizations; `attending`: how many have said that they come."""
        attending = Count("invitations", filter=Q(invitations__answer=InvitationAnswer.ATTENDS))
        return self.annotate(invited=Count("invitations"), attending=attending)

    def for_listing(self) -> Self:
        return self.select_related("authority")


@tracked()
class Exchange(models.Model):
    """One meeting of a bureau with chosen organizations, on the spot or online, from the plan to the minutes."""

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="组织单位", related_name="exchanges")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=120)
    held_at = models.DateTimeField("时间")
    is_online = models.BooleanField("线上举行", default=False)
    place = models.CharField("地点", max_length=200, help_text="线上举行的，填写会议号或者链接。")
    agenda = models.TextField("议程", max_length=4000)
    answer_by = models.DateField("答复截止日期")
    state = models.CharField("状态", max_length=20, choices=ExchangeState, default=ExchangeState.DRAFT)
    content_sha256 = models.CharField("内容校验值", max_length=64)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟定人", related_name="+")
    planned_as = models.CharField("拟定人身份", max_length=LOGGED_LENGTH)
    planned_at = models.DateTimeField("拟定时间", db_default=Now(), editable=False)
    invited_at = models.DateTimeField("邀请时间", null=True, blank=True)
    cancellation_reason = models.CharField("取消理由", max_length=1000, blank=True)
    minutes = models.TextField("纪要", max_length=10_000, blank=True)
    minutes_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="纪要文件", related_name="+"
    )

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年终交流"
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExchangeState.HELD) | ~Q(minutes=""), name="exchange_held_has_minutes"
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=False) | ~Q(state__in=(ExchangeState.INVITED, ExchangeState.HELD)),
                name="exchange_invited_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExchangeState.CANCELLED) | ~Q(cancellation_reason=""),
                name="exchange_cancelled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("compliance:exchange", args=[self.pk])

    def has_begun(self, now: datetime) -> bool:
        return self.held_at <= now


class ExchangeMove(Move):
    """The append-only log of an exchange and of the answers to it."""

    exchange = models.ForeignKey(Exchange, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "年终交流办理记录"


class ExchangeInvitationQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        """An organization sees its own, officers those of the exchanges that they see."""
        found = self.filter(exchange__in=Exchange.objects.visible_to(user).values("pk"))
        return found.filter(organization=user.organization) if user.organization else found

    def unanswered(self) -> Self:
        """Of an exchange that is still to be held."""
        return self.filter(exchange__state=ExchangeState.INVITED, answer=InvitationAnswer.OPEN)

    def owing_reply(self) -> Self:
        """Something was suggested, and the bureau has not answered."""
        return self.exclude(suggestions="").filter(reply="").exclude(exchange__state=ExchangeState.CANCELLED)

    def for_listing(self) -> Self:
        related = self.select_related("exchange__authority", "organization", "answered_by", "replied_by")
        return related.defer("organization__name_bigrams")


@tracked()
class ExchangeInvitation(models.Model):
    """An organization's part: whether it comes, how many were there, what it says of the bureau's work as a body.

    Headcounts only, no persons; `suggestions` are the organization's, about the work of the bureau (听取意见).
    """

    exchange = models.ForeignKey(Exchange, models.PROTECT, verbose_name="年终交流", related_name="invitations")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="+")
    answer = models.CharField(
        "答复",
        max_length=10,
        choices=InvitationAnswer,
        default=InvitationAnswer.OPEN,
        db_default=InvitationAnswer.OPEN.value,
    )
    headcount = models.PositiveSmallIntegerField("参加人数", null=True, blank=True)
    reason = models.CharField("不参加的理由", max_length=500, blank=True, db_default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    present = models.PositiveSmallIntegerField("实到人数", null=True, blank=True)
    suggestions = models.TextField("意见和建议", max_length=4000, blank=True, db_default="")
    suggested_at = models.DateTimeField("提出时间", null=True, blank=True)
    reply = models.TextField("答复意见", max_length=4000, blank=True, db_default="")
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="经办人", related_name="+"
    )
    replied_at = models.DateTimeField("答复意见时间", null=True, blank=True)

    objects = ExchangeInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年终交流邀请"
        ordering = ["exchange", "organization"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "organization"], name="exchange_invitation_once"),
            models.CheckConstraint(
                condition=~Q(answer=InvitationAnswer.ATTENDS) | Q(headcount__gte=1),
                name="exchange_who_attends_says_how_many",
            ),
            models.CheckConstraint(
                condition=~Q(answer=InvitationAnswer.DECLINES) | ~Q(reason=""), name="exchange_who_declines_says_why"
            ),
        ]
        indexes = [models.Index(fields=["organization", "-exchange"], name="exchange_invitation_of")]

    def __str__(self) -> str:
        return f"{self.organization}：{self.exchange}"

    @property
    def authority_id(self) -> int:
        """Whose officers answer the suggestions."""
        return self.exchange.authority_id
