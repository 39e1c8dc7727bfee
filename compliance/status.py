"""年度履职情况: where each obligation of an organization's year stands, by what rule, through whom, and what proves it.

Statuses come with the rows (`models.status`); here each row becomes a line, and what no row stands for is said as well.
Pages, lists, the ledger, statements and the command read these lines, so that they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from compliance.enums import DutyKind, DutyStatus
from compliance.models import Duty, DutyCatalogueEntry, QuarterlyReport, ReportingPeriod
from compliance.models.duties import title_of
from compliance.models.owed import OwedPaper
from compliance.models.periods import last_day
from compliance.models.status import called, tone, worded
from compliance.status_evidence import Evidence, Holder, evidence_for, holders_of
from organizations.models import Organization
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TERM_LABELS, TermRule
from zhengzhou_ideology.workflow import Refused

FIRST_YEAR = 2019  # 郑民文〔2019〕94号
QUARTERS = (1, 2, 3, 4)
QUARTERLY_REPORT = "quarterly_report"
REPORT_ARTICLE = "第二条、第十条"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One obligation. `due_on` is None where nothing is owed; `note` says what the status alone does not."""

    duty: str
    title: str
    period: str
    article: str
    rule: str
    status: DutyStatus
    days_over: int = 0
    due_on: date | None = None
    provisional: bool = False
    steps: tuple[dict[str, Any], ...] = ()
    note: str = ""
    url: str = ""
    responsible: str = ""
    evidence: Evidence | None = None

    @property
    def name(self) -> str:
        """The label without the days, which are others tomorrow."""
        return called(self.status, self.days_over)

    @property
    def label(self) -> str:
        return worded(self.status, self.days_over)

    @property
    def tone(self) -> str:
        return tone(self.status, self.days_over)

    def as_json(self) -> dict[str, str]:
        """As the command prints it: days as ISO, and nothing as an empty text."""
        return {
            "duty": self.duty,
            "period": self.period,
            "status": self.status.value,
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "evidence": self.evidence.mark if self.evidence else "",
        }

    def explained(self) -> dict[str, Any]:
        """The same with what explains it."""
        return self.as_json() | {
            "title": self.title,
            "article": self.article,
            "rule": self.rule,
            "label": self.label,
            "days_over": self.days_over,
            "due_provisional": self.provisional,
            "due_steps": list(self.steps),
            "note": self.note,
            "responsible": self.responsible,
            "evidence_text": self.evidence.text if self.evidence else "",
            "evidence_reason": self.evidence.reason if self.evidence else "",
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the regime asks of every organization in a year, whether or not a row stands for it."""

    duty: str
    title: str
    period: str
    article: str
    rule: str
    term: TermRule
    base: date
    key: tuple[Any, ...]
    kinds: Collection[str] | None = None


def check_year(year: int, today: date) -> None:
    """Raises `Refused` for a year that the regime does not cover or that has not begun."""
    if not FIRST_YEAR <= year <= today.year:
        raise Refused(f"年度应在 {FIRST_YEAR} 至 {today.year} 之间。")


def lines_of(organization: Organization, year: int, today: date) -> list[DutyLine]:
    return lines_by_organization([organization], year, today)[organization.pk]


def lines_by_organization(organizations: Collection[Organization], year: int, today: date) -> dict[int, list[DutyLine]]:
    """By the organization's key, in the order of the year; in as many statements for many organizations as for one."""
    keys = [organization.pk for organization in organizations]
    rows: dict[tuple[Any, ...], OwedPaper] = {}
    proofs: dict[OwedPaper, Evidence] = {}
    for papers in (_reports(keys, year, today), _duties(keys, year, today)):
        rows |= {(paper.organization_id, *_key(paper)): paper for paper in papers}
        proofs |= evidence_for(papers)
    holders, obligations = holders_of(keys), _obligations(year)
    deadlines, opened = load_deadlines(), _opened(year, obligations)
    found: dict[int, list[DutyLine]] = defaultdict(list)
    for organization in organizations:
        for obligation in obligations:
            paper = rows.get((organization.pk, *obligation.key))
            found[organization.pk].append(
                _absent(obligation, organization, obligation.key in opened, deadlines, today)
                if paper is None
                else _line(obligation, paper, proofs.get(paper), holders[organization.pk])
            )
    return found


def _reports(organizations: list[int], year: int, today: date) -> list[QuarterlyReport]:
    rows = QuarterlyReport.objects.filter(organization__in=organizations).of_year(year).current()
    return list(rows.with_status(today).select_related("period", "certified_by").defer("findings", "measures"))


def _duties(organizations: list[int], year: int, today: date) -> list[Duty]:
    rows = Duty.objects.filter(organization__in=organizations).of_year(year).current()
    return list(rows.with_status(today).select_related("entry", "certified_by").defer("summary", "disclosed"))


def _key(paper: Any) -> tuple[Any, ...]:
    if isinstance(paper, QuarterlyReport):
        return QUARTERLY_REPORT, paper.period.quarter
    return paper.kind, paper.part


def _opened(year: int, obligations: list[Obligation]) -> set[tuple[Any, ...]]:
    """Which of these were opened for anybody at all: asked part by part, for the duties of a year are as many as the city has."""
    quarters = ReportingPeriod.objects.filter(year=year).values_list("quarter", flat=True)
    # In the order of `duty_tallied`: without one PostgreSQL would look for the first from one end of the table to the other.
    of_year = Duty.objects.current().filter(year=year, kind=OuterRef("kind"))
    there = of_year.order_by(Coalesce("counts_for", "registration_authority"))
    numbers = sorted({part for kind, part in (one.key for one in obligations) if kind != QUARTERLY_REPORT})
    parts = {f"part_{number}": Subquery(there.filter(part=number).values("pk")[:1]) for number in numbers}
    kinds = DutyCatalogueEntry.objects.annotate(**parts).values_list("kind", *parts)
    duties = {
        (kind, number) for kind, *found in kinds for number, is_there in zip(numbers, found, strict=True) if is_there
    }
    return {(QUARTERLY_REPORT, quarter) for quarter in quarters} | duties


def _obligations(year: int) -> list[Obligation]:
    """Quarterly reports, then the catalogue that holds for the year, in the order of its kinds."""
    entries = {entry.kind: entry for entry in DutyCatalogueEntry.objects.holding_on(date(year, 1, 1)) if entry.is_asked}
    listed = [entries[kind] for kind in DutyKind if kind in entries]
    return [*map(_of_quarter, [year] * 4, QUARTERS), *(one for entry in listed for one in _of_entry(entry, year))]


def _of_quarter(year: int, quarter: int) -> Obligation:
    term = TermRule.QUARTERLY_REPORT
    return Obligation(
        duty=QUARTERLY_REPORT,
        title=f"{ReportingPeriod(year=year, quarter=quarter)}报告",
        period=f"{year}Q{quarter}",
        article=REPORT_ARTICLE,
        rule=TERM_LABELS[term][0],
        term=term,
        base=last_day(year, quarter),
        key=(QUARTERLY_REPORT, quarter),
    )


def _of_entry(entry: DutyCatalogueEntry, year: int) -> Iterator[Obligation]:
    parts = len(entry.parts)
    for part in entry.parts:
        yield Obligation(
            duty=entry.kind,
            title=title_of(entry, year, part, parts),
            period=period_of(year, part, parts),
            article=entry.article,
            rule=f"{TERM_LABELS[TermRule.DUTY][0]}：{entry}",
            term=TermRule.DUTY,
            base=entry.nominal(year, part),
            key=(entry.kind, part),
            kinds=entry.asked_of,
        )


def period_of(year: int, part: int, parts: int) -> str:
    """“2026”, “2026H1” of two halves, “2026P3” of more parts."""
    return f"{year}" if parts == 1 else f"{year}{'H' if parts == 2 else 'P'}{part}"


def _line(obligation: Obligation, paper: OwedPaper, proof: Evidence | None, holders: list[Holder]) -> DutyLine:
    """Of what was owed; its days and its explanation are those that stand on the row."""
    status = DutyStatus(paper.status)
    return DutyLine(
        duty=obligation.duty,
        title=obligation.title,
        period=obligation.period,
        article=obligation.article,
        rule=obligation.rule,
        status=status,
        days_over=paper.days_over,
        due_on=paper.due_on,
        provisional=paper.due_provisional,
        steps=tuple(paper.due_steps),
        note="" if paper.is_owed and not paper.first_submitted_on else paper.get_state_display(),
        url=paper.get_absolute_url(),
        responsible=_responsible(paper, holders),
        evidence=proof,
    )


def _responsible(paper: OwedPaper, holders: list[Holder]) -> str:
    """Who certified it, else who held a first responsible post on the due day (article 3)."""
    if paper.certified_by and paper.first_submitted_on:
        return f"{paper.certified_by}（确认人）"
    return next((holder.label for holder in holders if holder.held_on(paper.due_on)), "")


def _absent(
    obligation: Obligation, organization: Organization, was_opened: bool, deadlines: Deadlines, today: date
) -> DutyLine:
    """Not opened yet, or never owed."""
    why = _why_not_owed(obligation, organization, was_opened, today)
    due = None if why else deadlines.due(obligation.term, obligation.base)
    return DutyLine(
        duty=obligation.duty,
        title=obligation.title,
        period=obligation.period,
        article=obligation.article,
        rule=obligation.rule,
        status=DutyStatus.NOT_APPLICABLE if why else DutyStatus.OPEN,
        due_on=due.due_on if due else None,
        provisional=due.provisional if due else False,
        steps=tuple(due.steps_as_json()) if due else (),
        note=why or "尚未开启",
    )


def _why_not_owed(obligation: Obligation, organization: Organization, was_opened: bool, today: date) -> str:
    """Empty if it is still to come."""
    if obligation.kinds is not None and organization.kind not in obligation.kinds:
        return "不适用于该类型的社会组织"
    if organization.ended_on and organization.ended_on <= obligation.base:
        return "组织已终止"
    if was_opened:
        return "无报送任务"
    return "" if obligation.base >= today else "未在本门户开启"


def counted(lines: Collection[DutyLine]) -> Mapping[str, int]:
    """How many stand where, by label without days."""
    return {status.label: sum(line.status == status for line in lines) for status in DutyStatus}
