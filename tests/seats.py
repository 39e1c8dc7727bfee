"""Officers as the database wants them: each in a seat that one founder proposed and the other confirmed."""

from datetime import UTC, date, datetime, timedelta

from organizations.enums import FOUNDERS, Role, SeatState
from organizations.models import Authority, Membership, Seat, User

# The founders came before everybody else, and have left.
FOUNDED = datetime(2019, 6, 3, 2, tzinfo=UTC)
LEFT = date(2019, 12, 31)


def founder(role: Role) -> User:
    """One of the two who founded the installation; made with the first officer of a test."""
    seat = Seat.objects.founding().filter(role=role).first()
    return (seat and seat.holder) or _founded()[role]


def _founded() -> dict[Role, User]:
    facts = {"name": "郑州市民政局", "kind": "city_bureau", "document_sign": "郑民函"}
    city, _ = Authority.objects.get_or_create(code="410100-MZJ", defaults=facts)
    found = {}
    seats = [
        Seat.objects.create(
            role=role,
            authority=city,
            name="钱某某",
            state=SeatState.CONFIRMED,
            is_founding=True,
            proposed_at=FOUNDED,
            confirmed_at=FOUNDED,
        )
        for role in FOUNDERS
    ]
    for seat in seats:
        found[Role(seat.role)] = User.objects.create(username=f"founder-{seat.role}", name="钱某某")
        _taken(seat, found[Role(seat.role)], starts_on=FOUNDED.date(), ends_on=LEFT)
    return found


def seated(user: User, role: Role, authority: Authority, **facts) -> Membership:
    """The account acts as `role` there, after a proposal and a confirmation."""
    return _taken(confirmed(role, authority, name=user.name), user, **facts)


def confirmed(role: Role, authority: Authority, *, name: str = "赵某某") -> Seat:
    """A seat that somebody can be invited to."""
    proposer, confirmer = founder(Role.SECURITY_ADMINISTRATOR), founder(Role.SUPERVISOR)
    held = confirmer.memberships.order_by("pk")[0].starts_on
    given = datetime(held.year, held.month, held.day, 12, tzinfo=UTC)
    seat = Seat.objects.create(role=role, authority=authority, name=name, proposed_by=proposer, proposed_at=given)
    Seat.objects.filter(pk=seat.pk).update(
        state=SeatState.CONFIRMED, confirmed_by=confirmer, confirmed_at=given + timedelta(minutes=1)
    )
    seat.refresh_from_db()
    return seat


def promoted(user: User, authority: Authority) -> User:
    """The officer has left the seat and sits in the same role at another authority, by a confirmation of its own; read anew."""
    left = user.memberships.get()
    Membership.objects.filter(pk=left.pk).update(ends_on=left.starts_on)
    seated(user, Role(left.role), authority, starts_on=left.starts_on + timedelta(days=1))
    return User.objects.get(pk=user.pk)


def _taken(seat: Seat, user: User, **facts) -> Membership:
    Seat.objects.filter(pk=seat.pk).update(holder=user)
    return Membership.objects.create(user=user, role=seat.role, authority=seat.authority, seat=seat, **facts)
