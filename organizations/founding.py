"""The first two officers of an empty installation: two people, who from then on make every other seat together."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from organizations import invitations
from organizations.enums import FOUNDERS, AuthorityKind, Role, SeatState
from organizations.invitations import Invited
from organizations.models import Authority, Invitation, Membership, Seat
from organizations.seat_workflow import invitation_to
from zhengzhou_ideology.workflow import Refused, log


@dataclass(frozen=True, slots=True)
class Founder:
    """Who is meant; without an address the code is printed."""

    name: str
    email: str = ""


@transaction.atomic
def found(founders: dict[Role, Founder], *, now: datetime) -> Invited:
    """Confirm and invite a security administrator and a supervisor of the city bureau; once for each installation."""
    if Seat.objects.exists() or Membership.objects.filter(authority__isnull=False).exists():
        raise Refused("本系统已有机关席位，不能再次首次安装；新的席位由安全管理员提名、审批负责人确认。")
    _refuse_one_person(founders)
    city = Authority.objects.filter(kind=AuthorityKind.CITY_BUREAU).order_by("pk").first()
    if city is None:
        raise Refused("没有市级登记管理机关，请先运行 migrate。")
    return invitations.issue([_invited(city, role, founders[role], now) for role in FOUNDERS], by=None, now=now)


@transaction.atomic
def invite_again(*, now: datetime) -> Invited:
    """New codes for founders who have not come yet; the old ones are void."""
    untaken = list(Seat.objects.founding().untaken().filter(state=SeatState.CONFIRMED).select_for_update())
    if not untaken:
        raise Refused("首次安装的席位都已就任，或者尚未首次安装。")
    Invitation.objects.usable(now).filter(seat__in=untaken).update(revoked_at=now)
    return invitations.issue([invitation_to(seat) for seat in untaken], by=None, now=now)


def _refuse_one_person(founders: dict[Role, Founder]) -> None:
    one, other = (founders[role] for role in FOUNDERS)
    if one.email and one.email.casefold() == other.email.casefold():
        raise Refused("安全管理员和审批负责人须是两个人，请填写两个不同的电子邮箱。")
    if (one.name, one.email) == (other.name, other.email):
        raise Refused("安全管理员和审批负责人须是两个人，请填写两个不同的姓名。")


def _invited(city: Authority, role: Role, founder: Founder, now: datetime) -> Invitation:
    seat = Seat(
        role=role,
        authority=city,
        name=founder.name,
        email=founder.email,
        state=SeatState.CONFIRMED,
        proposed_at=now,
        confirmed_at=now,
        is_founding=True,
    )
    seat.full_clean()
    seat.save()
    log(seat, "found", by=None, before="new")
    return invitation_to(seat)
