"""What climbs a ladder: each room lends its kinds of matter as sources that `settings.LADDER_SOURCES` names.

A further kind of deadline is one class like those here named and one line in the settings; docs/deadlines.md says how.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string
from django.utils.timezone import make_aware

from organizations.ladder.desks import AddressBook, To
from organizations.ladder.rungs import Row, Rung, rungs
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.policy import Policy

NAMED = 10


@dataclass(frozen=True, slots=True)
class Matter:
    """What a reminder says of one matter. `round` counts the due days that it was granted anew.

    A desk is told in one letter of all matters of the same `group`; `awaited` are the authorities that have to act.
    """

    pk: int
    round: int
    title: str
    group: str
    url: str
    list_url: str
    organization_id: int
    organization: str
    authority_id: int
    due_on: date
    provisional: bool = False
    awaited: tuple[int, ...] = ()

    def authorities(self, to: To, book: AddressBook) -> Sequence[int]:
        """Whose desk is meant."""
        if to == To.AWAITED_SUPERVISORS:
            return self.awaited
        return [book.city_above(self.authority_id) if to == To.CITY_DESK else self.authority_id]

    @property
    def day(self) -> str:
        return dated(self.due_on, provisional=self.provisional)


class Begun(NamedTuple):
    """A day on which outstanding matters began, the value that they have in the column `began`, and the days before the due day
    on which they are reminded, where these are not the policy's."""

    on: date
    value: Any
    days: Sequence[int] = ()


class Matters:
    """One kind of matter with a due day: the table of its rungs, its outstanding rows, and its words.

    Rows of `outstanding` have `organization`, `registration_authority`, `district`, `due_on` and `round`, and in the
    column `began` what selects their policy. `counts_from` is the day from which overdue rungs count.
    """

    kind: str
    label: str
    table: tuple[Row, ...]
    began: str
    notice_kind = "reminder"
    # Columns by which matters have the same title; none where each has its own. Of those that also agree in the due day the
    # people of the organizations are told the same but for its name, so that all are told in one statement.
    alike: tuple[str, ...] = ()

    def rungs(self, policy: Policy) -> tuple[Rung, ...]:
        return rungs(self.kind, self.table, policy)

    def ladder(self, begun: Begun, policy: Policy) -> tuple[Rung, ...]:
        """The rungs of those that began so, under the policy of that day."""
        return self.rungs(policy)

    @classmethod
    def proposing(cls) -> list[int]:
        """The numbers of the rungs after which a person is to look into the matter."""
        return [number for number, row in enumerate(cls.table, start=1) if row.proposes]

    def settle(self, at: datetime) -> None:
        """End what time alone has ended, such as a filing whose event has begun; a sweep calls it before it reads."""

    def outstanding(self, at: datetime) -> QuerySet:
        raise NotImplementedError

    def of(self, keys: Any) -> QuerySet:
        """The matters with these keys, outstanding or not."""
        raise NotImplementedError

    def begun(self, at: datetime) -> Iterable[Begun]:
        """How outstanding matters began."""
        days = self.outstanding(at).order_by(self.began).values_list(self.began, flat=True).distinct()
        return [Begun(day, day) for day in days]

    def counted(self, rows: QuerySet) -> QuerySet:
        """With `counts_from`: the due day, unless the matter came into being after it."""
        return rows.annotate(counts_from=F("due_on"))

    def within_reach(self, rows: QuerySet, user: User) -> QuerySet:
        """Those that the user's authority answers for now: whom it belonged to before is told of nothing."""
        return rows.within_reach(user)  # type: ignore[attr-defined]

    def read(self, rows: QuerySet) -> list[Matter]:
        raise NotImplementedError

    def words(self, rung: Rung, matter: Matter, today: date) -> tuple[str, str]:
        """Subject and body for the people of the organization."""
        raise NotImplementedError

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        """Subject, body and address for a desk that is told of `count` at once, of which `matters` are the first."""
        raise NotImplementedError


def sources() -> list[Matters]:
    return [import_string(path)() for path in settings.LADDER_SOURCES]


def moment(today: date, now: datetime | None) -> datetime:
    """Now, or the end of another day as of which somebody asks."""
    return now if now and today == day_of(now) else make_aware(datetime.combine(today, time(23, 59)))


def named(matters: Sequence[Matter], count: int, *, title: bool = False) -> str:
    """The first few, by organization and, where one may have several, by title."""
    names = (matter.organization + (f"“{matter.title}”" if title else "") for matter in matters[:NAMED])
    return "、".join(names) + ("等" if count > NAMED else "")
