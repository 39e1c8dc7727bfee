"""Seats in authorities on the home page: for whoever confirms them, and for whoever sees to them."""

from datetime import date

from django.urls import reverse

from organizations.enums import SeatState
from organizations.models import Seat, User
from organizations.people import confirmers_of
from reports.home_page.todos import SHOWN, Todo, TodoList

# More proposals than this at once are read on their own page.
LOOKED_AT = 200


def _todo(seat: Seat) -> Todo:
    return Todo(
        title=str(seat),
        url=seat.get_absolute_url(),
        state="submitted" if seat.state == SeatState.PROPOSED else "done",
        state_label=seat.get_state_display() if not seat.confirmed_at else "待就任",
    )


def _section(title: str, seats: list[Seat], *, query: str, empty: str, is_quiet: bool) -> TodoList:
    return TodoList(
        title=title,
        todos=[_todo(seat) for seat in seats[:SHOWN]],
        count=len(seats),
        more_url=reverse("organizations:seat_list") + query,
        empty=empty,
        is_quiet=is_quiet,
    )


def to_confirm(user: User, today: date) -> TodoList:
    seats = list(Seat.objects.visible_to(user).proposed().for_listing().latest_first()[:LOOKED_AT])
    confirmers = confirmers_of(seats, today) if seats else {}
    mine = [seat for seat in seats if user.pk in confirmers[seat.pk]]
    return _section("待确认的席位", mine, query="?state=proposed", empty="没有待确认的席位。", is_quiet=True)


def under_way(user: User, today: date) -> TodoList:
    """What the security administrator proposed and nobody has taken yet."""
    seats = list(Seat.objects.visible_to(user).under_way().for_listing().latest_first()[:LOOKED_AT])
    return _section("未就任的席位", seats, query="", empty="没有等待确认或者就任的席位。", is_quiet=False)
