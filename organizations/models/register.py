"""The register: organizations, and what they were called."""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from organizations.credit_code import validate_credit_code
from organizations.enums import (
    AT_REST,
    KIND_OF_CODE,
    REGISTERED,
    Gap,
    OrganizationKind,
    OrganizationStatus,
    Post,
    Role,
)
from organizations.models.accounts import User
from organizations.models.districts import District
from organizations.models.gaps import PossibleGap
from organizations.models.invitations import Invitation
from organizations.models.list_guards import RENAMED_BY_IT, deleted_with_its_list
from organizations.models.memberships import Membership
from organizations.models.persons import ResponsiblePerson
from organizations.models.places import Authority
from organizations.reach import handled_before, in_reach
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.bigrams import CharBigrams, contains, last_character
from zhengzhou_ideology.key_arrays import one_of


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those in reach, and those that were transferred out of it: who handled their papers goes on reading."""
        reach = in_reach(user, own="pk")
        return self.none() if reach is None else self.filter(reach | handled_before(user, own="pk"))

    def within_reach(self, user: User) -> Self:
        """Those that the acting account answers for now."""
        reach = in_reach(user, own="pk")
        return self.none() if reach is None else self.filter(reach)

    def matching(self, text: str) -> Self:
        """The name or a former one (曾用名) contains the text, or the credit code begins with it."""
        return self.filter(called(text, among=self))

    def active(self) -> Self:
        return self.filter(status=OrganizationStatus.ACTIVE)

    def at_rest(self) -> Self:
        """Ended, or suspended: nobody is reminded of anything, and nothing is proposed."""
        return self.filter(status__in=AT_REST)

    def active_in(self, first: date, last: date) -> Self:
        """Registered on some day from `first` to `last`."""
        return self.filter(founded_on__lte=last).filter(Q(status__in=REGISTERED) | Q(ended_on__gt=first))

    def owing(self, *, registered_before: date, today: date) -> Self:
        """May be asked for papers today, and was registered early enough; a suspended one is asked when it resumes."""
        there = Q(status=OrganizationStatus.ACTIVE) | Q(ended_on__gt=today)
        return self.filter(there, founded_on__lt=registered_before)

    def without_holder(self, role: Role, today: date) -> Self:
        """No account acts in this role for it."""
        held = Membership.objects.current(today).filter(role=role, organization=OuterRef("pk"))
        return self.filter(~Exists(held))

    def without_account(self, today: date) -> Self:
        """Nobody holds a seat of it, be it one that still waits: its papers may come on paper."""
        held = Membership.objects.current(today).of_organizations().filter(organization=OuterRef("pk"))
        return self.filter(~Exists(held))

    def without_secretary(self, today: date) -> Self:
        """No account may prepare its papers."""
        return self.without_holder(Role.SECRETARY, today)

    def vacant(self, post: Post, today: date, *, since_before: date) -> Self:
        """Nobody has held the post since before that day.

        Leader and liaison there must be; a branch secretary only where there was one, for not every organization has a branch.
        """
        terms = ResponsiblePerson.objects.filter(organization=OuterRef("pk"), post=post)
        lately = terms.filter(term_until__gte=since_before)
        vacant = self.filter(~Exists(terms.current(today)), ~Exists(lately), founded_on__lt=since_before)
        return vacant.filter(Exists(terms)) if post == Post.BRANCH_SECRETARY else vacant

    def possibly_lacking(self, gap: Gap, *, within: User | None = None) -> Self:
        """Those of them that may lack this: whichever does is among them, see `PossibleGap`. `within`: all are in the account's reach."""
        return self.filter(pk__in=PossibleGap.objects.keys_of(gap, within=within))

    def uninvited(self, role: Role, now: datetime) -> Self:
        """No invitation into this role is still open."""
        open_ones = Invitation.objects.usable(now).filter(role=role, organization=OuterRef("pk"))
        return self.filter(~Exists(open_ones))

    def for_listing(self) -> Self:
        related = self.select_related("registration_authority", "competent_authority", "district")
        return related.prefetch_related("former_names").defer("name_bigrams")


# Up to so many that are found stand as keys in the statement, so that an index serves whatever list they narrow.
FEW = 10_000


def called(text: str, *, to: str = "pk", through: str = "", among: OrganizationQuerySet | None = None) -> Q:
    """Rows whose organization `OrganizationQuerySet.matching` finds: `to` is its key, `through` leads to its fields.

    If it is found in few places it is looked up first, `among` those alone whose rows there can be. What many of them are
    called is met soon on the way through any list. Former names are looked up first in any case: they are few, and a
    statement among the conditions would seem dear for each row.
    """
    there = Organization.objects.all() if among is None else among
    found = list(there.filter(_named(text)).order_by().values_list("pk", flat=True)[: FEW + 1])
    former = FormerName.objects.filter(contains(text, bigrams="name_bigrams", of="name")).order_by()
    formerly = list(former.values_list("organization", flat=True)[: FEW + 1])
    if len(found) + len(formerly) <= FEW:
        return one_of(to, [*found, *formerly])
    renamed = one_of(to, formerly) if len(formerly) <= FEW else Q((f"{to}__in", former.values("organization")))
    return _named(text, through) | renamed


def _named(text: str, through: str = "") -> Q:
    named, code = contains(text, bigrams=f"{through}name_bigrams", of=f"{through}name"), text.strip().upper()
    if len(code) >= 2 and code.isascii() and code.isalnum():
        named |= Q((f"{through}uscc__startswith", code))
    return named


@tracked(exclude=["name_bigrams"])
class Organization(models.Model):
    """社会组织: an association, a service institution or a foundation."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, validators=[validate_credit_code])
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=20, choices=OrganizationKind)
    registration_authority = models.ForeignKey(
        Authority, models.PROTECT, verbose_name="登记管理机关", related_name="registered_organizations"
    )
    competent_authority = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="业务主管单位",
        related_name="supervised_organizations",
        help_text="直接登记的社会组织不填。",
    )
    party_superior = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="上级党组织", related_name="+"
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name="所属县（市、区）")
    secretariat = models.CharField("秘书处（办公室）", max_length=80, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    founded_on = models.DateField("成立登记日期")
    address = models.CharField("住所", max_length=200, blank=True)
    purposes = models.TextField("业务范围", max_length=2000, blank=True, default="", db_default="")
    status = models.CharField("状态", max_length=20, choices=OrganizationStatus, default=OrganizationStatus.ACTIVE)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    name_bigrams = models.GeneratedField(
        expression=CharBigrams(F("name")), output_field=SearchVectorField(), db_persist=True
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会组织"
        ordering = ["uscc"]
        indexes = [
            GinIndex(fields=["name_bigrams"], name="organization_bigrams"),
            models.Index(last_character("name"), name="organization_last_character"),
            models.Index(fields=["registration_authority", "uscc"], name="organization_registrar"),
            models.Index(fields=["competent_authority", "uscc"], name="organization_competent"),
            models.Index(fields=["kind", "uscc"], name="organization_kind"),
            models.Index(fields=["status", "uscc"], name="organization_status"),
            models.Index(fields=["district", "uscc"], name="organization_district"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (Q(uscc__startswith=code, kind=kind) for code, kind in KIND_OF_CODE.items())),
                name="organization_kind_agrees_with_code",
                violation_error_message="社会组织类型与统一社会信用代码前两位不一致（51 社会团体、52 社会服务机构、53 基金会）。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=REGISTERED) | Q(ended_on__isnull=True),
                name="organization_active_has_no_end",
                violation_error_message="状态为“正常”的社会组织不能填写注销（撤销）日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:organization", args=[self.uscc])

    @property
    def has_ended(self) -> bool:
        return self.status not in REGISTERED

    @property
    def is_at_rest(self) -> bool:
        """Ended or suspended; the counterpart of `OrganizationQuerySet.at_rest`."""
        return self.status != OrganizationStatus.ACTIVE


class FormerName(models.Model):
    """曾用名: what an organization was called until a day, so that it is found under it. Written once."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="former_names")
    name = models.CharField("曾用名", max_length=120)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期")
    name_bigrams = models.GeneratedField(
        expression=CharBigrams(F("name")), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        ordering = ["organization", "-until", "-pk"]
        indexes = [
            GinIndex(fields=["name_bigrams"], name="former_name_bigrams"),
            models.Index(last_character("name"), name="former_name_last_character"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            deleted_with_its_list(RENAMED_BY_IT),
        ]

    def __str__(self) -> str:
        return self.name
