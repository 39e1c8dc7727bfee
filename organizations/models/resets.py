"""Passwords reset by a printed slip: for people without e-mail, by two officers and the holder (身份核验)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from organizations.enums import AccessResetState, AuthorityKind, IdentityPaper, Role
from organizations.models.accounts import User
from organizations.models.memberships import LOGGED_LENGTH, Membership
from organizations.models.places import Authority
from organizations.models.reset_guards import RESET_TRIGGERS
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

S = AccessResetState


class AccessResetQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The holder's own; those of an organization for whoever acts there; those that an officer could handle."""
        own, acting = Q(account=user), user.acting
        if acting is None:
            return self.filter(own)
        if acting.organization_id:
            colleagues = Membership.objects.filter(organization=acting.organization_id).values("user")
            return self.filter(own | Q(of_officer=False, account__in=colleagues))
        if acting.role == Role.AUDITOR:
            return self.all()
        if acting.role == Role.SECURITY_ADMINISTRATOR:
            return self.filter(own | Q(of_officer=True))
        below = Q(authority__in=subtree(acting.authority_id))
        if acting.role == Role.SUPERVISOR:
            # The city bureau answers for units that have no place in the tree, too.
            every = acting.authority.kind == AuthorityKind.CITY_BUREAU  # type: ignore[union-attr]
            return self.all() if every else self.filter(own | below)
        return self.filter(own | below & Q(of_officer=False)) if acting.role == Role.REGISTRAR else self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=(S.PROPOSED, S.CONFIRMED))

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(expires_at__lte=now)

    def latest_first(self) -> Self:
        return self.order_by("-proposed_at", "-pk")

    def for_listing(self) -> Self:
        return self.select_related("account", "authority", "proposed_by", "confirmed_by")


def _apart(one: str, other: str, sentence: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{one}__isnull": True}) | ~Q(**{one: F(other)}),
        name=f"reset_{one}_is_not_{other}",
        violation_error_message=sentence,
    )


@tracked(exclude=["code_sha256"])
class AccessReset(models.Model):
    """From the proposal to the new password; of the identity paper its kind alone, of the code its hash alone.

    `authority` answers for it: where an officer sits, or the registration authority of an organization; the city bureau
    for an account that sits, or speaks, in several places.
    """

    content_sha256 = ""

    account = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="access_resets")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="办理机关", related_name="+")
    of_officer = models.BooleanField("机关工作人员的账号")
    # Whoever lost the second factor as well: it is taken off with the new password.
    of_factor = models.BooleanField("一并解除第二重验证", default=False, db_default=False)
    reason = models.CharField("理由", max_length=300)
    state = models.CharField("状态", max_length=20, choices=AccessResetState, default=S.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    proposed_as = models.CharField("申请人身份", max_length=LOGGED_LENGTH)
    proposed_at = models.DateTimeField("申请时间", db_default=Now())
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核验人", related_name="+"
    )
    confirmed_as = models.CharField("核验人身份", max_length=LOGGED_LENGTH, blank=True)
    confirmed_at = models.DateTimeField("核验时间", null=True, blank=True)
    paper = models.CharField("查验的证件", max_length=20, choices=IdentityPaper, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)
    expires_at = models.DateTimeField("有效期至")
    code_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    objects = AccessResetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "凭单重设密码"
        ordering = ["-proposed_at", "-pk"]
        triggers = RESET_TRIGGERS
        constraints = [
            _apart("proposed_by", "account", "本人的密码不能由本人申请凭单重设。"),
            _apart("confirmed_by", "proposed_by", "申请人不能核验自己的申请。"),
            _apart("confirmed_by", "account", "本人不能核验本人的身份。"),
            models.CheckConstraint(
                condition=Q(state__in=(S.PROPOSED, S.REFUSED, S.EXPIRED), confirmed_by__isnull=True, confirmed_at__isnull=True, paper="")
                | Q(state__in=(S.CONFIRMED, S.USED, S.REFUSED, S.EXPIRED), confirmed_by__isnull=False, confirmed_at__isnull=False, paper__in=IdentityPaper.values),
                name="reset_names_the_paper_seen",
                violation_error_message="请选择查验的证件。",
            ),
            models.CheckConstraint(
                condition=Q(code_sha256="") | Q(confirmed_by__isnull=False), name="reset_has_a_code_once_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(state=S.USED, used_at__isnull=False, used_at__lt=F("expires_at")) & ~Q(code_sha256="")
                | ~Q(state=S.USED) & Q(used_at__isnull=True),
                name="reset_is_used_in_its_term",
                violation_error_message="重置单已过期。",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=(S.PROPOSED, S.CONFIRMED)),
                name="reset_one_open",
                violation_error_message="该账号已有一件申请在办，请先办结。",
            ),
            models.UniqueConstraint(fields=["code_sha256"], condition=~Q(code_sha256=""), name="reset_code_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"凭单重设密码：{self.account.name_and_account()}"

    def get_absolute_url(self) -> str:
        return reverse("organizations:access_reset", args=[self.pk])

    @property
    def wanted(self) -> str:
        """What the holder is to have anew."""
        return "凭单重设密码，并解除两步验证" if self.of_factor else "凭单重设密码"

    @property
    def registration_authority_id(self) -> int:
        """Whose registrars and supervisors handle it, where it is of an organization."""
        return self.authority_id

    @classmethod
    def draft_for(cls, account: User, today: date) -> Self | None:
        """Not stored; by what the account holds and will hold. None for one that neither sits nor speaks anywhere."""
        held = account.memberships.not_over(today)
        places = {*held.filter(authority__isnull=False).values_list("authority", flat=True)}
        of_officer = bool(places)
        if not of_officer:
            places = {*held.of_organizations().values_list("organization__registration_authority", flat=True)}
        if not places:
            return None
        found = Authority.objects.filter(pk__in=places)
        if len(places) > 1:
            found = Authority.objects.filter(kind=AuthorityKind.CITY_BUREAU)
        return cls(account=account, authority=found.order_by("pk")[0], of_officer=of_officer)


class AccessResetMove(Move):
    """Who proposed, confirmed, printed, refused or used a reset."""

    reset = models.ForeignKey(AccessReset, models.PROTECT, verbose_name="凭单重设密码", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "凭单重设密码办理记录"
