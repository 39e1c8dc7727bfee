"""What the people of a paper are told, as rows of the outbox written with the act itself."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from compliance.models.owed import OwedPaper
from organizations.enums import Role
from organizations.models import User
from organizations.people import members_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated

KIND, DUTY_KIND = "quarterly_report", "duty"


def people(paper: OwedPaper, *roles: Role, today: date) -> QuerySet[User]:
    return members_of(paper.organization_id, *roles, today=today)


def _tell(paper: OwedPaper, to: Iterable[User], subject: str, body: str, event: str) -> None:
    outbox.post(
        to,
        kind=paper.notice_kind,
        subject=subject,
        body=body,
        url=paper.get_absolute_url(),
        key=f"{paper.field}:{paper.pk}:{event}:{paper.moves.count()}",
    )


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


def accepted(paper: OwedPaper, *, today: date) -> None:
    _tell(
        paper,
        people(paper, Role.SECRETARY, Role.LEADER, today=today),
        f"{paper.title}已接收",
        f"{paper.registration_authority}已接收{paper.organization}的{paper.title}。",
        "accepted",
    )


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
