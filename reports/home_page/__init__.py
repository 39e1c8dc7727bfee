"""待办: what each role has to do next, most urgent first."""

from collections.abc import Callable
from datetime import date

from organizations.enums import Role
from organizations.models import User
from reports.home_page import cases, duties, events, quarterly, seats, voices
from reports.home_page.todos import TodoList

SECTIONS: dict[Role, tuple[Callable[[User, date], TodoList], ...]] = {
    Role.SECRETARY: (
        cases.to_answer,
        quarterly.to_prepare,
        duties.to_prepare,
        events.in_danger,
        events.to_file,
        events.owing_summary,
        quarterly.with_the_leader,
        duties.with_the_leader,
    ),
    Role.LEADER: (
        cases.to_answer,
        quarterly.to_certify,
        duties.to_certify,
        duties.to_prepare,
        events.to_certify,
        voices.to_confirm,
        voices.to_consent,
        quarterly.still_owed,
    ),
    Role.COMPETENT_OFFICER: (events.to_approve, quarterly.overdue),
    Role.REGISTRAR: (
        quarterly.to_decide,
        duties.to_decide,
        events.to_record,
        cases.to_decide,
        quarterly.overdue,
        duties.overdue,
        quarterly.without_secretary,
        voices.to_confirm,
        voices.to_check,
        voices.to_invite,
        voices.off_post,
        voices.vacant,
    ),
    Role.SUPERVISOR: (
        seats.to_confirm,
        events.in_danger,
        cases.to_study,
        cases.to_decide,
        cases.to_review,
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


def sections_for(user: User, today: date) -> list[TodoList]:
    """The sections of the role that the account acts in; none without a role."""
    if user.acting is None:
        return []
    sections = [section(user, today) for section in SECTIONS[Role(user.acting.role)]]
    return [section for section in sections if section.todos or not section.is_quiet]
