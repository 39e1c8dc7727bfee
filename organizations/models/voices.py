"""Whose voice an account is: consents and checks of identity, and changes of the posts that accounts act through."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from organizations.enums import CheckWay, IdentityPaper, Post, PostBasis, PostChangeState
from organizations.models.accounts import User
from organizations.models.guards import CHECK_TRIGGERS, POST_CHANGE_TRIGGERS
from organizations.models.memberships import LOGGED_LENGTH, Membership
from organizations.models.persons import ResponsiblePerson
from organizations.models.register import Organization
from organizations.reach import in_reach
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.files.models import StoredFile


class IdentityCheck(models.Model):
    """A sitting leader's consent to a further one, or an officer's check of who holds an account (身份核验)."""

    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name="身份", related_name="identity_checks")
    way = models.CharField("方式", max_length=10, choices=CheckWay)
    paper = models.CharField("查验的证件", max_length=20, choices=IdentityPaper, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+")
    acting_as = models.CharField("办理人身份", max_length=LOGGED_LENGTH)
    at = models.DateTimeField("办理时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "身份核验"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "way"], name="identity_check_once", violation_error_message="已经办理，不必重复。"
            ),
            models.CheckConstraint(
                condition=Q(way=CheckWay.CONSENT, paper="") | Q(way=CheckWay.CHECK, paper__in=IdentityPaper.values),
                name="identity_check_names_its_paper",
                violation_error_message="请选择查验的证件。",
            ),
        ]
        triggers = [append_only(), *CHECK_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.get_way_display()}：{self.membership}"


class PostChangeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        return self.none() if reach is None else self.filter(reach)

    def open(self) -> Self:
        return self.filter(state=PostChangeState.ENTERED)

    def for_listing(self) -> Self:
        return self.select_related("organization", "entered_by", "decided_by", "paper").defer(
            "organization__name_bigrams"
        )


@tracked()
class PostChange(models.Model):
    """A change of a first responsible person, entered with its paper; the posts change once another confirms it."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="post_changes")
    post = models.CharField(
        "职务", max_length=20, choices=[(post.value, post.label) for post in Post.first_responsible()]
    )
    name = models.CharField("新任者姓名", max_length=40)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    office_email = models.EmailField("办公邮箱", blank=True)
    effective_on = models.DateField("任职开始", help_text="可以填写以后的日期；现任者的任期同日结束。")
    basis = models.CharField("依据", max_length=20, choices=PostBasis)
    paper = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="依据文件", related_name="+")
    state = models.CharField("状态", max_length=20, choices=PostChangeState, default=PostChangeState.ENTERED)
    content_sha256 = models.CharField("内容校验值", max_length=64)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申报人", related_name="+")
    entered_as = models.CharField("申报人身份", max_length=LOGGED_LENGTH)
    entered_at = models.DateTimeField("申报时间", db_default=Now(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    person = models.OneToOneField(
        ResponsiblePerson, models.PROTECT, null=True, blank=True, verbose_name="由此登记的任职", related_name="change"
    )

    objects = PostChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职变更"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post"],
                condition=Q(state=PostChangeState.ENTERED),
                name="post_change_one_open",
                violation_error_message="该职务已有一件变更待确认，请先办结或者撤回。",
            ),
            models.CheckConstraint(
                condition=Q(post__in=Post.first_responsible()), name="post_change_of_a_first_responsible"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("entered_by"))
                | Q(state=PostChangeState.WITHDRAWN),
                name="post_change_confirmed_by_another",
                violation_error_message="申报人不能确认本人申报的变更。",
            ),
            models.CheckConstraint(
                condition=Q(state=PostChangeState.ENTERED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & Q(state__in=[state for state in PostChangeState.values if state != PostChangeState.ENTERED]),
                name="post_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(state=PostChangeState.CONFIRMED),
                name="post_change_moves_posts_once_confirmed",
            ),
        ]
        triggers = [*POST_CHANGE_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.organization}：{self.get_post_display()}变更为{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("organizations:post_change", args=[self.pk])

    @property
    def registration_authority_id(self) -> int:
        """Whose registrars confirm it where no first responsible person can."""
        return self.organization.registration_authority_id


class PostChangeMove(Move):
    """The append-only log of a change of post."""

    change = models.ForeignKey(PostChange, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "任职变更办理记录"
