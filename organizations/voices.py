"""Whose voice an account is: everybody with a seat is told of a new one, and no single officer creates one."""

from collections.abc import Container, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from organizations import organization_log
from organizations.certification import OFF_POST
from organizations.enums import CheckWay, IdentityPaper, OrganizationAct, Post, Role, VoiceState
from organizations.models import (
    IdentityCheck,
    Invitation,
    Membership,
    Organization,
    ResponsiblePerson,
    User,
)
from organizations.models.memberships import MembershipQuerySet
from organizations.people import members_of, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, need

KIND = "voices"
WAITS = (
    "您的第一责任人账号尚未生效：本组织现有或者曾有第一责任人，须经现任第一责任人同意，或者由邀请人以外的登记管理机关工作人员核验身份。"
    "在此之前可以登录、查阅，不能办理。"
)


def announce(invitations: Iterable[Invitation], *, today: date) -> None:
    """Tell all who hold seats of an organization that somebody is invited into another, and by whom; few statements."""
    into = [each for each in invitations if each.organization_id]
    if not into:
        return
    holders = members_of_each({each.organization_id for each in into if each.organization_id}, today)
    outbox.post_each(
        (
            outbox.Letter(
                recipient_id=holder,
                subject=f"有人被邀请为“{each.organization}”的{each.get_role_display()}",
                body=f"{each.invited_by}（{each.invited_as}）于{dated(today)}发出邀请{f'，被邀请人：{each.name}' if each.name else ''}。"
                "如有异议，请在本组织页面的“账号与邀请”中作废此邀请，并与登记管理机关联系。",
                key=f"invitation:{each.pk}:announced",
                url=_page(each.organization),
            )
            for each in into
            for holder in holders[each.organization_id]  # type: ignore[index]
        ),
        kind=KIND,
    )


def told_of_revocation(invitation: Invitation, *, by: User, today: date) -> None:
    if invitation.organization is None:
        return
    subject = f"邀请已作废：{invitation}"
    body = f"{by}（{by.acting_label}）于{dated(today)}作废了{invitation.invited_by}发出的邀请。"
    inviter = [invitation.invited_by] if invitation.invited_by else []
    told = {*members_of(invitation.organization, today=today), *inviter} - {by}
    outbox.post(
        told,
        kind=KIND,
        subject=subject,
        body=body,
        key=f"invitation:{invitation.pk}:revoked",
        url=_page(invitation.organization),
    )


def take_seat(seat: Membership, *, today: date) -> None:
    """What a new seat of an organization waits for; of two accepted at once the second sees the first."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=seat.body.pk)
    held = Membership.objects.filter(organization=organization)
    others = held.current(today).filter(user=seat.user).exclude(role=seat.role)
    if others.exists() and not organization.self_certifications.valid_on(today).exists():
        raise Refused(
            "您的账号在本组织已有其他身份，填报和确认须由不同的人办理；确由一人兼任的，请先由登记管理机关准予一人兼任。"
        )
    seat.needs_check = seat.role == Role.LEADER and held.of_role(Role.LEADER).exists()


def seated(seat: Membership, invitation: Invitation, *, today: date) -> None:
    """The post that the invitation names is this account's from now on; all who hold seats are told."""
    person = invitation.person
    if person is not None and seat.role == Role.LEADER and (person.term_until is None or person.term_until >= today):
        person.account = seat.user
        person.save(update_fields=["account"])
    waits = "现任第一责任人可以在本组织页面同意，或者由邀请人以外的登记管理机关工作人员核验身份；此前该账号不能办理。"
    outbox.post(
        members_of(seat.organization, today=today).exclude(pk=seat.user.pk),  # type: ignore[arg-type]
        kind=KIND,
        subject=f"新账号：{seat.user.name_and_account()}，{seat}",
        body=f"由{invitation.invited_by}（{invitation.invited_as}）邀请。" + (waits if seat.needs_check else ""),
        key=f"seat:{seat.pk}:taken",
        url=_page(seat.organization),
    )


@act(perm="organizations.consent_to_seat", weighty=True)
def consent(seat: Membership, *, by: User, today: date) -> IdentityCheck:
    """A sitting leader agrees to a further one."""
    if not seat.needs_check:
        raise Refused("此账号无须同意。")
    return _vouch(seat, CheckWay.CONSENT, by=by, today=today)


@act(perm="organizations.check_seat", weighty=True)
def check_identity(seat: Membership, *, by: User, today: date, paper: IdentityPaper, remark: str = "") -> IdentityCheck:
    """身份核验: an officer other than the inviter has seen who holds the account, and on which paper."""
    need(paper, "请选择查验的证件。")
    return _vouch(seat, CheckWay.CHECK, by=by, today=today, paper=paper, remark=remark)


def _vouch(seat: Membership, way: CheckWay, *, by: User, today: date, **facts: str) -> IdentityCheck:
    if not seat.is_current(today):
        raise Refused("此身份已经结束。")
    if seat.identity_checks.filter(way=way).exists():
        raise Refused(f"此账号已经办理{way.label}，不必重复。")
    made = IdentityCheck(membership=seat, way=way, by=by, acting_as=by.acting_label, **facts)
    made.full_clean()
    made.save()
    organization: Organization = seat.organization  # type: ignore[assignment]
    told = {*members_of(organization, today=today), *_inviter(seat)} - {by}
    outbox.post(
        told,
        kind=KIND,
        subject=f"{way.label}：{seat.user.name_and_account()}，{seat}",
        body=f"{by}（{by.acting_label}）于{dated(today)}办理。",
        key=f"check:{made.pk}",
        url=_page(organization),
    )
    return made


@act(perm="organizations.link_account", of=lambda person: person.organization, weighty=True)
def link_account(
    person: ResponsiblePerson, organization: Organization, *, by: User, today: date, account: User
) -> None:
    """Tie a post to the account of the person who holds it; not by that person, and not by who invited the account."""
    if person.post not in Post.first_responsible() or (person.term_until and person.term_until < today):
        raise Refused("只有现任第一责任人的任职与账号关联。")
    if account.pk == by.pk or made_its_voice(by, account, organization):
        raise Refused("您自己的账号和由您邀请、核验的账号，须由其他人员关联。")
    if not linkable(organization, today).contains(account):
        raise Refused("只能关联本组织现有的第一责任人账号，且须已经生效。")
    person.account = account
    person.save(update_fields=["account"])
    said = f"{person}的任职关联账号{account.name_and_account()}"
    organization_log.record(organization, OrganizationAct.LINK_ACCOUNT, said, by=by)
    outbox.post(
        members_of(organization, today=today),
        kind=KIND,
        subject=f"{person}的任职已关联账号{account.name_and_account()}",
        body=f"{by}（{by.acting_label}）于{dated(today)}办理。",
        key=f"post:{person.pk}:account:{account.pk}",
        url=_page(organization),
    )


def linkable(organization: Organization, today: date) -> QuerySet[User]:
    """Accounts that lead the organization and act."""
    seats = Membership.objects.current(today).of_role(Role.LEADER).filter(organization=organization).acting()
    return User.objects.filter(pk__in=seats.values("user"))


def voices_of(organization: Organization, today: date) -> QuerySet[User]:
    """Accounts that may certify for the organization on that day."""
    posts = ResponsiblePerson.objects.first_responsible().current(today).filter(organization=organization)
    return linkable(organization, today).filter(pk__in=posts.values("account"))


def off_post(seats: MembershipQuerySet, today: date) -> MembershipQuerySet:
    """Of these, the leaders' whose account is no person's in office: the post has ended, or nobody has tied it to the account."""
    posts = ResponsiblePerson.objects.first_responsible().current(today)
    in_office = posts.filter(account=OuterRef("user"), organization=OuterRef("organization"))
    return seats.of_role(Role.LEADER).acting().exclude(Exists(in_office))


def made_its_voice(officer: User, account: User, organization: Organization) -> bool:
    """The officer invited the account into the organization, or checked who holds it."""
    seats = Membership.objects.filter(user=account, organization=organization)
    return seats.made_by(officer).exists()


def in_office(organization: int, today: date) -> set[int]:
    """The accounts whose persons are first responsible persons of the organization on that day."""
    posts = ResponsiblePerson.objects.first_responsible().current(today).filter(organization=organization)
    return {*posts.filter(account__isnull=False).values_list("account", flat=True)}


def state_of(seat: Membership, holders: Container[int]) -> VoiceState:
    """`holders`: the accounts that are `in_office` on the day asked about."""
    if not seat.acts:
        return VoiceState.WAITS
    if seat.role == Role.LEADER and seat.user_id not in holders:
        return VoiceState.OFF_POST
    return VoiceState.ACTS


def standing_of(user: User, today: date) -> str:
    """What keeps the account from acting as it is; empty if nothing does."""
    seat = user.acting
    if seat is None or seat.role != Role.LEADER:
        return ""
    state = state_of(seat, in_office(seat.body.pk, today))
    return {VoiceState.WAITS: WAITS, VoiceState.OFF_POST: OFF_POST}.get(state, "")


def _inviter(seat: Membership) -> list[User]:
    return [seat.invitation.invited_by] if seat.invitation and seat.invitation.invited_by else []


def _page(organization: Organization | None) -> str:
    return organization.get_absolute_url() if organization else reverse("home")
