"""Who holds which post: a new holder ends the term of the one before, in the same moment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from organizations.enums import Post
from organizations.models import Organization, ResponsiblePerson, User
from zhengzhou_ideology.workflow import Refused, act


def current_holder(organization: Organization, post: Post, today: date) -> ResponsiblePerson | None:
    return organization.responsible_persons.current(today).filter(post=post).latest_term_first().first()


def fault_of_beginning(begins: date, before: ResponsiblePerson | None, today: date) -> str:
    """Why a term cannot begin on that day; empty if it can."""
    if begins > today:
        return "任职开始日期不能晚于今天。"
    if before and before.term_from and begins < before.term_from:
        return "不能早于现任者的任职开始日期。"
    return ""


@act(perm="organizations.change_responsibleperson")
def appoint(
    organization: Organization, *, by: User, post: Post, today: date, facts: Mapping[str, Any]
) -> ResponsiblePerson:
    """Begin a term; whoever still holds the post ends on that day."""
    begins = facts["term_from"]
    if problem := fault_of_beginning(begins, current_holder(organization, post, today), today):
        raise Refused(problem)
    organization.responsible_persons.filter(post=post, term_until__isnull=True).update(term_until=begins)
    person = ResponsiblePerson(organization=organization, post=post, **facts)
    person.full_clean()
    person.save()
    return person
