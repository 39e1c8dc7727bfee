"""What the people of a report are told, as rows of the outbox written with the act itself."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import User
from organizations.people import members_of
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated

KIND = "quarterly_report"


def people(report: QuarterlyReport, *roles: Role, today: date) -> QuerySet[User]:
    return members_of(report.organization_id, *roles, today=today)


def _tell(report: QuarterlyReport, to: Iterable[User], subject: str, body: str, event: str) -> None:
    outbox.post(
        to,
        kind=KIND,
        subject=subject,
        body=body,
        url=report.get_absolute_url(),
        key=f"report:{report.pk}:{event}:{report.moves.count()}",
    )


def certification_asked(report: QuarterlyReport, *, today: date) -> None:
    _tell(
        report,
        people(report, Role.LEADER, today=today),
        f"{report.period}报告待您确认",
        f"{report.organization}的{report.period}报告已填报完毕，请核对后确认提交。报送截止日期为{dated(report.due_on)}。",
        "certifying",
    )


def unlocked(report: QuarterlyReport, *, by: User, reason: str, today: date) -> None:
    _tell(
        report,
        people(report, Role.SECRETARY, today=today).exclude(pk=by.pk),
        f"{report.period}报告已退给填报人修改",
        f"{by.acting_label}将{report.period}报告退给填报人修改。意见：{reason or '无'}",
        "unlocked",
    )


def sent_back(report: QuarterlyReport, *, today: date) -> None:
    _tell(
        report,
        people(report, Role.SECRETARY, Role.LEADER, today=today),
        f"{report.period}报告被退回，请更正后重新提交",
        f"退回事由：{report.get_return_ground_display()}。说明：{report.return_reason}",
        "returned",
    )


def accepted(report: QuarterlyReport, *, today: date) -> None:
    _tell(
        report,
        people(report, Role.SECRETARY, Role.LEADER, today=today),
        f"{report.period}报告已接收",
        f"{report.registration_authority}已接收{report.organization}的{report.period}报告。",
        "accepted",
    )


def exempted(report: QuarterlyReport, *, reason: str, today: date) -> None:
    _tell(
        report,
        people(report, Role.SECRETARY, Role.LEADER, today=today),
        f"{report.period}报告已豁免",
        f"{report.registration_authority}同意豁免{report.period}报告。理由：{reason}",
        "exempted",
    )
