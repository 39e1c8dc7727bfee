"""The demo's seats in authorities: two founders, and every other officer proposed by the one and confirmed by the other."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from organizations.enums import Role, SeatState
from organizations.models import Authority, Membership, Seat, SeatMove, User

SINCE = date(2024, 1, 1)
FOUNDED = datetime.combine(SINCE, time(9), ZoneInfo("Asia/Shanghai"))
BASIS = "见任职通知"


def founded(security: User, supervisor: User) -> None:
    """The first two officers of the city bureau."""
    city = Authority.objects.get(code="410100-MZJ")
    people = {Role.SECURITY_ADMINISTRATOR: security, Role.SUPERVISOR: supervisor}
    seats = [
        Seat.objects.create(
            role=role,
            authority=city,
            name=user.name,
            state=SeatState.CONFIRMED,
            is_founding=True,
            proposed_at=FOUNDED,
            confirmed_at=FOUNDED,
        )
        for role, user in people.items()
    ]
    for seat, user in zip(seats, people.values(), strict=True):
        _log(seat, "found", None, before="new")
        _take(seat, user)


def seated(user: User, role: Role, authority: Authority) -> None:
    """Proposed by the security administrator, confirmed by the founding supervisor, taken on the same day."""
    proposer, confirmer = (seat.holder for seat in Seat.objects.founding().select_related("holder").order_by("role"))
    seat = Seat.objects.create(
        role=role, authority=authority, name=user.name, reason=BASIS, proposed_by=proposer, proposed_at=FOUNDED
    )
    _log(seat, "propose", proposer, before="new", reason=BASIS)
    seat.state, seat.confirmed_by, seat.confirmed_at = SeatState.CONFIRMED, confirmer, FOUNDED + timedelta(hours=2)
    seat.save()
    _log(seat, "confirm", confirmer, before=SeatState.PROPOSED)
    _take(seat, user)


def _take(seat: Seat, user: User) -> None:
    seat.holder = user
    seat.save()
    Membership.objects.create(user=user, role=seat.role, authority=seat.authority, seat=seat, starts_on=SINCE)
    _log(seat, "take", user, before=seat.state, reason=f"账号：{user.name_and_account()}")


def _log(seat: Seat, name: str, by: User | None, *, before: str, reason: str = "") -> None:
    SeatMove.objects.create(
        seat=seat,
        name=name,
        before=before,
        after=seat.state,
        by=by,
        acting_as=by.acting_label if by else "系统",
        reason=reason,
        at=FOUNDED,
    )
