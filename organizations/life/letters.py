"""Who is told of a change: the people of the organization, and the desks of the authorities that it concerns."""

from collections.abc import Iterable
from datetime import date

from organizations.enums import ChangeKind, Role
from organizations.life.wording import said
from organizations.models import OrganizationChange, User
from organizations.people import desk_of, members_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated

KIND = "organization_change"
DESK = (Role.REGISTRAR, Role.COMPETENT_OFFICER, Role.SUPERVISOR)


def announced(change: OrganizationChange, *, today: date) -> None:
    """It is to come, and may still be taken back."""
    body = f"{said(change)}，自{dated(change.effective_on)}起生效；生效以前可以撤回。"
    _tell(change, f"{change.get_kind_display()}待生效", body, "announced", today)


def in_effect(change: OrganizationChange, done: Iterable[str], *, today: date) -> None:
    follows = "、".join(done)
    if follows:
        follows = f"{'随之移交' if change.kind == ChangeKind.TRANSFER else '随之处理'}：{follows}。"
    body = f"{said(change)}，自{dated(change.effective_on)}起生效。{follows}"
    _tell(change, f"{change.get_kind_display()}已生效", body, "in_effect", today)


def taken_back(change: OrganizationChange, *, today: date) -> None:
    body = (
        f"原定自{dated(change.effective_on)}起生效的{change.get_kind_display()}不再生效。原因：{change.revoked_because}"
    )
    _tell(change, f"{change.get_kind_display()}已撤回", body, "taken_back", today)


def authorities_of(change: OrganizationChange) -> list[int]:
    """Those that the organization belongs to, and of a transfer those that it comes from or goes to."""
    organization = change.organization
    keys = [organization.registration_authority_id, organization.competent_authority_id]
    for facts in (change.before, change.after):
        keys += [facts.get("registration_authority"), facts.get("competent_authority")]
    return list(dict.fromkeys(key for key in keys if key))


def _tell(change: OrganizationChange, subject: str, body: str, event: str, today: date) -> None:
    organization = change.organization
    who_entered_it = User.objects.filter(pk=change.entered_by_id)
    desks = desk_of(*authorities_of(change), roles=DESK, today=today)
    outbox.post(
        members_of(organization, today=today) | desks | who_entered_it,
        kind=KIND,
        subject=f"{organization}{subject}",
        body=f"{organization}（{organization.uscc}）{body}",
        url=organization.get_absolute_url(),
        key=f"organization_change:{change.pk}:{event}",
    )
