"""Taking part in a year-end exchange is the duty of that year (article 8): the one place where the exchange meets the duties."""

from datetime import datetime

from compliance.duties import settle
from compliance.enums import DutyKind
from compliance.models import Exchange, ExchangeInvitation
from organizations.models import User
from zhengzhou_ideology.clock import day_of


def took_part(invitation: ExchangeInvitation, exchange: Exchange, *, by: User, now: datetime) -> None:
    """The organization was there: its duty of the exchange's year is done, once, however many exchanges it comes to."""
    settle(
        invitation.organization,
        DutyKind.YEAR_END_EXCHANGE,
        exchange.year,
        by=by,
        now=now,
        done_on=day_of(exchange.held_at),
        headcount=invitation.present,
        reason=f"参加{exchange.authority}“{exchange.title}”。",
    )
