"""The stored due days of filings, as the work calendar asks for them when it or the policy changes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count, F, QuerySet

from events.enums import Outcome
from events.models import EventFiling, EventRecord
from events.notice_period import as_pauses
from organizations.enums import Role
from organizations.people import Desks, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.movements import DueDates, StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, Pause, TermRule

KIND = "event_filing"


class _FilingDueDates(DueDates):
    def people(self, filings: QuerySet[EventFiling], today: date) -> dict[int, list[int]]:
        """By filing those who are to keep the day or count on it."""
        members = members_of_each(filings.values("organization"), today)
        return {pk: [*members.get(organization, ())] for pk, organization in filings.values_list("pk", "organization")}

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        filings = self.rows(term).order_by("organization__uscc", "pk")[:limit]
        return [f"{name}“{title}”" for name, title in filings.values_list("organization__name", "title")]

    def tell(self, rows: QuerySet[EventFiling], term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        outbox.post_each(self._letters(rows, term, due, reason, today), kind=KIND)

    def _letters(
        self, filings: QuerySet[EventFiling], term: StoredTerm, due: Due, reason: str, today: date
    ) -> Iterator[Letter]:
        people, new = self.people(filings, today), dated(due.due_on, provisional=due.provisional)
        body = self.sentence(f"该活动的{self.label}", term, due, reason=reason)
        for filing in filings.only("title", "organization"):
            subject = f"重大活动“{filing.title}”的{self.label}改为{new}"
            key = f"event:{filing.pk}:{self.label}:moved:{reason[:100]}:{term.due_on}"
            for user in dict.fromkeys(people[filing.pk]):
                yield Letter(user, subject, body, key, filing.get_absolute_url())


class DecisionDueDates(_FilingDueDates):
    """Decision days of undecided filings. Those that no rule of the calendar yielded stay: filed on the event's own
    day, or due on the very day on which they came back because no working day was left.
    """

    label = "审批期限"
    columns = ("decide_by", "decide_by_provisional", "decide_by_steps")

    def stored(self) -> Iterator[StoredTerm]:
        by = ("first_submitted_on", "starts_on", "pauses", "decide_by", "decide_by_provisional")
        for row in self._undecided().values(*by).annotate(matters=Count("pk")).order_by(*by):
            pauses = as_pauses(row["pauses"])
            if pauses and row["decide_by"] == pauses[-1].resubmitted_on:
                continue
            yield StoredTerm(
                rule=TermRule.EVENT_DECISION,
                base=row["first_submitted_on"],
                due_on=row["decide_by"],
                provisional=row["decide_by_provisional"],
                matters=row["matters"],
                event=row["starts_on"],
                pauses=pauses,
            )

    def rows(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return self._undecided().filter(
            first_submitted_on=term.base,
            starts_on=str(term.event),
            pauses=[_stored(pause) for pause in term.pauses],
            decide_by=term.due_on,
            decide_by_provisional=term.provisional,
        )

    def people(self, filings: QuerySet[EventFiling], today: date) -> dict[int, list[int]]:
        found = super().people(filings, today)
        asked = filings.filter(decisions__outcome=Outcome.PENDING).values_list("pk", "decisions__authority")
        for filing, officers in _officers(asked, today, Role.COMPETENT_OFFICER, Role.REGISTRAR).items():
            found[filing] += officers
        return found

    @staticmethod
    def _undecided() -> QuerySet[EventFiling]:
        return EventFiling.objects.current().undecided().filter(first_submitted_on__lt=F("starts_on"))


class RecordDueDates(_FilingDueDates):
    """Record days of filings that wait for the registration authority, on the clock of the record track.

    Only its registrars are told: the organization counts on no such day, and hears of its decision day beside it.
    """

    label = "备案期限"

    def stored(self) -> Iterator[StoredTerm]:
        by = ("received_on", "filing__starts_on", "pauses", "due_on", "due_provisional")
        rows = EventRecord.objects.filter(filing__in=self._waiting()).values(*by)
        for row in rows.annotate(matters=Count("pk")).order_by(*by):
            pauses = as_pauses(row["pauses"])
            if pauses and row["due_on"] == pauses[-1].resubmitted_on:
                continue
            yield StoredTerm(
                rule=TermRule.EVENT_DECISION,
                base=row["received_on"],
                due_on=row["due_on"],
                provisional=row["due_provisional"],
                matters=row["matters"],
                event=row["filing__starts_on"],
                pauses=pauses,
            )

    def rows(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return self._waiting().filter(
            starts_on=str(term.event),
            record__received_on=term.base,
            record__pauses=[_stored(pause) for pause in term.pauses],
            record__due_on=term.due_on,
            record__due_provisional=term.provisional,
        )

    def people(self, filings: QuerySet[EventFiling], today: date) -> dict[int, list[int]]:
        return _officers(filings.values_list("pk", "registration_authority"), today, Role.REGISTRAR)

    def store(self, rows: QuerySet[EventFiling], due: Due) -> None:
        super().store(EventRecord.objects.filter(filing__in=rows), due)

    @staticmethod
    def _waiting() -> QuerySet[EventFiling]:
        waiting = EventFiling.objects.current().unrecorded().order_by()
        return waiting.filter(record__due_on__isnull=False, record__received_on__lt=F("starts_on"))


class SummaryDueDates(_FilingDueDates):
    """Days by which approved events are to be summed up."""

    label = "活动总结期限"
    columns = ("summary_due_on", "summary_due_provisional", "summary_due_steps")

    def stored(self) -> Iterator[StoredTerm]:
        by = ("ends_on", "summary_due_on", "summary_due_provisional")
        rows = EventFiling.objects.owing_summary().values(*by).annotate(matters=Count("pk")).order_by(*by)
        for row in rows:
            yield StoredTerm(
                rule=TermRule.POST_EVENT_SUMMARY,
                base=row["ends_on"],
                due_on=row["summary_due_on"],
                provisional=row["summary_due_provisional"],
                matters=row["matters"],
            )

    def rows(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return EventFiling.objects.owing_summary().filter(
            ends_on=term.base, summary_due_on=term.due_on, summary_due_provisional=term.provisional
        )


def _stored(pause: Pause) -> dict[str, str]:
    return {"returned_on": pause.returned_on.isoformat(), "resubmitted_on": pause.resubmitted_on.isoformat()}


def _officers(seats: QuerySet, today: date, *roles: Role) -> dict[int, list[int]]:
    """By filing whoever answers at the desk of its authority; `seats` are pairs of the two."""
    desks = Desks.on(today)
    found: dict[int, list[int]] = defaultdict(list)
    for filing, authority in seats.order_by("pk"):
        found[filing] += desks.at(authority, *roles)
    return found
