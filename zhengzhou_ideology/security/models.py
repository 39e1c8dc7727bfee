"""Who came in, who did not, and what was taken or changed; former passwords; mails about accounts on their way out."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from zhengzhou_ideology.audit.tracking import append_only
from zhengzhou_ideology.notices.models import Sending, SendingQuerySet, sent_means_when, waiting_index
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.keys import open_text


class SecurityEventQuerySet(models.QuerySet):
    def of_kind(self, *kinds: SecurityEventKind) -> Self:
        return self.filter(kind__in=kinds)

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gt=moment)

    def of_account(self, account: Any, name: str = "") -> Self:
        """Of an account; where nobody holds the name that was typed, of that name."""
        return self.filter(account=account) if account else self.filter(account=None, name=name)

    def for_listing(self) -> Self:
        return self.select_related("account")


class SecurityEvent(models.Model):
    """One event, written once. `name` is what was typed where no account has that name; `about` names the object or the page."""

    kind = models.CharField("事件", max_length=30, choices=SecurityEventKind)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="账号", related_name="+"
    )
    name = models.CharField("输入的账号", max_length=150, blank=True)
    acting_as = models.CharField("身份", max_length=160, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    device = models.CharField("已知设备", max_length=32, blank=True)
    about = models.CharField("对象", max_length=200, blank=True)
    rows = models.PositiveIntegerField("行数", null=True, blank=True)
    detail = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "安全事件"
        ordering = ["-at", "-pk"]
        triggers = [append_only()]
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_event_latest"),
            models.Index(fields=["kind", "-at"], name="security_event_kind"),
            models.Index(fields=["account", "kind", "-at"], name="security_event_account"),
            models.Index(fields=["name", "-at"], condition=~Q(name=""), name="security_event_name"),
            models.Index(fields=["address", "-at"], name="security_event_address"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.who}"

    @property
    def who(self) -> str:
        if self.account:
            return self.account.name_and_account()
        return f"“{self.name}”（无此账号）" if self.name else "未登录"


class FormerPasswordQuerySet(models.QuerySet):
    def latest_of(self, account: Any) -> Self:
        return self.filter(account=account).order_by("-pk")


class FormerPassword(models.Model):
    """The hash of a password that an account has or had, so that it does not come back too soon."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    encoded = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)

    objects = FormerPasswordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "曾用密码"

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d}"


class AccountMail(Sending):
    """A mail about an account, to an address rather than to a person; its text may hold a link that opens the account.

    So the text is stored encrypted, and gone once it is sent.
    """

    address = models.EmailField("收件地址")
    subject = models.CharField("标题", max_length=200)
    sealed_body = models.TextField(blank=True, editable=False)

    objects = SendingQuerySet.as_manager()

    class Meta(Sending.Meta):
        verbose_name = verbose_name_plural = "账号邮件"
        constraints = [sent_means_when("account_mail_sent_when")]
        indexes = [waiting_index("account_mail_waiting")]

    def __str__(self) -> str:
        return self.subject

    @property
    def body(self) -> str:
        return open_text(self.sealed_body)

    @property
    def addressee(self) -> str:
        return self.address
