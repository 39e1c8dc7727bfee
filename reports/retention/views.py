"""The schedule with what is waiting, and the page of one removal."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from organizations.requests import SignedInRequest
from reports.retention import disposal_workflow as workflow
from reports.retention.models import Disposal
from reports.retention.rules import VIEW
from reports.retention.schedule import BY_KEY, SCHEDULE
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting

DOORS = {
    "confirm": Door(
        act=workflow.confirm,
        address="retention:confirm",
        label="确认销毁",
        question=f"确认后 {workflow.GRACE.days} 日自动执行，销毁后不能恢复；在此之前可以改为继续保存。",
        done="已确认，到时自动执行。",
        form=ReasonForm,
        tone="danger",
    ),
    "keep": Door(
        act=workflow.keep,
        address="retention:keep",
        label="继续保存",
        question="不销毁；一年后仍然到期的，系统再次提出。",
        done="已改为继续保存。",
        form=ReasonForm,
    ),
}


@require_GET
def disposal_list(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    policy = policy_on(localdate())
    context = {
        "rules": [(rule, rule.years(policy)) for rule in SCHEDULE],
        "page": keyset_page(Disposal.objects.defer("keys", "tombstone"), by=("-pk",), after=request.GET.get("after")),
    }
    return render_page(request, "reports/retention/disposal_list.html", context, partial="disposals")


def visible_disposal(request: SignedInRequest, pk: int) -> Disposal:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    return reached_or_404(Disposal, pk=pk)


@require_GET
def disposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return disposal_page(request, visible_disposal(request, pk))


def disposal_page(
    request: SignedInRequest, found: Disposal, *, bound: Bound | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    offered = offers(list(DOORS.values()), request.user, found, bound or {})
    context = {
        "disposal": found,
        "rule": BY_KEY[found.rule],
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "moves": found.moves.select_related("by").order_by("-at", "-pk"),
        "grace": workflow.GRACE.days,
    }
    return render(request, "reports/retention/disposal.html", context, status=status)


MOVES = {name: acting(door, visible_disposal, disposal_page) for name, door in DOORS.items()}
