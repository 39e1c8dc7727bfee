"""Outlets follow the posts of those who answer for them: a successor takes over what the predecessor had (article 5)."""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery, Value

from organizations.models import Organization, Outlet, OutletTakeover
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.workflow import all_under_lock


@transaction.atomic
def follow_posts(today: date, organization: Organization | None = None) -> int:
    """Pass on every outlet in use whose post somebody else holds by now; how many. Again, it finds none.

    Of one organization, or of all: what begins on a later day, or came with an import, is passed on once that day is there.
    """
    behind = Outlet.objects.left_behind(today)
    if organization is not None:
        behind = behind.filter(organization=organization)
    held = all_under_lock(behind)
    rows = held.left_behind(today).order_by().values_list("pk", "responsible", "successor", Value(today))
    if not insert_select(OutletTakeover, rows, ("outlet", "predecessor", "successor", "on")):
        return 0
    newest = OutletTakeover.objects.filter(outlet=OuterRef("pk")).order_by("-pk").values("successor")[:1]
    return Outlet.objects.filter(pk__in=held.left_behind(today).values("pk")).update(responsible=Subquery(newest))
