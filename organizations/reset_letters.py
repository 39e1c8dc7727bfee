"""Who is told of a password reset by slip: whose account it is, who handles it, and all who would be deceived by a false one."""

from datetime import date

from organizations.enums import Role
from organizations.models import AccessReset, Organization, User
from organizations.people import confirmers_of, desk_of, members_of, supervisors_over
from zhengzhou_ideology.notices import outbox

KIND = "access_reset"


def confirmers(reset: AccessReset, today: date) -> list[int]:
    """The accounts whose task it is to have seen the person: neither who asked nor whose account it is."""
    if reset.of_officer:
        return confirmers_of([reset], today)[reset.pk]
    without = (reset.proposed_by_id, reset.account_id)
    desk = desk_of(reset.authority, roles=(Role.REGISTRAR, Role.SUPERVISOR), today=today, without=without)
    return [*desk.order_by("pk").values_list("pk", flat=True)]


def concerned(reset: AccessReset, today: date) -> set[int]:
    """The holder, who asked and confirmed, who may confirm, and all colleagues: supervisors, or seats of the organizations."""
    told = {reset.account_id, reset.proposed_by_id, *confirmers(reset, today)}
    if reset.confirmed_by_id:
        told.add(reset.confirmed_by_id)
    if reset.of_officer:
        return told | {*supervisors_over(reset.authority, today=today).values_list("pk", flat=True)}
    held = reset.account.memberships.not_over(today).of_organizations()
    for organization in Organization.objects.filter(pk__in=held.values("organization")):
        told |= {*members_of(organization, today=today).values_list("pk", flat=True)}
    return told


def tell(reset: AccessReset, subject: str, body: str, *, today: date, by: User | None = None) -> None:
    """All of them but the one who acts now."""
    keys = concerned(reset, today) - {by.pk if by else 0}
    outbox.post(
        User.objects.filter(pk__in=keys),
        kind=KIND,
        subject=f"{subject}：{reset.account.name_and_account()}",
        body=body,
        key=f"reset:{reset.pk}:{subject}",
        url=reset.get_absolute_url(),
    )
