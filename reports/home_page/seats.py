"""Seats in authorities on the home page: for whoever confirms them, and for whoever sees to them."""

from datetime import date

from django.urls import reverse

from organizations.enums import SeatState
from organizations.models import Seat, User
from organizations.people import confirmers_of
from reports.home_page.todos import HomeSection, Todo

# More proposals than this at once are read on their own page.
LOOKED_AT = 200


def _todo(seat: Seat) -> Todo:
    return Todo(
        title=str(seat),
        url=seat.get_absolute_url(),
        state="submitted" if seat.state == SeatState.PROPOSED else "done",
        state_label=seat.get_state_display() if not seat.confirmed_at else "待就任",
    )


def to_confirm(user: User, today: date) -> HomeSection:
    seats = Seat.objects.visible_to(user).proposed().for_listing().latest_first()[:LOOKED_AT]

    def mine() -> list[Todo]:
        confirmers = confirmers_of(seats, today) if seats else {}
        return [_todo(seat) for seat in seats if user.pk in confirmers[seat.pk]]

    more_url = reverse("organizations:seat_list") + "?state=proposed"
    return HomeSection("待确认的席位", along=[seats], known=mine, facts={"more_url": more_url, "is_quiet": True})


def under_way(user: User, today: date) -> HomeSection:
    """What the security administrator proposed and nobody has taken yet."""
    seats = Seat.objects.visible_to(user).under_way().for_listing().latest_first()[:LOOKED_AT]
    return HomeSection(
        "未就任的席位",
        along=[seats],
        known=lambda: [_todo(seat) for seat in seats],
        facts={"more_url": reverse("organizations:seat_list"), "empty": "没有等待确认或者就任的席位。"},
    )
