"""Districts and authorities: who is competent where (属地管理、分级负责, article 3), and what an authority was called when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import In
from django.urls import reverse

from organizations.enums import AuthorityAct, AuthorityKind, Role
from organizations.folding import Folded, folded
from organizations.models.authority_guards import PARENT_FITS
from organizations.models.districts import District
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile

if TYPE_CHECKING:
    from organizations.models.accounts import User

BUREAUS = (AuthorityKind.CITY_BUREAU, AuthorityKind.DISTRICT_BUREAU)


class AuthorityQuerySet(models.QuerySet):
    def subtree_of(self, authority_id: int) -> Self:
        """The authority and all below it (属地管理、分级负责)."""
        return self.filter(pk__in=subtree(authority_id))

    def registering(self) -> Self:
        return self.filter(kind__in=BUREAUS)

    def competent(self) -> Self:
        """Units that may be an organization's 业务主管单位; a bureau may be one too."""
        return self.exclude(kind=AuthorityKind.PARTY)

    def party(self) -> Self:
        return self.filter(kind=AuthorityKind.PARTY)

    def open_on(self, day: date) -> Self:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def open(self) -> Self:
        """Not closed: nobody closes one ahead of its day."""
        return self.filter(closed_on__isnull=True)

    def or_now(self, key: int | None) -> Self:
        """And the one that stands there now, be it closed: a form does not change what nobody touched."""
        return self | type(self)(self.model).filter(pk=key)

    def of_city_and(self, district: District | str | None) -> Self:
        """The units of the city, and those of the district: whom an organization there may belong to."""
        return self.filter(Q(district__isnull=True) | Q(district__code__endswith="00") | Q(district=district))

    def found_under(self, text: str, *, within: District | None = None) -> Self:
        """Called so now or formerly, or known by that alias; exactly, but for spaces and widths of characters.

        `within` is the district whose list says it: there 教育体育局 is the district's own.
        """
        key = folded(text)
        if not key:
            return self.none()
        is_it = In(Folded(F("name")), [key, f"{within.name}{key}"] if within else [key])
        named = AuthorityName.objects.filter(is_it).values("authority")
        known = AuthorityAlias.objects.filter(is_it).values("authority")
        return self.filter(Q(is_it) | Q(pk__in=named) | Q(pk__in=known))

    def matching(self, text: str) -> Self:
        """The code begins with the text, or a name, former name or alias contains it."""
        words = folded(text)
        named = AuthorityName.objects.annotate(folded=Folded(F("name"))).filter(folded__contains=words)
        known = AuthorityAlias.objects.annotate(folded=Folded(F("name"))).filter(folded__contains=words)
        return self.annotate(folded=Folded(F("name"))).filter(
            Q(folded__contains=words)
            | Q(code__istartswith=words)
            | Q(pk__in=named.values("authority"))
            | Q(pk__in=known.values("authority"))
        )

    def kept_by(self, user: User) -> Self:
        """Whose entries the user looks after: an administrator all, a district bureau's supervisor the district's units."""
        body = user.authority
        if body is None or not user.acts_as(Role.ADMINISTRATOR, Role.SUPERVISOR):
            return self.none()
        if user.acts_as(Role.ADMINISTRATOR):
            return self
        if body.kind != AuthorityKind.DISTRICT_BUREAU:
            return self.none()
        return self.exclude(kind__in=BUREAUS).filter(district=body.district_id)

    def for_listing(self) -> Self:
        return self.select_related("district", "parent", "successor")


@tracked()
class Authority(models.Model):
    """A bureau that registers, a unit that is competent, or a superior party organization; each kind forms a tree.

    `name` is the one of today; `names` has those of other days as soon as it was renamed. `closed_on` is the first day on
    which it is no more.
    """

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80, unique=True, error_messages={"unique": "已有同名的机关单位。"})
    kind = models.CharField("类别", max_length=20, choices=AuthorityKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级机关")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="县（市、区）")
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    document_sign = models.CharField(
        "机关代字", max_length=20, blank=True, default="", db_default="", help_text="文号中的机关代字，如“郑民函”。"
    )
    seal_name = models.CharField(
        "印章名称", max_length=80, blank=True, default="", db_default="", help_text="与名称相同的不填。"
    )
    address = models.CharField("通信地址", max_length=200, blank=True, default="", db_default="")
    desk = models.CharField(
        "经办科室", max_length=60, blank=True, default="", db_default="", help_text="受理社会组织材料的科室或者窗口。"
    )
    desk_phone = models.CharField("经办科室电话", max_length=40, blank=True, default="", db_default="")
    desk_hours = models.CharField(
        "受理时间",
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="如“工作日9:00—12:00，13:30—17:00”。",
    )
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="承接单位", related_name="predecessors"
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机关单位"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AuthorityKind.DISTRICT_BUREAU) | Q(district__isnull=False),
                name="district_bureau_has_district",
                violation_error_message="县（市、区）登记管理机关须写明所在县（市、区）。",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False),
                name="authority_with_successor_is_closed",
                violation_error_message="有承接单位的机关单位须写明撤销日期。",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="authority_is_not_its_own_successor",
                violation_error_message="承接单位不能是本单位。",
            ),
            models.UniqueConstraint(
                fields=["document_sign"],
                condition=Q(kind__in=BUREAUS, closed_on__isnull=True) & ~Q(document_sign=""),
                name="document_sign_once",
                violation_error_message="该机关代字已由其他登记管理机关使用。",
            ),
        ]
        triggers = [PARENT_FITS]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:authority", args=[self.pk])

    @property
    def registers(self) -> bool:
        """It is a registration authority (登记管理机关)."""
        return self.kind in BUREAUS

    @property
    def is_of_a_district(self) -> bool:
        return self.district is not None and not self.district.is_city

    @property
    def review_authority(self) -> Authority:
        """Who hears a review of its decisions: the one above; where the register knows none, itself by others."""
        return self.parent or self

    @property
    def also_known_as(self) -> list[str]:
        """Former names, those to come, and aliases."""
        return [named.name for named in self.names.all()] + [alias.name for alias in self.aliases.all()]

    def is_open_on(self, day: date) -> bool:
        return self.closed_on is None or day < self.closed_on

    def name_on(self, day: date) -> str:
        """What it was, is or will be called that day: for whatever is written anew about a past day."""
        for named in self.names.all():
            if named.holds_on(day):
                return named.name
        return self.name


class AuthorityNameQuerySet(models.QuerySet):
    def holding_on(self, day: date) -> Self:
        return self.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))


@tracked()
class AuthorityName(models.Model):
    """One of the names of an authority that was renamed: from `since` (None: always) to `until`, both days included."""

    authority = models.ForeignKey(Authority, models.CASCADE, verbose_name="机关单位", related_name="names")
    name = models.CharField("名称", max_length=80)
    since = models.DateField("启用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="更名文件", related_name="+"
    )

    objects = AuthorityNameQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机关名称"
        ordering = ["authority", F("since").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "since"],
                name="authority_name_begins_once",
                violation_error_message="当日已有一次更名。",
            ),
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(since__isnull=True),
                name="authority_has_one_first_name",
                violation_error_message="一个机关单位只有一个最初的名称。",
            ),
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(until__isnull=True),
                name="authority_has_one_last_name",
                violation_error_message="一个机关单位同时只有一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="authority_name_ends_after_start",
                violation_error_message="名称的停用日期不能早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@tracked()
class AuthorityAlias(models.Model):
    """A name under which lists name an authority, though it never was its own: 市教育局."""

    authority = models.ForeignKey(Authority, models.CASCADE, verbose_name="机关单位", related_name="aliases")
    name = models.CharField("别名", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "机关别名"
        ordering = ["authority", "name"]
        constraints = [
            models.UniqueConstraint(
                Folded(F("name")),
                name="authority_alias_once",
                violation_error_message="该别名已用于一个机关单位，一个别名只能指向一个单位。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AuthorityMove(Move):
    """What was done to the entry of an authority: who, from which day, on which paper. Never altered."""

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="机关单位", related_name="moves")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    said = models.TextField("内容", blank=True)
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="依据文件", related_name="+"
    )

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "机关单位变更记录"

    @property
    def label(self) -> str:
        return AuthorityAct(self.name).label
