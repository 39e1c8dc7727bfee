"""通知公告: what an authority tells chosen organizations, and which of them has read it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from organizations.enums import ORGANIZATION_ROLES, AnnouncementState, Role
from organizations.models.accounts import User
from organizations.models.memberships import LOGGED_LENGTH
from organizations.models.of_organization import OfOrganization
from organizations.models.places import Authority
from organizations.models.readings import AnnouncementReading
from organizations.models.register import Organization
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile

TOLD = (AnnouncementState.SENT, AnnouncementState.WITHDRAWN)


class AnnouncementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """To an organization what it was sent, to officers what their authority and those below it wrote."""
        acting = user.acting
        if acting is None or acting.role == Role.SECURITY_ADMINISTRATOR:
            return self.none()
        if acting.role in ORGANIZATION_ROLES:
            receipts = AnnouncementReceipt.objects.filter(organization=acting.organization_id)
            return self.filter(state__in=TOLD, pk__in=receipts.values("announcement"))
        return self.filter(authority__in=subtree(acting.authority_id))

    def matching(self, text: str) -> Self:
        return self.filter(title__icontains=text.strip())

    def with_readings(self) -> Self:
        """`sent_to`: how many organizations it went to; `opened_by`: how many have opened it."""
        readings = AnnouncementReading.objects.filter(announcement_id=OuterRef("pk")).values("announcement_id")
        counts = ("sent_to", "opened_by")
        return self.annotate(
            **{name: Coalesce(Subquery(readings.values_list(Sum(name))), 0) for name in counts},
        )

    def for_listing(self) -> Self:
        return self.select_related("authority", "written_by")


@tracked()
class Announcement(models.Model):
    """A text with its files for a chosen set of organizations. The choice is made when it is written, and kept."""

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="发布机关", related_name="announcements")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文", max_length=10_000)
    asks_confirmation = models.BooleanField("请收件组织确认已阅", default=False)
    files = models.ManyToManyField(StoredFile, verbose_name="附件", blank=True, related_name="+")
    state = models.CharField("状态", max_length=20, choices=AnnouncementState, default=AnnouncementState.DRAFT)
    content_sha256 = models.CharField("内容校验值", max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", related_name="+")
    written_as = models.CharField("拟稿人身份", max_length=LOGGED_LENGTH)
    written_at = models.DateTimeField("拟稿时间", db_default=Now(), editable=False)
    sent_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回理由", max_length=1000, blank=True)

    # Of the organization that reads it, set by whoever fetched it for a page; officers have none.
    own_receipt: AnnouncementReceipt | None = None

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state__in=TOLD), name="announcement_sent_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state=AnnouncementState.WITHDRAWN) | ~Q(withdrawal_reason=""),
                name="announcement_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("organizations:announcement", args=[self.pk])


class AnnouncementMove(Move):
    """The append-only log of an announcement."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "通知公告办理记录"


class AnnouncementReceiptQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        return self.filter(announcement__in=Announcement.objects.visible_to(user).values("pk"))

    def of(self, user: User) -> Self:
        """Those of the organization that the account acts for, of announcements that stand."""
        organization = user.organization
        standing = self.filter(announcement__state=AnnouncementState.SENT)
        return standing.filter(organization=organization) if organization else self.none()

    def unopened(self) -> Self:
        return self.filter(opened_at__isnull=True)

    def unanswered(self) -> Self:
        """Not opened, or not confirmed although that is asked for."""
        unconfirmed = Q(announcement__asks_confirmation=True, confirmed_at__isnull=True)
        return self.filter(Q(opened_at__isnull=True) | unconfirmed)

    def not_reminded_on(self, day: date) -> Self:
        return self.filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=day))

    def for_listing(self) -> Self:
        related = self.select_related("organization", "opened_by", "confirmed_by")
        return related.defer("organization__name_bigrams")


@tracked()
class AnnouncementReceipt(models.Model):
    """That an announcement is for an organization: who there opened it first, and who confirmed having read it."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, verbose_name="通知公告", related_name="receipts")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="+")
    opened_at = models.DateTimeField("首次查阅时间", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="查阅人", related_name="+"
    )
    confirmed_at = models.DateTimeField("确认已阅时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    reminded_on = models.DateField("最近提醒日期", null=True, blank=True)

    objects = AnnouncementReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知公告收阅"
        ordering = ["announcement", "organization"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "organization"], name="announcement_receipt_once")
        ]
        indexes = [models.Index(fields=["organization", "-announcement"], name="announcement_receipt_of")]

    def __str__(self) -> str:
        return f"{self.organization}：{self.announcement}"
