"""A check: what it finds in a scope, what is shown of each row, and where that is mended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from organizations.enums import Post, Role
from organizations.models import Membership, Organization
from organizations.models.memberships import MembershipQuerySet
from organizations.models.register import OrganizationQuerySet
from reports.data_quality.scope import Scope


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


def row_of(organization: Organization, note: str, url: str) -> QualityRow:
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


def organization_check(
    key: str,
    label: str,
    how: str,
    find: Callable[[Scope], OrganizationQuerySet],
    *at: str,
    note: Callable[[Any], str] = lambda one: "",
    by: Sequence[str] = ("uscc", "pk"),
) -> QualityCheck:
    """A check of organizations, mended at the address `at` of one."""
    return QualityCheck(
        key=key,
        label=label,
        how=how,
        find=lambda scope: _listed(find(scope)),
        row=lambda scope, one: row_of(one, note(one), scope.mended_at(one, *at)),
        by=by,
    )


def vacancy(post: Post) -> QualityCheck:
    return organization_check(
        f"vacant_{post}",
        f"{post.label}空缺",
        f"登记现任{post.label}的姓名和任期。",
        lambda scope: scope.active.vacant(post, scope.today, since_before=scope.today),
        "holder_new",
        post.value,
    )


def without_account(role: Role) -> QualityCheck:
    def row(scope: Scope, organization: Organization) -> QualityRow:
        invites = scope.user.acts_as(Role.REGISTRAR, Role.SUPERVISOR)
        begun = f"{reverse('organizations:invitation_new')}?organization={organization.uscc}&role={role.value}"
        return row_of(organization, "", begun if invites else organization.get_absolute_url())

    return QualityCheck(
        key=f"without_{role}",
        label=f"没有{role.label}账号",
        how="发出邀请，由其本人开通账号。",
        find=lambda scope: _listed(scope.active.without_holder(role, scope.today)),
        row=row,
    )


def seat_check(key: str, label: str, how: str, find: Callable[[Scope], MembershipQuerySet]) -> QualityCheck:
    def listed(scope: Scope) -> MembershipQuerySet:
        found = find(scope).select_related("user", "organization__registration_authority", "organization__district")
        return found.defer("organization__name_bigrams", "organization__purposes")

    def row(scope: Scope, seat: Membership) -> QualityRow:
        organization: Any = seat.organization
        note = f"{seat.user.name_and_account()}，{seat.get_role_display()}"
        return row_of(organization, note, f"{organization.get_absolute_url()}#seats")

    return QualityCheck(key=key, label=label, how=how, find=listed, row=row, by=("organization__uscc", "pk"))
