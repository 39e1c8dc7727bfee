"""Keeps the organizations that may lack somebody few: what lacks nothing for weeks to come is taken away."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Value

from organizations.enums import AT_REST, Gap, Post, Role
from organizations.models import Membership, Organization, PossibleGap, ResponsiblePerson

# What ends within these days stays: nothing is missed as long as nights are not missed for longer than that.
AHEAD = timedelta(days=62)


@transaction.atomic
def weed(today: date) -> None:
    """Safe to run twice, at once, or late.

    What is committed beside a statement has written a row of its own, which that statement does not see: so nothing is taken
    away that was not looked at.
    """
    again = PossibleGap.objects.filter(
        organization_id=OuterRef("organization_id"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
    )
    PossibleGap.objects.filter(Exists(again)).delete()
    settled = _settled(today, today + AHEAD)
    for gap, condition in settled.items():
        keys = Organization.objects.filter(condition).order_by().values("pk")
        PossibleGap.objects.filter(kind=gap, organization_id__in=keys).delete()
    _write_down(settled)


def _write_down(settled: Mapping[Gap, Q]) -> None:
    """What is lacking, kind by kind, in place of all that was still to be looked at: in one statement, which sees one state."""
    selects: list[str] = []
    values: list[Any] = []
    for gap, condition in settled.items():
        known = PossibleGap.objects.filter(kind=gap, organization_id=OuterRef("pk"))
        lacking = Organization.objects.filter(~condition, ~Exists(known)).order_by()
        select, given = lacking.values_list("pk", Value(gap.value)).query.sql_with_params()
        selects.append(select)
        values += given
    table = PossibleGap._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH looked_at AS (DELETE FROM {table} WHERE kind = '')"  # noqa: S608 - a table of ours; the rest is compiled by Django
            f" INSERT INTO {table} (organization_id, kind) {' UNION ALL '.join(selects)}",
            values,
        )


def _settled(today: date, until: date) -> dict[Gap, Q]:
    """When an organization lacks no such thing, from today to the other day: at rest, or with what lasts so long."""
    seats = Membership.objects.filter(organization=OuterRef("pk"), revoked_at__isnull=True)
    lasting = seats.in_person().current(today).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=until))
    in_office = ResponsiblePerson.objects.current(today).filter(Q(term_until__isnull=True) | Q(term_until__gt=until))
    terms = in_office.filter(organization=OuterRef("pk"))
    branch = ResponsiblePerson.objects.filter(organization=OuterRef("pk"), post=Post.BRANCH_SECRETARY)
    own_post = in_office.first_responsible().filter(account=OuterRef("user"), organization=OuterRef("organization"))
    off_post = seats.of_role(Role.LEADER).not_over(today).exclude(Exists(own_post))
    settled = {
        Gap.ACCOUNT: Q(Exists(lasting)),
        Gap.SECRETARY: Q(Exists(lasting.of_role(Role.SECRETARY))),
        Gap.LEADER: Q(Exists(terms.filter(post=Post.LEADER))),
        Gap.BRANCH_SECRETARY: Q(Exists(terms.filter(post=Post.BRANCH_SECRETARY))) | ~Q(Exists(branch)),
        Gap.POST_OF_ACCOUNT: ~Q(Exists(off_post)),
    }
    return {gap: Q(status__in=AT_REST) | condition for gap, condition in settled.items()}
