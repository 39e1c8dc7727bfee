"""The officers' desk of any matter: who has it in hand, notes among officers, messages with the organization.

A room lends its tables and its notices, and asks for the permission in an act of its own.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from organizations.enums import Role
from organizations.models import Authority, Membership, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, need


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The desk of one kind of matter.

    `column` is the field by which its tables know a row; `roles` are those that work there. `assigned(row, officer, by, key)`
    tells whoever was given something, `said(row, to_organization, body, key, today)` the other side of a message.
    """

    assignments: type[Any]
    notes: type[Any]
    messages: type[Any]
    column: Callable[[Any], str]
    roles: Collection[Role]
    assigned: Callable[..., None]
    said: Callable[..., None]

    def assign(self, row: Any, *, by: User, now: datetime, officer: User) -> Any:
        """Give it to an officer of the own authority, or take it over oneself; the assignment itself is the record."""
        authority = authority_of(by)
        if not self.colleagues(by, day_of(now)).filter(pk=officer.pk).exists():
            raise Refused("只能分派给本单位的经办人。")
        held = self._of(self.assignments, row).filter(authority=authority, ended_at__isnull=True)
        if held.filter(officer=officer).exists():
            raise Refused(f"此件已由{officer}经办。")
        held.update(ended_at=now)
        facts = {self.column(row): row, "authority": authority, "officer": officer, "assigned_by": by}
        assignment = self.assignments.objects.create(**facts)
        if officer != by:
            self.assigned(row, officer, by, assignment.pk)
        return assignment

    def colleagues(self, user: User, today: date) -> QuerySet[User]:
        """Those at the same authority who may work on it today."""
        held = Membership.objects.current(today).of_role(*self.roles)
        authority = user.acting.authority_id if user.acting else None
        return User.objects.filter(pk__in=held.filter(authority=authority).values("user")).order_by("name", "pk")

    def in_hand(self, row: Any, authority: Authority | int | None) -> Any:
        """The assignment that runs at this authority, or None."""
        running = self._of(self.assignments, row).filter(authority=authority, ended_at__isnull=True)
        return running.select_related("officer").first()

    def note(self, row: Any, *, by: User, text: str) -> Any:
        need(text, "请填写备注内容。")
        return self.notes.objects.create(**{self.column(row): row}, authority=authority_of(by), author=by, text=text)

    def notes_for(self, row: Any, user: User) -> QuerySet[Any]:
        """Those of the own authority only; to an organization there are none."""
        authority = user.acting.authority_id if user.acting else None
        found = self._of(self.notes, row).filter(authority=authority) if authority else self.notes.objects.none()
        return found.select_related("author")

    def write_message(self, row: Any, *, by: User, now: datetime, text: str) -> Any:
        need(text, "请填写消息内容。")
        message = self.messages.objects.create(
            **{self.column(row): row}, author=by, acting_as=by.acting_label, text=text
        )
        to_organization = not (by.acting and by.acting.organization_id)
        self.said(row, to_organization, f"{by.acting_label}：{text}", f"message{message.pk}", today=day_of(now))
        return message

    def said_of(self, row: Any) -> QuerySet[Any]:
        return self._of(self.messages, row).select_related("author")

    def _of(self, model: type[Any], row: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.filter(**{self.column(row): row})
        return found


def authority_of(by: User) -> Authority:
    return by.acting.authority  # type: ignore[union-attr, return-value] # the permission is for officers alone
