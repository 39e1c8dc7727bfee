"""Which organizations may lack somebody: written down by triggers, kept few by looking at each every night."""

# ruff: noqa: S608 (statements are put together out of names of this module, never out of input)

from datetime import date, timedelta

import pgtrigger
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value

from organizations.enums import AT_REST, Gap, Post, Role
from organizations.models import Membership, Organization, PossibleGap, ResponsiblePerson, User
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.noting import noting

# What ends within these days stays: nothing is missed as long as nights are not missed for longer than that.
AHEAD = timedelta(days=62)

WHOSE = ("registration_authority", "competent_authority")

# Of which organizations a statement changed something that counts, as triggers see it.
OLD, NEW = (
    f"SELECT organization_id FROM {rows} WHERE organization_id IS NOT NULL" for rows in ("old_rows", "new_rows")
)
BOTH = "old_rows o JOIN new_rows n ON n.id = o.id"
RESUMED_OR_HANDED_ON = f"""
SELECT n.id FROM {BOTH}
WHERE (o.status, o.registration_authority_id, o.competent_authority_id)
IS DISTINCT FROM (n.status, n.registration_authority_id, n.competent_authority_id)
"""
OPENED_OR_CLOSED = f"""
SELECT held.organization_id FROM {BOTH} JOIN {Membership._meta.db_table} held ON held.user_id = n.id
WHERE o.is_active <> n.is_active AND held.organization_id IS NOT NULL
"""


@transaction.atomic
def weed(today: date) -> None:
    """Says of each organization what it lacks, or may lack soon. Safe to run twice, at once, or late.

    What was written down is taken away before anything is looked at: what is committed from now on stays for the next run.
    Nothing that is written is asked for in between: with statistics of an empty table an INSERT would look through its own rows.
    """
    PossibleGap.objects.all().delete()
    for gap, settled in _settled(today, today + AHEAD).items():
        lacking = Organization.objects.filter(~settled).order_by().values_list("pk", *WHOSE, Value(gap.value))
        insert_select(PossibleGap, lacking, ["organization_id", *WHOSE, "kind"])


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
    """The triggers: what a statement changed is looked at from then on."""
    for model in (Membership, ResponsiblePerson):
        pgtrigger.register(_trigger(pgtrigger.Insert, NEW))(model)
        pgtrigger.register(_trigger(pgtrigger.Update, f"{OLD} UNION {NEW}"))(model)
        pgtrigger.register(_trigger(pgtrigger.Delete, OLD))(model)
    pgtrigger.register(_trigger(pgtrigger.Insert, "SELECT id FROM new_rows"))(Organization)
    pgtrigger.register(_trigger(pgtrigger.Update, RESUMED_OR_HANDED_ON))(Organization)
    pgtrigger.register(_trigger(pgtrigger.Update, OPENED_OR_CLOSED))(User)


def _trigger(operation: pgtrigger.Operation, select: str) -> pgtrigger.Trigger:
    whose = ", ".join(f"{name}_id" for name in WHOSE)
    found = f"SELECT id, {whose} FROM {Organization._meta.db_table} WHERE id IN ({select})"
    return noting("may_lack", operation, PossibleGap, f"organization_id, {whose}", found)
