"""The officers' desk of quarterly reports and duties."""

from datetime import datetime

from compliance import notices
from compliance.models import PaperAssignment, PaperMessage, PaperNote
from compliance.models.owed import OwedPaper
from organizations.desk import Desk
from organizations.enums import Role
from organizations.models import User
from zhengzhou_ideology.workflow import act

WORK, WRITE = "compliance.work_on_{model}", "compliance.write_message_{model}"
DESK = Desk(
    assignments=PaperAssignment,
    notes=PaperNote,
    messages=PaperMessage,
    column=lambda paper: paper.field,
    roles=(Role.REGISTRAR, Role.SUPERVISOR),
    assigned=notices.assigned,
    said=notices.said,
)


@act(perm=WORK)
def assign(paper: OwedPaper, *, by: User, now: datetime, officer: User) -> PaperAssignment:
    return DESK.assign(paper, by=by, now=now, officer=officer)


@act(perm=WORK)
def take(paper: OwedPaper, *, by: User, now: datetime) -> PaperAssignment:
    return DESK.assign(paper, by=by, now=now, officer=by)


@act(perm=WORK)
def note(paper: OwedPaper, *, by: User, text: str) -> PaperNote:
    return DESK.note(paper, by=by, text=text)


@act(perm=WRITE)
def write_message(paper: OwedPaper, *, by: User, now: datetime, text: str) -> PaperMessage:
    return DESK.write_message(paper, by=by, now=now, text=text)
