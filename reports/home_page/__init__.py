"""待办: what each role has to do next, most urgent first."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import QuerySet

from organizations.enums import Role
from organizations.models import User
from reports.home_page import (
    announcements,
    cases,
    confirmations,
    duties,
    events,
    exchange,
    matters,
    quarterly,
    seats,
    voices,
)
from reports.home_page.todos import HomeSection, TodoList, read

SECTIONS: dict[Role, tuple[Callable[[User, date], HomeSection], ...]] = {
    Role.SECRETARY: (
        matters.to_answer,
        matters.to_send,
        cases.to_answer,
        quarterly.to_prepare,
        duties.to_prepare,
        events.in_danger,
        events.to_file,
        events.owing_summary,
        announcements.to_read,
        exchange.to_answer,
        confirmations.to_make,
        quarterly.with_the_leader,
        duties.with_the_leader,
    ),
    Role.LEADER: (
        matters.to_answer,
        matters.to_send,
        cases.to_answer,
        quarterly.to_certify,
        duties.to_certify,
        duties.to_prepare,
        events.to_certify,
        voices.to_confirm,
        voices.to_consent,
        announcements.to_read,
        exchange.to_answer,
        quarterly.still_owed,
    ),
    Role.PARTY_OFFICER: (matters.received, matters.in_hand),
    Role.COMPETENT_OFFICER: (matters.to_acknowledge, events.to_approve, matters.in_hand, quarterly.overdue),
    Role.REGISTRAR: (
        matters.to_acknowledge,
        quarterly.to_decide,
        duties.to_decide,
        events.to_approve_directly,
        events.to_record,
        matters.in_hand,
        cases.to_decide,
        exchange.to_reply,
        quarterly.overdue,
        duties.overdue,
        quarterly.unheard,
        quarterly.without_secretary,
        voices.to_confirm,
        voices.to_check,
        voices.to_invite,
        voices.off_post,
        voices.vacant,
    ),
    Role.SUPERVISOR: (
        matters.to_acknowledge,
        seats.to_confirm,
        events.in_danger,
        events.to_review,
        quarterly.to_grant,
        cases.to_study,
        cases.to_decide,
        cases.to_review,
        matters.in_hand,
        quarterly.overdue,
        duties.overdue,
        quarterly.to_decide,
        duties.to_decide,
        voices.to_check,
    ),
    Role.ADMINISTRATOR: (quarterly.overdue, duties.overdue, quarterly.without_secretary),
    Role.SECURITY_ADMINISTRATOR: (seats.under_way,),
    Role.AUDITOR: (quarterly.overdue, duties.overdue, quarterly.to_decide, duties.to_decide),
}


def sections_for(user: User, today: date, *, along: Sequence[QuerySet] = ()) -> list[TodoList]:
    """The sections of the role that the account acts in; none without a role. `along`: what else the page reads, in the same statement."""
    if user.acting is None:
        return []
    sections = read((section(user, today) for section in SECTIONS[Role(user.acting.role)]), along)
    return [section for section in sections if section.todos or not section.is_quiet]
