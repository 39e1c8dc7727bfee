"""Keeps the organizations that may lack somebody few: what lacks nothing for weeks to come is taken away."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from organizations.enums import AT_REST, Post, Role
from organizations.models import Membership, Organization, PossibleGap, ResponsiblePerson

# What ends within these days stays: nothing is missed as long as nights are not missed for longer than that.
AHEAD = timedelta(days=62)


@transaction.atomic
def weed(today: date) -> None:
    """Safe to run twice, at once, or late.

    One statement takes away: what is committed beside it has written rows of its own, which that statement does not see.
    """
    again = PossibleGap.objects.filter(organization_id=OuterRef("organization_id"), pk__gt=OuterRef("pk"))
    PossibleGap.objects.filter(Exists(again)).delete()
    settled = _settled(today, today + AHEAD)
    PossibleGap.objects.filter(organization_id__in=Organization.objects.filter(settled).values("pk")).delete()
    known = PossibleGap.objects.filter(organization_id=OuterRef("pk"))
    missing = Organization.objects.filter(~settled, ~Exists(known)).order_by().values("pk")
    statement, values = missing.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {PossibleGap._meta.db_table} (organization_id) {statement}", values)


def _settled(today: date, until: date) -> Q:
    """At rest, or with a secretary and a leader by name to the end, and no leader's account or branch without a term to the end."""
    lasts = Q(ends_on__isnull=True) | Q(ends_on__gt=until)
    seats = Membership.objects.filter(organization=OuterRef("pk"), revoked_at__isnull=True)
    secretary = seats.of_role(Role.SECRETARY).in_person().current(today).filter(lasts)
    in_office = ResponsiblePerson.objects.current(today).filter(Q(term_until__isnull=True) | Q(term_until__gt=until))
    terms = in_office.filter(organization=OuterRef("pk"))
    branch = ResponsiblePerson.objects.filter(organization=OuterRef("pk"), post=Post.BRANCH_SECRETARY)
    own_post = in_office.first_responsible().filter(account=OuterRef("user"), organization=OuterRef("organization"))
    off_post = seats.of_role(Role.LEADER).not_over(today).exclude(Exists(own_post))
    return Q(status__in=AT_REST) | (
        Q(Exists(secretary))
        & Q(Exists(terms.filter(post=Post.LEADER)))
        & (~Q(Exists(branch)) | Q(Exists(terms.filter(post=Post.BRANCH_SECRETARY))))
        & ~Q(Exists(off_post))
    )
