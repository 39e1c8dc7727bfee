"""What may be wrong in the register and its accounts: each check finds its rows, and each row leads to where it is mended.

Nothing is scored or compared; a row stands here until the fact is put right, and then it is gone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from organizations import voices
from organizations.enums import (
    ORGANIZATION_ROLES,
    REGISTERED,
    AuthorityKind,
    ChangeKind,
    OrganizationKind,
    Post,
    Role,
)
from organizations.models import (
    Authority,
    District,
    Invitation,
    Membership,
    Organization,
    OrganizationChange,
    User,
)
from organizations.models.accounts import MembershipQuerySet
from organizations.models.places import AuthorityQuerySet
from organizations.models.register import OrganizationQuerySet
from reports.data_quality import codes
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices.bounced import bounced

# 基金会管理条例第七条: a foundation has a 业务主管单位; of the other kinds some register directly.
WITH_COMPETENT = (OrganizationKind.FOUNDATION,)


class Scope:
    """What the reader answers for now, perhaps of one district only, at one moment."""

    def __init__(self, user: User, now: datetime, district: District | None = None) -> None:
        self.user, self.now, self.district = user, now, district
        self.today: date = day_of(now)

    @property
    def registered(self) -> OrganizationQuerySet:
        """Still on the register; what has ended is left as it was."""
        found = Organization.objects.within_reach(self.user).filter(status__in=REGISTERED)
        return found.filter(district=self.district) if self.district else found

    @property
    def active(self) -> OrganizationQuerySet:
        return self.registered.active()

    @property
    def seats(self) -> MembershipQuerySet:
        held = Membership.objects.current(self.today).of_role(*ORGANIZATION_ROLES).in_person()
        return held.filter(organization__in=self.active.order_by().values("pk"))

    @property
    def bureaus(self) -> AuthorityQuerySet:
        acting = self.user.acting
        key = acting.authority_id if acting else None
        found = Authority.objects.subtree_of(key).registering().open() if key else Authority.objects.none()
        return found.filter(district=self.district) if self.district else found

    @cached_property
    def registers(self) -> frozenset[int]:
        """The bureaus whose entries the reader may correct; none but for a registrar."""
        acting = self.user.acting
        if acting is None or acting.authority_id is None or acting.role != Role.REGISTRAR:
            return frozenset()
        return frozenset(Authority.objects.subtree_of(acting.authority_id).values_list("pk", flat=True))

    def mended_at(self, organization: Organization, address: str, *more: str) -> str:
        """The form for whoever may fill it in, the organization's page for whoever only reads."""
        if organization.registration_authority_id not in self.registers:
            return organization.get_absolute_url()
        return reverse(f"organizations:{address}", args=[organization.uscc, *more])


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One thing to mend. `url` is empty where another than the reader mends it."""

    title: str
    code: str
    district: str
    authority: str
    note: str
    url: str


@dataclass(frozen=True, kw_only=True)
class QualityCheck:
    """`find` gives the rows in a scope, `by` the order by which their list pages, `row` what is shown of one."""

    key: str
    label: str
    how: str
    find: Callable[[Scope], QuerySet[Any]]
    row: Callable[[Scope, Any], QualityRow]
    by: Sequence[str] = ("uscc", "pk")

    def rows(self, scope: Scope, found: Sequence[Any] | QuerySet[Any]) -> list[QualityRow]:
        return [self.row(scope, one) for one in found]


def _of(organization: Organization, note: str, url: str) -> QualityRow:
    return QualityRow(
        title=organization.name,
        code=organization.uscc,
        district=str(organization.district),
        authority=str(organization.registration_authority),
        note=note,
        url=url,
    )


def _listed(organizations: OrganizationQuerySet) -> OrganizationQuerySet:
    return organizations.select_related("registration_authority", "competent_authority", "district").defer(
        "name_bigrams", "purposes"
    )


def _check(
    key: str,
    label: str,
    how: str,
    find: Callable[[Scope], OrganizationQuerySet],
    *at: str,
    note: Callable[[Any], str] = lambda one: "",
) -> QualityCheck:
    """A check of organizations, mended at the address `at` of one."""
    return QualityCheck(
        key=key,
        label=label,
        how=how,
        find=lambda scope: _listed(find(scope)),
        row=lambda scope, one: _of(one, note(one), scope.mended_at(one, *at)),
    )


def _of_another_district(scope: Scope) -> OrganizationQuerySet:
    of_district = scope.registered.filter(registration_authority__kind=AuthorityKind.DISTRICT_BUREAU)
    return of_district.exclude(district=F("registration_authority__district"))


def _code_of_another_district(scope: Scope) -> OrganizationQuerySet:
    """The region in a code stays for life, so that a transfer explains it; nothing else does."""
    moved = OrganizationChange.objects.filter(
        organization=OuterRef("pk"), kind=ChangeKind.TRANSFER, applied_at__isnull=False
    )
    found = codes.with_region(scope.registered).filter(registration_authority__kind=AuthorityKind.DISTRICT_BUREAU)
    elsewhere = found.exclude(region__in=codes.ABOVE_DISTRICTS).exclude(region=F("registration_authority__district"))
    return elsewhere.filter(~Exists(moved))


def _below_a_closed_one(scope: Scope) -> OrganizationQuerySet:
    closed = Q(registration_authority__closed_on__lte=scope.today) | Q(competent_authority__closed_on__lte=scope.today)
    return scope.registered.filter(closed)


def _vacant(post: Post) -> QualityCheck:
    return _check(
        f"vacant_{post}",
        f"{post.label}空缺",
        f"登记现任{post.label}的姓名和任期。",
        lambda scope: scope.active.vacant(post, scope.today, since_before=scope.today),
        "holder_new",
        post.value,
    )


def _without_account(role: Role) -> QualityCheck:
    def row(scope: Scope, organization: Organization) -> QualityRow:
        invites = scope.user.acts_as(Role.REGISTRAR, Role.SUPERVISOR)
        begun = f"{reverse('organizations:invitation_new')}?organization={organization.uscc}&role={role.value}"
        return _of(organization, "", begun if invites else organization.get_absolute_url())

    return QualityCheck(
        key=f"without_{role}",
        label=f"没有{role.label}账号",
        how="发出邀请，由其本人开通账号。",
        find=lambda scope: _listed(scope.active.without_holder(role, scope.today)),
        row=row,
    )


def _seats(key: str, label: str, how: str, find: Callable[[Scope], MembershipQuerySet]) -> QualityCheck:
    def listed(scope: Scope) -> MembershipQuerySet:
        found = find(scope).select_related("user", "organization__registration_authority", "organization__district")
        return found.defer("organization__name_bigrams", "organization__purposes")

    def row(scope: Scope, seat: Membership) -> QualityRow:
        organization: Any = seat.organization
        note = f"{seat.user.name_and_account()}，{seat.get_role_display()}"
        return _of(organization, note, f"{organization.get_absolute_url()}#seats")

    return QualityCheck(key=key, label=label, how=how, find=listed, row=row, by=("organization__uscc", "pk"))


def _unsendable(scope: Scope) -> QuerySet[Invitation]:
    found = Invitation.objects.unsendable(scope.now).filter(organization__in=scope.active.order_by().values("pk"))
    related = found.select_related("organization__registration_authority", "organization__district")
    return related.defer("organization__name_bigrams", "organization__purposes")


def _unsendable_row(scope: Scope, invitation: Invitation) -> QualityRow:
    organization: Any = invitation.organization
    invites = scope.user.acts_as(Role.REGISTRAR, Role.SUPERVISOR)
    listed = f"{reverse('organizations:invitation_list')}?state=unsendable&q={organization.uscc}"
    return _of(organization, invitation.email, listed if invites else organization.get_absolute_url())


def _bureau_row(scope: Scope, bureau: Authority) -> QualityRow:
    keeps = scope.user.has_perm("organizations.keep_bureaus")
    return QualityRow(
        title=bureau.name,
        code=bureau.code,
        district=str(bureau.district or ""),
        authority=str(bureau.parent or ""),
        note="" if keeps else "请系统管理员补填",
        url=reverse("organizations:authority_edit", args=[bureau.pk]) if keeps else "",
    )


GROUPS: tuple[tuple[str, tuple[QualityCheck, ...]], ...] = (
    (
        "代码和名称",
        (
            _check(
                "code_faulty",
                "信用代码有误",
                "代码终身不变：以正确的代码登记，再为有误的一条办理注销或者合并。",
                lambda scope: codes.faulty(scope.registered),
                "change_list",
                note=lambda one: one.uscc,
            ),
            _check(
                "code_twice",
                "信用代码相同而写法不同",
                "核对后保留一条，另一条办理合并或者注销。",
                lambda scope: codes.written_twice(scope.registered),
                "change_list",
                note=lambda one: one.uscc,
            ),
            _check(
                "name_twice",
                "名称相同",
                "核对是否重复登记：重复的办理合并或者注销，名称有误的更正。",
                lambda scope: codes.named_twice(scope.registered),
                "change_list",
            ),
            _check(
                "code_district",
                "代码中的区划与登记管理机关不符",
                "没有管理机关变更的记录。确已移交的，补办管理机关变更。",
                _code_of_another_district,
                "change_new",
                ChangeKind.TRANSFER.value,
                note=lambda one: f"代码中的区划为{one.region}",
            ),
        ),
    ),
    (
        "登记信息",
        (
            _check(
                "district",
                "所属县（市、区）与登记管理机关不符",
                "更正所属县（市、区），或者办理管理机关变更。",
                _of_another_district,
                "organization_edit",
            ),
            _check(
                "closed_authority",
                "登记管理机关或者业务主管单位已撤销",
                "办理管理机关变更，改由承接的单位管理。",
                _below_a_closed_one,
                "change_new",
                ChangeKind.TRANSFER.value,
            ),
            _check(
                "without_competent",
                "应有业务主管单位而未填",
                "基金会须有业务主管单位，办理管理机关变更时填写。",
                lambda scope: scope.registered.filter(kind__in=WITH_COMPETENT, competent_authority__isnull=True),
                "change_new",
                ChangeKind.TRANSFER.value,
            ),
            _check(
                "without_party_superior",
                "未填上级党组织",
                "在登记信息中填写上级党组织。",
                lambda scope: scope.active.filter(party_superior__isnull=True),
                "organization_edit",
            ),
        ),
    ),
    ("任职", tuple(_vacant(post) for post in Post)),
    (
        "账号和联系方式",
        (
            _seats(
                "term_over",
                "账号仍在使用而任职已结束或者未登记",
                "关联其现任职务；已离任的，登记继任者并发出邀请。",
                lambda scope: voices.off_post(scope.seats, scope.today),
            ),
            *(_without_account(role) for role in ORGANIZATION_ROLES),
            _seats(
                "bounced",
                "邮件无法送达的账号",
                "请本人在“账号信息”中更正电子邮箱；此后有邮件送达的，不再列出。",
                lambda scope: scope.seats.filter(bounced("user")),
            ),
            QualityCheck(
                key="unsendable",
                label="邮件未能发出的邀请",
                how="核对邮箱后重新发出，或者改用邀请单。",
                find=_unsendable,
                row=_unsendable_row,
                by=("organization__uscc", "pk"),
            ),
        ),
    ),
    (
        "机关单位",
        (
            QualityCheck(
                key="document_sign",
                label="登记管理机关没有机关代字",
                how="没有机关代字的，文书不能编号。在机关单位信息中补填。",
                find=lambda scope: scope.bureaus.filter(document_sign="").select_related("district", "parent"),
                row=_bureau_row,
                by=("code", "pk"),
            ),
        ),
    ),
)
CHECKS = {check.key: check for _, checks in GROUPS for check in checks}
