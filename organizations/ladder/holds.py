"""Keeping a rung, or a whole ladder, back in a district for some days, and what is held today."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from organizations.ladder.models import Hold
from organizations.ladder.rungs import Rung
from organizations.models import Authority, District, User
from zhengzhou_ideology.workflow import Refused

LONGEST = 90


def held(today: date) -> Callable[[Rung], Q]:
    """For a rung the matters that are held today: those of the district which the deciding authority answers for; empty if none are."""
    holds = list(Hold.objects.running(today))
    below = _below() if holds else {}

    def matters(rung: Rung) -> Q:
        found = Q()
        for hold in holds:
            if hold.kind == rung.kind and hold.number in (None, rung.number):
                found |= Q(district=hold.district_id, registration_authority__in=below[hold.authority_id])
        return found

    return matters


def _below() -> dict[int, set[int]]:
    """Each authority with itself and all below it."""
    parents = dict(Authority.objects.values_list("pk", "parent"))
    below: dict[int, set[int]] = defaultdict(set)
    for authority in parents:
        above: int | None = authority
        while above is not None:
            below[above].add(authority)
            above = parents[above]
    return below


def hold(
    *,
    by: User,
    kind: str,
    number: int | None,
    district: District,
    starts_on: date,
    ends_on: date,
    reason: str,
    today: date,
) -> Hold:
    if by.acting is None or by.acting.authority is None or not by.has_perm("ladder.hold_reminders"):
        raise PermissionDenied("ladder.hold_reminders")
    if ends_on < today:
        raise Refused("结束日期不能早于今天。")
    if (ends_on - starts_on).days >= LONGEST:
        raise Refused(f"一次暂缓不得超过{LONGEST}天，仍有需要的请到期后再行决定。")
    return Hold.objects.create(
        authority=by.acting.authority,
        district=district,
        kind=kind,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        held_by=by,
    )


@transaction.atomic
def lift(found: Hold, *, by: User, now: datetime) -> None:
    """End it before its day; the next sweep gives each matter the highest rung that it has reached."""
    row = Hold.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not by.has_perm("ladder.lift_hold", row):
        raise PermissionDenied("ladder.lift_hold")
    if row.lifted_at:
        raise Refused("该项暂缓已解除。")
    row.lifted_by, row.lifted_at = by, now
    row.save(update_fields=["lifted_by", "lifted_at"])
