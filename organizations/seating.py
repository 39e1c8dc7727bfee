"""Who takes a seat in an authority, and who is told: nobody gives it to oneself, and nobody holds two of the three seats."""

from collections.abc import Iterable
from datetime import date

from organizations.enums import THREE_SEATS, AuthorityKind, Role, SeatState
from organizations.models import Membership, Seat, User
from organizations.people import confirmers_of, supervisors_over
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, labels, log, under_lock

KIND = "seat"
labels.register(__name__, take="就任", found="首次安装")


def fault_of_account(account: User, seat: Seat, today: date) -> str:
    """Why this account cannot sit there, in a sentence; empty if it can."""
    if account.pk == seat.proposed_by_id:
        return "提名人不能就任自己提名的席位。"
    if account.pk == seat.confirmed_by_id:
        return "确认人不能就任自己确认的席位。"
    if not account.is_active:
        return "此账号已经停用。"
    held = account.memberships.current(today).in_person() if account.pk else Membership.objects.none()
    if held.filter(role=seat.role, authority=seat.authority_id).exists():
        return "该账号已有此身份。"
    if seat.role in THREE_SEATS:
        others = [role for role in THREE_SEATS if role != seat.role]
        other = account.memberships.not_over(today).of_role(*others).first() if account.pk else None
        if other:
            return f"系统管理员、安全管理员、审计员须由不同的人担任，该账号现为{other.get_role_display()}。"
    if seat.is_founding and account.pk and Seat.objects.founding().filter(holder=account).exists():
        return "首次安装的两个席位须由两个人分别就任。"
    return ""


def take(seat: Seat, *, account: User, today: date) -> Membership:
    """The account acts in the seat from today on; the caller's transaction holds."""
    under_lock(seat)
    if seat.state != SeatState.CONFIRMED or seat.is_taken:
        raise Refused("此席位尚未确认、已经就任或者已经结束，请与安全管理员联系。")
    if seat.account_id and seat.account_id != account.pk:
        raise Refused("此席位是为另一账号提名的。")
    if problem := fault_of_account(account, seat, today):
        raise Refused(problem)
    seat.holder = account
    seat.full_clean()
    seat.save()
    membership = Membership(user=account, role=seat.role, authority=seat.authority, seat=seat, starts_on=today)
    membership.full_clean()
    membership.save()
    note(
        SecurityEventKind.SEAT_GRANTED,
        about=f"membership:{membership.pk}",
        detail=f"{account.name_and_account()}：{membership}",
    )
    log(seat, "take", by=account, reason=f"账号：{account.name_and_account()}")
    who = f"{account.name_and_account()}自{dated(today)}起任{seat.authority}{seat.get_role_display()}。"
    tell_supervisors(seat, "席位已就任", f"{who}如果您不知情，请立即与安全管理员联系。", today=today, key="taken")
    return membership


def refuse_if_last(memberships: Iterable[Membership], *, today: date) -> None:
    """Without a supervisor in the city bureau nobody could confirm the next one."""
    for held in memberships:
        if held.role != Role.SUPERVISOR or held.authority is None or held.authority.kind != AuthorityKind.CITY_BUREAU:
            continue
        others = (
            Membership.objects.current(today).of_role(Role.SUPERVISOR).at(held.authority).exclude(user=held.user_id)
        )
        if not others.filter(ends_on__isnull=True).exists():
            raise Refused("这是市级登记管理机关唯一的审批负责人，请先提名并确认接任者，否则以后的席位无人可以确认。")


def tell_supervisors(seat: Seat, subject: str, body: str, *, today: date, key: str, by: User | None = None) -> None:
    """All who supervise the authority, and whoever may confirm; not the one who acts now."""
    keys = {*supervisors_over(seat.authority, today=today).values_list("pk", flat=True)}
    keys |= {*confirmers_of([seat], today)[seat.pk]}
    if key == "taken" and seat.proposed_by_id:
        keys.add(seat.proposed_by_id)
    keys -= {by.pk if by else 0, seat.holder_id or 0}
    _post(User.objects.filter(pk__in=keys), seat, subject, body, key=key)


def tell_proposer(seat: Seat, subject: str, body: str, *, key: str) -> None:
    _post([seat.proposed_by] if seat.proposed_by else [], seat, subject, body, key=key)


def _post(recipients: Iterable[User], seat: Seat, subject: str, body: str, *, key: str) -> None:
    told = list(recipients)
    if not told:
        return
    outbox.post(
        told,
        kind=KIND,
        subject=f"{subject}：{seat}",
        body=body,
        key=f"seat:{seat.pk}:{key}",
        url=seat.get_absolute_url(),
    )
