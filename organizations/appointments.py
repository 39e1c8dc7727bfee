"""Who holds which post: a new holder ends the term of the one before, in the same moment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from organizations.enums import Post
from organizations.models import Organization, ResponsiblePerson, User
from organizations.outlets import follow_posts
from zhengzhou_ideology.workflow import Refused, act


def current_holder(organization: Organization, post: Post, today: date) -> ResponsiblePerson | None:
    held = organization.responsible_persons.current(today).filter(post=post)
    return held.select_related("account").latest_term_first().first()


def fault_of_beginning(begins: date, before: ResponsiblePerson | None, latest: date) -> str:
    """Why a term cannot begin on that day; empty if it can. `latest` is the last day that may be entered."""
    if begins > latest:
        return "任职开始日期不能晚于今天。"
    return fault_of_succession(begins, before)


def fault_of_succession(begins: date, before: ResponsiblePerson | None) -> str:
    if before and before.term_from and begins < before.term_from:
        return "不能早于现任者的任职开始日期。"
    return ""


def last_holder(organization: Organization, post: Post) -> ResponsiblePerson | None:
    """Whose term ends last, also one that begins only later."""
    return organization.responsible_persons.filter(post=post).latest_term_first().first()


@act(perm="organizations.change_responsibleperson")
def appoint(
    organization: Organization, *, by: User, post: Post, today: date, facts: Mapping[str, Any]
) -> ResponsiblePerson:
    """Begin a term; whoever still holds the post ends on that day.

    A first responsible person changes by a filing with its paper (`post_change_workflow`); what the registrar enters
    without one is the first holder of a post that nobody holds.
    """
    before = current_holder(organization, post, today)
    if post in Post.first_responsible():
        refuse_without_filing(organization, before, by=by)
    if problem := fault_of_beginning(facts["term_from"], before, today):
        raise Refused(problem)
    return succeed(organization, post, facts, today)


def refuse_without_filing(organization: Organization, before: ResponsiblePerson | None, *, by: User) -> None:
    if before is not None or by.organization == organization:
        raise Refused("第一责任人的变更须附依据文件申报，由现任或者另一位第一责任人确认；没有的，由登记管理机关确认。")


def succeed(organization: Organization, post: Post, facts: Mapping[str, Any], today: date) -> ResponsiblePerson:
    """The term begins, the one before ends on that day, and the outlets go along; whoever calls has asked whether it may."""
    begins = facts["term_from"]
    longer = Q(term_until__isnull=True) | Q(term_until__gt=begins)
    organization.responsible_persons.filter(longer, post=post).update(term_until=begins)
    person = ResponsiblePerson(organization=organization, post=post, **facts)
    person.full_clean()
    person.save()
    follow_posts(today, organization)
    return person
