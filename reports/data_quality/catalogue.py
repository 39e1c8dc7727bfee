"""What may be wrong in the register and its accounts, as checks by group.

Nothing is scored or compared; a row stands here until the fact is put right, and then it is gone.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from organizations import voices
from organizations.enums import ORGANIZATION_ROLES, AuthorityKind, ChangeKind, OrganizationKind, Post, Role
from organizations.models import Authority, Invitation, OrganizationChange
from organizations.models.register import OrganizationQuerySet
from reports.data_quality import codes
from reports.data_quality.checks import (
    QualityCheck,
    QualityRow,
    organization_check,
    row_of,
    seat_check,
    vacancy,
    without_account,
)
from reports.data_quality.scope import Scope
from zhengzhou_ideology.notices.bounced import bounced

# 基金会管理条例第七条: a foundation has a 业务主管单位; of the other kinds some register directly.
WITH_COMPETENT = (OrganizationKind.FOUNDATION,)


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


def _unsendable(scope: Scope) -> QuerySet[Invitation]:
    found = Invitation.objects.unsendable(scope.now).filter(organization__in=scope.active.order_by().values("pk"))
    related = found.select_related("organization__registration_authority", "organization__district")
    return related.defer("organization__name_bigrams", "organization__purposes")


def _unsendable_row(scope: Scope, invitation: Invitation) -> QualityRow:
    organization: Any = invitation.organization
    invites = scope.user.acts_as(Role.REGISTRAR, Role.SUPERVISOR)
    listed = f"{reverse('organizations:invitation_list')}?state=unsendable&q={organization.uscc}"
    return row_of(organization, invitation.email, listed if invites else organization.get_absolute_url())


def _authority_row(scope: Scope, body: Authority) -> QualityRow:
    keeps = body.pk in scope.kept
    return QualityRow(
        title=body.name,
        code=body.code,
        district=str(body.district or ""),
        authority=str(body.parent or ""),
        note="" if keeps else "请系统管理员补填",
        url=reverse("organizations:authority_edit", args=[body.pk]) if keeps else "",
    )


GROUPS: tuple[tuple[str, tuple[QualityCheck, ...]], ...] = (
    (
        "代码和名称",
        (
            organization_check(
                "code_faulty",
                "信用代码有误",
                "代码终身不变：以正确的代码登记，再为有误的一条办理注销或者合并。",
                lambda scope: codes.faulty(scope.registered),
                "change_list",
                note=lambda one: one.uscc,
            ),
            organization_check(
                "code_twice",
                "信用代码相同而写法不同",
                "核对后保留一条，另一条办理合并或者注销。",
                lambda scope: codes.written_twice(scope.registered),
                "change_list",
                note=lambda one: one.uscc,
            ),
            organization_check(
                "name_twice",
                "名称相同",
                "核对是否重复登记：重复的办理合并或者注销，名称有误的更正。",
                lambda scope: codes.named_twice(scope.registered),
                "change_list",
                by=("name", "uscc", "pk"),
            ),
            organization_check(
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
            organization_check(
                "district",
                "所属县（市、区）与登记管理机关不符",
                "更正所属县（市、区），或者办理管理机关变更。",
                _of_another_district,
                "organization_edit",
            ),
            organization_check(
                "closed_authority",
                "登记管理机关或者业务主管单位已撤销",
                "办理管理机关变更，改由承接的单位管理。",
                _below_a_closed_one,
                "change_new",
                ChangeKind.TRANSFER.value,
            ),
            organization_check(
                "without_competent",
                "应有业务主管单位而未填",
                "基金会须有业务主管单位，办理管理机关变更时填写。",
                lambda scope: scope.registered.filter(kind__in=WITH_COMPETENT, competent_authority__isnull=True),
                "change_new",
                ChangeKind.TRANSFER.value,
            ),
            organization_check(
                "without_party_superior",
                "未填上级党组织",
                "在登记信息中填写上级党组织。",
                lambda scope: scope.active.filter(party_superior__isnull=True),
                "organization_edit",
            ),
        ),
    ),
    ("任职", tuple(vacancy(post) for post in Post)),
    (
        "账号和联系方式",
        (
            seat_check(
                "term_over",
                "账号仍在使用而任职已结束或者未登记",
                "关联其现任职务；已离任的，登记继任者并发出邀请。",
                lambda scope: voices.off_post(scope.seats, scope.today),
            ),
            *(without_account(role) for role in ORGANIZATION_ROLES),
            seat_check(
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
                label="登记管理机关或者业务主管单位没有机关代字",
                how="没有机关代字的，文书只能以机关名称编号。在机关单位信息中补填。",
                find=lambda scope: scope.numbering.filter(document_sign="").select_related("district", "parent"),
                row=_authority_row,
                by=("code", "pk"),
            ),
        ),
    ),
)
CHECKS = {check.key: check for _, checks in GROUPS for check in checks}
