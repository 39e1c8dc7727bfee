"""全貌: all that the portal holds of one organization, as far as the reader may see it; what is due comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.cases.models import AccountabilityCase
from compliance.models import Duty, QuarterlyReport
from compliance.models.owed import OwedPaper
from events.enums import FilingState
from events.models import EventFiling
from organizations.models import Membership, Organization, User
from reports.models import AnnualStatement
from zhengzhou_ideology.wording import dated

# Rows of each list; the rest stands on the list that it leads to.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class WholeLine:
    title: str
    url: str = ""
    state: str = ""
    state_label: str = ""
    note: str = ""
    due_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A list with its title; `more` where there are more than are shown."""

    key: str
    title: str
    lines: Sequence[WholeLine] = field(default_factory=list)
    more: bool = False


def whole(organization: Organization, user: User, today: date) -> list[Part]:
    """In as many statements however much there is."""
    reports, filings = _reports(organization, user), _filings(organization, user)
    duties = _duties(organization, user)
    return [
        _part("deadlines", "期限", _deadlines(organization, [*reports, *duties], filings)),
        _part("reports", "季度报告", map(_report, reports)),
        _part("filings", "重大活动", map(_filing, filings)),
        _part("duties", "年度事项", map(_duty, duties)),
        _part("cases", "案件", map(_case, _cases(organization, user))),
        _part("statements", "年度合规报告", map(_statement, _statements(organization, user))),
        _part("persons", "责任人", map(_person, organization.responsible_persons.latest_term_first()[: SHOWN + 1])),
        _part("outlets", "阵地", map(_outlet, organization.outlets.open_first()[: SHOWN + 1])),
        _part("accounts", "账号", map(_account, _accounts(organization, today))),
    ]


def _part(key: str, title: str, lines: Iterable[WholeLine]) -> Part:
    found = list(lines)
    return Part(key, title, found[:SHOWN], len(found) > SHOWN)


def _reports(organization: Organization, user: User) -> list[QuarterlyReport]:
    visible = QuarterlyReport.objects.visible_to(user).filter(organization=organization).for_listing()
    return list(visible.order_by("-period__year", "-period__quarter", "-version")[: SHOWN + 1])


def _filings(organization: Organization, user: User) -> list[EventFiling]:
    visible = EventFiling.objects.visible_to(user).filter(organization=organization).current()
    return list(visible.order_by("-starts_on", "-pk")[: SHOWN + 1])


def _duties(organization: Organization, user: User) -> list[Duty]:
    visible = Duty.objects.visible_to(user).filter(organization=organization).for_listing()
    return list(visible.order_by("-year", "-due_on", "-pk")[: SHOWN + 1])


def _cases(organization: Organization, user: User) -> Iterable[AccountabilityCase]:
    """Those only that the reader sees elsewhere, too."""
    return AccountabilityCase.objects.visible_to(user).filter(organization=organization).for_listing()[: SHOWN + 1]


def _statements(organization: Organization, user: User) -> list[AnnualStatement]:
    latest = AnnualStatement.objects.visible_to(user).filter(organization=organization).latest()
    return sorted(latest, key=lambda statement: -statement.year)[: SHOWN + 1]


def _accounts(organization: Organization, today: date) -> Iterable[Membership]:
    return Membership.objects.current(today).filter(organization=organization).for_acting()[: SHOWN + 1]


def _deadlines(
    organization: Organization, papers: Iterable[OwedPaper], filings: Iterable[EventFiling]
) -> list[WholeLine]:
    """What is still to be done, and by when; nothing of an organization that has ended."""
    if organization.has_ended:
        return []
    due = [_due_paper(paper) for paper in papers if paper.is_owed]
    due += [line for filing in filings if (line := _due_filing(filing))]
    return sorted(due, key=lambda line: line.due_on or date.max)


def _due_paper(paper: OwedPaper) -> WholeLine:
    return WholeLine(
        paper.title,
        paper.get_absolute_url(),
        paper.state,
        paper.get_state_display(),
        due_on=paper.due_on,
        provisional=paper.due_provisional,
    )


def _due_filing(filing: EventFiling) -> WholeLine | None:
    if filing.state == FilingState.SUBMITTED:
        what, due_on, provisional = "审批期限", filing.decide_by, filing.decide_by_provisional
    elif filing.state == FilingState.APPROVED and filing.summary_due_on:
        what, due_on, provisional = "总结期限", filing.summary_due_on, filing.summary_due_provisional
    else:
        return None
    state = (filing.state, filing.get_state_display())
    return WholeLine(filing.title, filing.get_absolute_url(), *state, note=what, due_on=due_on, provisional=provisional)


def _report(report: QuarterlyReport) -> WholeLine:
    version = f"第{report.version}版" if report.version > 1 else ""
    note = "，".join(part for part in (version, str(report.registration_authority)) if part)
    return WholeLine(f"{report.period}报告", report.get_absolute_url(), report.state, report.get_state_display(), note)


def _filing(filing: EventFiling) -> WholeLine:
    note = f"活动首日{dated(filing.starts_on)}"
    return WholeLine(filing.title, filing.get_absolute_url(), filing.state, filing.get_state_display(), note)


def _duty(duty: Duty) -> WholeLine:
    note = f"办理于{dated(duty.done_on)}" if duty.done_on and duty.submitted_at else ""
    return WholeLine(duty.title, duty.get_absolute_url(), duty.state, duty.get_state_display(), note)


def _case(case: AccountabilityCase) -> WholeLine:
    title = case.get_ground_display()
    return WholeLine(title, case.get_absolute_url(), case.state, case.get_state_display(), dated(case.proposed_on))


def _statement(statement: AnnualStatement) -> WholeLine:
    note = f"第{statement.version}版，名称：{statement.snapshot['organization']['name']}"
    return WholeLine(f"{statement.year}年度合规报告", statement.get_absolute_url(), note=note)


def _person(person: Any) -> WholeLine:
    began = dated(person.term_from) if person.term_from else "起始日期未登记"
    until = dated(person.term_until) if person.term_until else "今"
    return WholeLine(f"{person.get_post_display()}：{person.name}", note=f"{began}至{until}")


def _outlet(outlet: Any) -> WholeLine:
    return WholeLine(str(outlet), note=f"停用于{dated(outlet.until)}" if outlet.until else "")


def _account(membership: Membership) -> WholeLine:
    return WholeLine(
        f"{membership.user.name}（{membership.get_role_display()}）", note=f"自{dated(membership.starts_on)}起"
    )
