"""What the people of a paper are told, as rows of the outbox written with the act itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from compliance.models.owed import OwedPaper
from organizations.enums import Role
from organizations.models import User
from organizations.people import desk_of, members_of, members_of_each
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter
from zhengzhou_ideology.wording import dated

KIND, DUTY_KIND = "quarterly_report", "duty"
# So long an officer may take an acceptance back; the organization hears of it when the clocks of all hosts agree that it is over.
UNDO_WITHIN, SLACK = timedelta(minutes=1), timedelta(seconds=15)


def people(paper: OwedPaper, *roles: Role, today: date) -> QuerySet[User]:
    return members_of(paper.organization_id, *roles, today=today)


def _tell(
    paper: OwedPaper, to: Iterable[User], subject: str, body: str, event: str, not_before: datetime | None = None
) -> None:
    outbox.post(
        to,
        kind=paper.notice_kind,
        subject=subject,
        body=body,
        url=paper.get_absolute_url(),
        key=_key(paper, event, paper.moves.count()),
        not_before=not_before,
    )


def _key(paper: OwedPaper, event: str, moves: int) -> str:
    return f"{paper.field}:{paper.pk}:{event}:{moves}"


def certification_asked(paper: OwedPaper, *, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.LEADER, today=today),
        f"{paper.title}待您确认",
        f"{paper.organization}的{paper.title}已填报完毕，请核对后确认提交。报送截止日期为{dated(paper.due_on)}。",
        "certifying",
    )


def entered_for(paper: OwedPaper, *, by: User, reason: str, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, Role.LEADER, today=today),
        f"{paper.title}的草稿已由登记管理机关代填",
        f"{by.acting_label}{by}代填了{paper.title}的草稿。依据：{reason}。请核对、补正后送负责人确认；未经确认不算报送。",
        f"entered:{paper.edit_version}",
    )


def unlocked(paper: OwedPaper, *, by: User, reason: str, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, today=today).exclude(pk=by.pk),
        f"{paper.title}已退给填报人修改",
        f"{by.acting_label}将{paper.title}退给填报人修改。意见：{reason or '无'}",
        "unlocked",
    )


def sent_back(paper: OwedPaper, *, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, Role.LEADER, today=today),
        f"{paper.title}被退回，请更正后重新提交",
        f"退回事由：{paper.get_return_ground_display()}。说明：{paper.return_reason}",
        "returned",
    )


def accepted(paper: OwedPaper, *, now: datetime) -> None:
    """Once it cannot be taken back any more."""
    to = people(paper, Role.SECRETARY, Role.LEADER, today=day_of(now))
    _tell(paper, to, *_accepted_words(paper), "accepted", not_before=now + UNDO_WITHIN + SLACK)


def _accepted_words(paper: OwedPaper) -> tuple[str, str]:
    return f"{paper.title}已接收", f"{paper.registration_authority}已接收{paper.organization}的{paper.title}。"


def accepted_together(papers: Sequence[OwedPaper], *, now: datetime) -> None:
    """The same of each, in a few statements; papers of one kind."""
    if not papers:
        return
    told = members_of_each([paper.organization_id for paper in papers], day_of(now))
    moves: Any = type(papers[0])._default_manager.annotate(count=Count("moves"))
    counts = dict(moves.filter(pk__in=[paper.pk for paper in papers]).order_by().values_list("pk", "count"))
    letters = [
        Letter(user, *_accepted_words(paper), _key(paper, "accepted", counts[paper.pk]), paper.get_absolute_url())
        for paper in papers
        for user in told[paper.organization_id]
    ]
    outbox.post_each(letters, kind=papers[0].notice_kind, not_before=now + UNDO_WITHIN + SLACK)


def acceptance_withdrawn(paper: OwedPaper) -> bool:
    """Of an acceptance that is the last row of the log; False where somebody has been told."""
    return outbox.withdraw(key=_key(paper, "accepted", paper.moves.count() - 1))


def assigned(paper: OwedPaper, officer: User, by: User, assignment: int) -> None:
    to = User.objects.filter(pk=officer.pk)
    _tell(paper, to, f"{paper}交由您经办", f"{by}将此件交由您经办。", f"assigned{assignment}")


def said(paper: OwedPaper, to_organization: bool, body: str, event: str, *, today: date) -> None:
    """An officer who has it in hand hears the organization; where nobody has, the desk does."""
    if to_organization:
        to = people(paper, Role.SECRETARY, Role.LEADER, today=today)
    else:
        held = paper.paperassignments.filter(ended_at__isnull=True).values("officer")
        desk = desk_of(paper.registration_authority_id, roles=[Role.REGISTRAR], today=today)
        to = User.objects.filter(pk__in=held) if held.exists() else desk
    _tell(paper, to, f"{paper.title if to_organization else paper}有新消息", body, event)


def exempted(paper: OwedPaper, *, reason: str, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, Role.LEADER, today=today),
        f"{paper.title}已豁免",
        f"{paper.registration_authority}同意豁免{paper.title}。理由：{reason}",
        "exempted",
    )


def reopened(paper: OwedPaper, *, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, Role.LEADER, today=today),
        f"{paper.title}原接收有误，已退回重新办理",
        f"退回事由：{paper.get_return_ground_display()}。说明：{paper.return_reason}",
        "reopened",
    )
