"""The persons responsible in an organization, by post and term (articles 3 and 8)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from organizations.enums import Post
from organizations.models.accounts import User
from organizations.models.guards import PERSON_TRIGGERS
from zhengzhou_ideology.audit.tracking import tracked


class ResponsiblePersonQuerySet(models.QuerySet):
    def current(self, today: date) -> Self:
        """In office on that day: begun, also where nobody knows when, and not over."""
        return self.filter(
            Q(term_from__isnull=True) | Q(term_from__lte=today), Q(term_until__isnull=True) | Q(term_until__gte=today)
        )

    def first_responsible(self) -> Self:
        return self.filter(post__in=Post.first_responsible())

    def latest_term_first(self) -> Self:
        """The open term before those that have an end."""
        return self.order_by(F("term_until").desc(nulls_first=True), F("term_from").desc(nulls_last=True), "-pk")


@tracked()
class ResponsiblePerson(models.Model):
    """A responsible person by post and term (articles 3 and 8): name, post, office contact, nothing else of the person."""

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name="社会组织", related_name="responsible_persons"
    )
    post = models.CharField("职务", max_length=20, choices=Post)
    name = models.CharField("姓名", max_length=40)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    office_email = models.EmailField("办公邮箱", blank=True)
    term_from = models.DateField("任职开始", null=True, blank=True)
    term_until = models.DateField("任职结束", null=True, blank=True)
    account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="本人账号", related_name="posts", editable=False
    )

    objects = ResponsiblePersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任人"
        ordering = ["organization", "post", "-term_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post"],
                condition=Q(term_until__isnull=True),
                name="one_current_holder_per_post",
                violation_error_message="该职务已有现任责任人，请先填写其任职结束日期。",
            ),
            models.CheckConstraint(
                condition=Q(term_until__isnull=True) | Q(term_from__isnull=True) | Q(term_until__gte=F("term_from")),
                name="term_ends_after_start",
                violation_error_message="任职结束日期不能早于任职开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(post__in=Post.first_responsible()),
                name="account_is_of_a_first_responsible",
                violation_error_message="只有第一责任人的任职与账号关联。",
            ),
        ]
        triggers = [*PERSON_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_post_display()}）"

    @property
    def is_first_responsible(self) -> bool:
        return self.post in Post.first_responsible()
