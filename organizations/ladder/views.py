"""What tomorrow's sweep would send, and what is held back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Window
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Abs, RowNumber
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from organizations.ladder import holds
from organizations.ladder.climbing import Climbing, climbings
from organizations.ladder.forms import HoldForm, LadderForm
from organizations.ladder.models import Hold, Sweep
from organizations.ladder.sources import sources
from organizations.models import Authority, User
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: SignedInRequest) -> HttpResponse:
    """The dry run of a day, and the form by which a supervisor holds a rung."""
    if not request.user.has_perm("ladder.view_ladder"):
        raise PermissionDenied("ladder.view_ladder")
    may_hold = request.user.has_perm("ladder.hold_reminders")
    if request.method == "POST" and not may_hold:
        raise PermissionDenied("ladder.hold_reminders")
    hold_form = HoldForm(request.POST or None, user=request.user)
    if request.method == "POST" and hold_form.is_valid():
        holds.hold(by=request.user, today=localdate(), **hold_form.cleaned_data)
        messages.success(request, "已登记暂缓。期满或者解除后，各事项按届时所达到的最高层级催办。")
        return redirect("ladder:ladder")
    tomorrow = localdate() + timedelta(days=1)
    day_form = LadderForm(request.GET if "on" in request.GET else None, initial={"on": tomorrow})
    day = day_form.cleaned_data["on"] if day_form.is_bound and day_form.is_valid() else tomorrow
    deadlines = load_deadlines()
    policy = deadlines.policy_on(day)
    context = {
        "day_form": day_form,
        "day": day,
        **_preview(request, day, deadlines),
        "holds": [_held(request, hold, deadlines) for hold in Hold.objects.not_over(localdate()).for_listing()],
        "hold_form": hold_form if may_hold else None,
        "last": Sweep.objects.first(),
        "tables": [{"label": source.label, "rungs": source.rungs(policy)} for source in sources()],
        "today": localdate(),
    }
    status = 422 if hold_form.errors or day_form.errors else 200
    return render_page(request, "organizations/ladder/ladder.html", context, partial="preview", status=status)


def _preview(request: SignedInRequest, day: date, deadlines: Deadlines) -> dict[str, Any]:
    names = dict(Authority.objects.values_list("pk", "name"))
    entries = [entry for entry in _entries(request.user, day, names, deadlines) if entry["groups"]]
    return {"entries": entries, "matters": sum(group["count"] for entry in entries for group in entry["groups"])}


def _entries(user: User, day: date, names: dict[int, str], deadlines: Deadlines) -> Iterator[dict[str, Any]]:
    """Each rung with how many matters of each authority reach it, and the first of these: counted there, not read."""
    for climbing in climbings(day, now(), deadlines, user=user):
        groups = _groups(climbing, names)
        for place, rung in climbing.rungs.items():
            yield {"label": climbing.source.label, "rung": rung, "groups": groups.get(place, [])}


def _groups(climbing: Climbing, names: dict[int, str]) -> dict[int, list[dict[str, Any]]]:
    """By rung: all rungs and authorities of a kind in one statement, and what is shown of them in another."""
    same: list[BaseExpression | F | str] = [Abs("reached"), "registration_authority"]
    counted = Window(Count("pk"), partition_by=same)
    nth = Window(RowNumber(), partition_by=same, order_by=("due_on", "pk"))
    first = climbing.matters.order_by().annotate(step=Abs("reached"), of_it=counted, nth=nth).filter(nth__lte=SHOWN)
    found = list(first.values_list("pk", "step", "registration_authority", "of_it"))
    group_of = {key: (place, authority) for key, place, authority, _ in found}
    shown = defaultdict(list)
    for matter in climbing.source.read(climbing.source.of(list(group_of))) if found else ():
        shown[group_of[matter.pk]].append(matter)
    counts = {(place, authority): count for _, place, authority, count in found}
    groups = defaultdict(list)
    for (place, authority), count in sorted(counts.items(), key=lambda found: names[found[0][1]]):
        matters = shown[place, authority]
        more = count - len(matters)
        groups[place].append({"authority": names[authority], "count": count, "matters": matters, "more": more})
    return groups


def _held(request: SignedInRequest, hold: Hold, deadlines: Deadlines) -> dict[str, Any]:
    source = next((source for source in sources() if source.kind == hold.kind), None)
    rungs = source.rungs(deadlines.policy_on(hold.starts_on)) if source else ()
    label = next((rung.label for rung in rungs if rung.number == hold.number), "全部层级")
    return {
        "hold": hold,
        "rung": f"{source.label if source else hold.kind}：{label}",
        "may_lift": request.user.has_perm("ladder.lift_hold", hold),
    }


@require_POST
def lift_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("ladder.view_ladder"):
        raise PermissionDenied("ladder.view_ladder")
    holds.lift(reached_or_404(Hold, pk=pk), by=request.user, now=now())
    messages.success(request, "已解除暂缓。")
    return redirect("ladder:ladder")
