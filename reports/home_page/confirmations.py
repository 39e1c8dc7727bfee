"""What an organization has to confirm of the register, on the home page of its secretary."""

from datetime import date

from django.urls import reverse

from organizations.confirmations import ToConfirm, to_confirm
from organizations.enums import ConfirmationKind
from organizations.models import Organization, User
from reports.home_page.todos import HomeSection, Todo


def to_make(user: User, today: date) -> HomeSection:
    organization = user.organization

    def asked() -> list[Todo]:
        if organization is None:
            return []
        return [Todo(str(one), _page(organization, one), "draft", "待确认") for one in to_confirm(organization, today)]

    return HomeSection("待确认的登记信息", known=asked, facts={"is_quiet": True})


def _page(organization: Organization, one: ToConfirm) -> str:
    if one.kind == ConfirmationKind.OUTLETS:
        return reverse("organizations:outlets_confirm", args=[organization.uscc, one.year])
    return reverse("organizations:posts_confirm", args=[organization.uscc, one.year, one.part])
