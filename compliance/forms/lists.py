"""What narrows a list of reports or duties."""

from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from compliance.enums import DutyKind, DutyStatus, ReportState
from compliance.models import ReportingPeriod
from compliance.models.duties import DutyQuerySet
from compliance.models.owed import OwedPaperQuerySet
from compliance.models.reports import QuarterlyReportQuerySet
from compliance.status import FIRST_YEAR
from organizations.enums import Role
from organizations.forms.figures import FiguresForm
from organizations.models import District
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.forms import WaitingForm, search_words
from zhengzhou_ideology.sorting import SortedForm

OWED = "owed"
NOT_IN = "open"
OVERDUE = "overdue"
PUT_OFF = "put_off"
DECIDED = "decided"
ON_PAPER = "on_paper"
# Statuses under a name of their own, for a state of the same name is another thing.
STATUSES = {
    "met": DutyStatus.MET,
    "late": DutyStatus.LATE,
    "to_correct": DutyStatus.RETURNED,
    "extended": DutyStatus.EXTENDED,
    "not_applicable": DutyStatus.NOT_APPLICABLE,
}


class PaperFilterForm(SortedForm, WaitingForm, FiguresForm):
    """The filters of a list; an empty field filters nothing, and a field that a list leaves out neither."""

    q = forms.CharField(label="社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *ReportState.choices,
            (OWED, "尚未报送"),
            (NOT_IN, "尚未报送（不含已延期）"),
            (OVERDUE, "逾期未报"),
            *((name, status.label) for name, status in STATUSES.items()),
            (PUT_OFF, "曾获延期"),
            (DECIDED, "经审核接收"),
            (ON_PAPER, "无账号待代录"),
        ],
    )
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全市"
    )

    by_itself = ("-due_on", "pk")
    sorts: ClassVar = {"due": ("due_on", "-pk")}

    @staticmethod
    def waits_for(user: Any) -> bool:
        return user.organization is not None or user.acts_as(Role.REGISTRAR)

    def narrow(self, papers: Any, user: Any = None) -> Any:
        """`user` is whoever reads the list: what waits for the reader is asked for only there."""
        if not self.is_valid():
            return papers
        if words := self.cleaned_data.get("q"):
            papers = papers.matching(words, reader=user)
        found = self.narrowed(papers, self.cleaned_data)
        return found.waiting_for(user) if user and self.cleaned_data.get("waiting") else found

    def narrowed(self, papers: Any, facts: dict[str, Any]) -> Any:
        if facts.get("district"):
            papers = papers.filter(district=facts["district"])
        papers = self.as_counted(papers, facts)
        return in_state(papers, facts.get("state", ""))


def in_state(papers: OwedPaperQuerySet, state: str) -> OwedPaperQuerySet:
    today = localdate()
    if state == OWED:
        return papers.never_submitted().current()
    if state == OVERDUE:
        return papers.overdue(today)
    if state == NOT_IN:
        return papers.in_status(DutyStatus.OPEN, today)
    if state == PUT_OFF:
        return papers.put_off().current()
    if state == DECIDED:
        return papers.accepted_by_officer()
    if state in STATUSES:
        return papers.in_status(STATUSES[state], today)
    if state == ON_PAPER:
        return papers.outstanding().current().without_account(today)
    return papers.filter(state=state) if state else papers


class ReportFilterForm(PaperFilterForm):
    period = forms.ModelChoiceField(
        label="季度", queryset=ReportingPeriod.objects.latest_first(), required=False, empty_label="全部季度"
    )
    year = forms.IntegerField(label="年度", required=False, min_value=2019, max_value=2100)
    field_order = ("q", "period", "year", "state", "district")
    asked_for = (*FiguresForm.asked_for, "year")

    def narrowed(self, papers: QuarterlyReportQuerySet, facts: dict[str, Any]) -> QuarterlyReportQuerySet:
        papers = papers.filter(period=facts["period"]) if facts["period"] else papers
        papers = papers.of_year(facts["year"]) if facts.get("year") else papers
        papers = papers.filter(period__quarter=facts["part"]) if facts.get("part") else papers
        found: QuarterlyReportQuerySet = super().narrowed(papers, facts)
        return found


class OwnReportFilterForm(ReportFilterForm):
    """For an organization, which looks only for its own."""

    q = None  # type: ignore[assignment]
    district = None  # type: ignore[assignment]


class DutyFilterForm(PaperFilterForm):
    kind = forms.ChoiceField(label="事项", required=False, choices=[("", "全部事项"), *DutyKind.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=2019, max_value=2100)
    field_order = ("q", "kind", "year", "state", "district")

    def narrowed(self, papers: DutyQuerySet, facts: dict[str, Any]) -> DutyQuerySet:
        papers = papers.of_kind(facts["kind"]) if facts["kind"] else papers
        papers = papers.of_year(facts["year"]) if facts["year"] else papers
        papers = papers.filter(part=facts["part"]) if facts.get("part") else papers
        found: DutyQuerySet = super().narrowed(papers, facts)
        return found


class OwnDutyFilterForm(DutyFilterForm):
    q = None  # type: ignore[assignment]
    district = None  # type: ignore[assignment]


class StatusLedgerForm(forms.Form):
    """What narrows the ledger of a year: as the lists it is linked from; what does not fit narrows nothing."""

    year = forms.IntegerField(label="年度", required=False, min_value=FIRST_YEAR)
    q = search_words("社会组织")
    district = forms.ModelChoiceField(label="县（市、区）", queryset=District.objects.all(), required=False)

    def clean_year(self) -> int:
        """The running year, unless one that is over is asked for."""
        running = localdate().year
        return min(self.cleaned_data["year"] or running, running)

    @property
    def chosen_year(self) -> int:
        return self.cleaned_data["year"] if self.is_valid() else localdate().year

    def narrow(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q"):
            organizations = organizations.matching(facts["q"])
        return organizations.filter(district=facts["district"]) if facts.get("district") else organizations
