"""Groups of officers in WeCom, DingTalk or Feishu, and the posts to them."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.models.sending import Sending, SendingQuerySet, sent_means_when, waiting_index
from zhengzhou_ideology.notices.robots import known_service, shown


class GroupChannelQuerySet(models.QuerySet):
    def listening(self, owners: list[str], kind: str) -> Self:
        """Active channels of these owners that take this kind; an empty list of kinds takes all."""
        return self.filter(active=True, owner__in=owners).filter(models.Q(kinds__contains=[kind]) | models.Q(kinds=[]))

    def with_last_posts(self) -> Self:
        """When a post last arrived, and what the latest one that did not arrive ran into."""
        posts = GroupPost.objects.filter(channel=models.OuterRef("pk"))
        stuck = posts.troubled().order_by("-pk")
        return self.annotate(
            last_sent_at=models.Subquery(posts.filter(state=SendState.SENT).order_by("-sent_at").values("sent_at")[:1]),
            last_error=models.Subquery(stuck.values("last_error")[:1]),
            last_error_at=models.Subquery(stuck.values("created_at")[:1]),
        )


@tracked(exclude=["url"])
class GroupChannel(models.Model):
    """A group of officers in WeCom or DingTalk; its address is a secret and stays out of history and logs.

    `address_set_at` is in the history instead, so that it tells who set another address, and when.
    """

    owner = models.CharField("所属单位", max_length=100, db_index=True, help_text="机关单位编码。")
    name = models.CharField("群名称", max_length=100)
    url = models.CharField("机器人地址", max_length=500, validators=[known_service])
    address_set_at = models.DateTimeField("地址设置时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)
    kinds = models.JSONField("接收的类别", default=list, blank=True, help_text="留空表示全部类别。")
    active = models.BooleanField("启用", default=True)

    objects = GroupChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ["owner", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_address(self) -> str:
        return shown(self.url)

    @property
    def kind_labels(self) -> list[str]:
        return [kinds.label(kind) for kind in self.kinds]


class GroupPostQuerySet(SendingQuerySet):
    def for_sending(self) -> Self:
        return self.select_related("channel")


class GroupPost(Sending):
    """One message to one group, unique by `key`."""

    channel = models.ForeignKey(GroupChannel, models.CASCADE, verbose_name="群机器人", related_name="posts")
    kind = models.CharField("类别", max_length=50)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=500, blank=True)
    key = models.CharField("去重键", max_length=200)

    objects = GroupPostQuerySet.as_manager()

    class Meta(Sending.Meta):
        verbose_name = verbose_name_plural = "群消息"
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="group_post_once"),
            sent_means_when("group_post_sent_when"),
        ]
        indexes = [waiting_index("group_post_waiting")]

    def __str__(self) -> str:
        return self.subject

    @property
    def addressee(self) -> str:
        return str(self.channel)
