"""Which organizations may lack somebody: written down by triggers, kept few by looking at each every night."""

# ruff: noqa: S608 (statements are put together out of names of this module and what Django compiles, never out of input)

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Value

from organizations.enums import AT_REST, Gap, Post, Role
from organizations.models import Membership, Organization, PossibleGap, ResponsiblePerson, User

# What ends within these days stays: nothing is missed as long as nights are not missed for longer than that.
AHEAD = timedelta(days=62)

# Of which organizations a statement changed something that counts, as triggers see it.
BOTH = "old_rows o JOIN new_rows n ON n.id = o.id"
EITHER = "SELECT organization_id FROM old_rows UNION SELECT organization_id FROM new_rows"
RESUMED_OR_ENDED = f"SELECT n.id FROM {BOTH} WHERE o.status <> n.status"
OPENED_OR_CLOSED = f"""
SELECT held.organization_id FROM {BOTH} JOIN {Membership._meta.db_table} held ON held.user_id = n.id
WHERE o.is_active <> n.is_active
"""


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
            f"WITH looked_at AS (DELETE FROM {table} WHERE kind = '')"
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


def register() -> None:
    """The triggers: one for each statement, so that bulk and raw SQL count too."""
    for model in (Membership, ResponsiblePerson):
        pgtrigger.register(_trigger(pgtrigger.Insert, "SELECT organization_id FROM new_rows"))(model)
        pgtrigger.register(_trigger(pgtrigger.Update, EITHER))(model)
        pgtrigger.register(_trigger(pgtrigger.Delete, "SELECT organization_id FROM old_rows"))(model)
    pgtrigger.register(_trigger(pgtrigger.Insert, "SELECT id FROM new_rows"))(Organization)
    pgtrigger.register(_trigger(pgtrigger.Update, RESUMED_OR_ENDED))(Organization)
    pgtrigger.register(_trigger(pgtrigger.Update, OPENED_OR_CLOSED))(User)


def _trigger(operation: pgtrigger.Operation, select: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"may_lack_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(
            old=None if operation is pgtrigger.Insert else "old_rows",
            new=None if operation is pgtrigger.Delete else "new_rows",
        ),
        func=f"INSERT INTO {PossibleGap._meta.db_table} (organization_id) SELECT DISTINCT id FROM ({select}) s (id) WHERE id IS NOT NULL; RETURN NULL;",
    )
