"""The stored due days of filings, as the work calendar asks for them when it or the policy changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, F, QuerySet
from django.utils.timezone import localdate

from events.enums import Outcome
from events.models import EventFiling, EventRecord
from events.notice_period import as_pauses
from organizations.enums import ORGANIZATION_ROLES, Role
from organizations.models import Membership, User
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.outbox import Letter
from zhengzhou_ideology.workcalendar.movements import StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, Pause, TermRule

KIND = "event_filing"


class _FilingDueDates:
    label: str
    due: str

    def stored(self) -> Iterable[StoredTerm]:
        raise NotImplementedError

    def filings(self, term: StoredTerm) -> QuerySet[EventFiling]:
        raise NotImplementedError

    def people(self, filings: QuerySet[EventFiling]) -> dict[int, list[int]]:
        """By filing those who are to keep the day or count on it."""
        members = Membership.objects.current(localdate()).of_role(*ORGANIZATION_ROLES).order_by("pk")
        concerned = members.filter(organization__in=filings.values("organization"))
        return _of_each(filings.values_list("pk", "organization"), concerned.values_list("organization", "user"))

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        filings = self.filings(term).order_by("organization__uscc", "pk")[:limit]
        return [f"{name}“{title}”" for name, title in filings.values_list("organization__name", "title")]

    def move(self, term: StoredTerm, due: Due, *, by: User, reason: str) -> None:
        """Those concerned are told before the rows move, because the term names them by their old day."""
        filings = self.filings(term)
        if due.due_on != term.due_on:
            outbox.post_each(self._letters(filings, term, due, reason), kind=KIND)
        self.store(filings, due)

    def store(self, filings: QuerySet[EventFiling], due: Due) -> None:
        stem = self.due.removesuffix("_on")
        filings.update(
            **{self.due: due.due_on, f"{stem}_provisional": due.provisional, f"{stem}_steps": due.steps_as_json()}
        )

    def _letters(self, filings: QuerySet[EventFiling], term: StoredTerm, due: Due, reason: str) -> Iterator[Letter]:
        people = self.people(filings)
        day = f"{due.due_on:%Y年%-m月%-d日}" + ("（暂定）" if due.provisional else "")
        for filing in filings.only("title", "organization"):
            subject = f"重大活动“{filing.title}”的{self.label}改为{day}"
            body = (
                f"因工作日历或者有关规则调整（{reason}），该活动的{self.label}由{term.due_on:%Y年%-m月%-d日}改为{day}。"
            )
            key = f"event:{filing.pk}:{self.due}:moved:{reason[:100]}:{term.due_on}"
            for user in dict.fromkeys(people[filing.pk]):
                yield Letter(user, subject, body, key, filing.get_absolute_url())


class DecisionDueDates(_FilingDueDates):
    """Decision days of undecided filings. Those that no rule of the calendar yielded stay: filed on the event's own
    day, or due on the very day on which they came back because no working day was left.
    """

    label = "审批期限"
    due = "decide_by"

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

    def filings(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return self._undecided().filter(
            first_submitted_on=term.base,
            starts_on=str(term.event),
            pauses=[_stored(pause) for pause in term.pauses],
            decide_by=term.due_on,
            decide_by_provisional=term.provisional,
        )

    def people(self, filings: QuerySet[EventFiling]) -> dict[int, list[int]]:
        found = super().people(filings)
        asked = filings.filter(decisions__outcome=Outcome.PENDING).values_list("pk", "decisions__authority")
        for filing, officers in _officers(asked, Role.COMPETENT_OFFICER, Role.REGISTRAR).items():
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
    due = "record_due_on"

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

    def filings(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return self._waiting().filter(
            starts_on=str(term.event),
            record__received_on=term.base,
            record__pauses=[_stored(pause) for pause in term.pauses],
            record__due_on=term.due_on,
            record__due_provisional=term.provisional,
        )

    def people(self, filings: QuerySet[EventFiling]) -> dict[int, list[int]]:
        return _officers(filings.values_list("pk", "registration_authority"), Role.REGISTRAR)

    def store(self, filings: QuerySet[EventFiling], due: Due) -> None:
        EventRecord.objects.filter(filing__in=filings).update(
            due_on=due.due_on, due_provisional=due.provisional, due_steps=due.steps_as_json()
        )

    @staticmethod
    def _waiting() -> QuerySet[EventFiling]:
        waiting = EventFiling.objects.current().unrecorded().order_by()
        return waiting.filter(record__due_on__isnull=False, record__received_on__lt=F("starts_on"))


class SummaryDueDates(_FilingDueDates):
    """Days by which approved events are to be summed up."""

    label = "活动总结期限"
    due = "summary_due_on"

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

    def filings(self, term: StoredTerm) -> QuerySet[EventFiling]:
        return EventFiling.objects.owing_summary().filter(
            ends_on=term.base, summary_due_on=term.due_on, summary_due_provisional=term.provisional
        )


def _stored(pause: Pause) -> dict[str, str]:
    return {"returned_on": pause.returned_on.isoformat(), "resubmitted_on": pause.resubmitted_on.isoformat()}


def _officers(seats: QuerySet, *roles: Role) -> dict[int, list[int]]:
    """By filing the officers of its authority; `seats` are pairs of the two."""
    officers = Membership.objects.current(localdate()).of_role(*roles).filter(authority__isnull=False).order_by("pk")
    return _of_each(seats.order_by("pk"), officers.values_list("authority", "user"))


def _of_each(seats: Iterable[tuple[int, int]], holders: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    by_place: dict[int, list[int]] = defaultdict(list)
    for place, user in holders:
        by_place[place].append(user)
    found: dict[int, list[int]] = defaultdict(list)
    for filing, place in seats:
        found[filing] += by_place[place]
    return found
