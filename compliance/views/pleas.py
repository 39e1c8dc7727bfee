"""What was asked about due days: the list, what waits one after another, and the decision."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from compliance import extensions
from compliance.enums import PleaState
from compliance.forms.extensions import EXEMPTION, EXTENSION, WHAT, GrantOneForm, PleaFilterForm, RefuseForm
from compliance.models import Exemption, Extension
from compliance.models.extensions import PleaQuerySet
from compliance.views.papers import render_in_queue
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow import Refused
from zhengzhou_ideology.workflow.acts import perm_for
from zhengzhou_ideology.workflow.offers import Bound, Offer, refusal_above
from zhengzhou_ideology.workflow.queues import Place, Queue, following

AnyPlea = Extension | Exemption
MODELS: dict[str, type[Any]] = {EXTENSION: Extension, EXEMPTION: Exemption}
NAMES = dict(WHAT)
RECENT = 20
# Of each kind; whoever decides sees the next ones in their place.
WAITING = 25
GRANT, REFUSE = DECISIONS = ("grant", "refuse")


@require_GET
def extension_list(request: SignedInRequest) -> HttpResponse:
    return _list(request)


def _list(
    request: SignedInRequest, *, about: AnyPlea | None = None, bound: Bound | None = None, status: int = 200
) -> HttpResponse:
    """What waits for a decision, the longest waiting of each kind first, and what was decided lately; `bound` came back `about` one."""
    form = PleaFilterForm(request.GET)
    waiting, decided, more = [], [], 0
    for kind, model in MODELS.items():
        pleas = form.narrow(model.objects.visible_to(request.user), NAMES[kind])
        still = extensions.undecided(pleas)
        listed = _first(still, WAITING, "asked_at", "pk")
        rows = [_row(request, kind, plea, (bound or {}) if plea == about else {}) for plea in listed]
        more += capped_count(still) - len(rows) if len(rows) == WAITING else 0
        waiting += rows
        done = _first(pleas.exclude(state=PleaState.ASKED), RECENT, "-decided_at", "-pk")
        decided += [_row(request, kind, plea, {}) for plea in done]
    decided.sort(key=lambda row: row["plea"].decided_at, reverse=True)
    context = {
        "form": form,
        "waiting": waiting,
        "more": f"{COUNT_CAP}件以上" if more > COUNT_CAP - WAITING else f"{more}件" if more else "",
        "decided": decided[:RECENT],
        "queues": [
            (f"逐件审批{NAMES[kind]}申请", reverse(queue.address))
            for kind, queue in QUEUES.items()
            if any(row["offers"] and row["kind"] == kind for row in waiting)
        ],
        "today": localdate(),
    }
    return render_page(request, "compliance/extension_list.html", context, partial="pleas", status=status)


def _first(pleas: PleaQuerySet, most: int, *by: str) -> PleaQuerySet:
    """Chosen before they are joined with their papers: nine tables at once are more than the planner puts in order."""
    keys = [*pleas.order_by(*by).values_list("pk", flat=True)[:most]]
    return pleas.model._default_manager.filter(pk__in=keys).for_listing().order_by(*by)


def may_decide(request: SignedInRequest, plea: AnyPlea) -> bool:
    return request.user.has_perm(perm_for("compliance.extend_{model}", plea.paper), plea.paper)


def _row(request: SignedInRequest, kind: str, plea: AnyPlea, bound: Bound) -> dict[str, Any]:
    return {
        "kind": kind,
        "plea": plea,
        "what": NAMES[kind],
        "new_due": plea.new_due if isinstance(plea, Extension) else None,
        "offers": _offers(request, kind, plea, bound),
        "evidence_url": reverse("compliance:extension_evidence", args=[kind, plea.pk]) if plea.evidence_id else "",
    }


def _offers(request: SignedInRequest, kind: str, plea: AnyPlea, bound: Bound) -> list[Offer]:
    """`bound` holds a form that came back, under its verb."""
    if plea.state != PleaState.ASKED or not may_decide(request, plea):
        return []

    def offer(verb: str, label: str, question: str, tone: str) -> Offer:
        form = bound.get(verb) or _form(kind, plea, verb)
        url = reverse("compliance:extension_decide", args=[kind, plea.pk, verb])
        return Offer(verb, url, label, question, form, tone)

    return [
        offer(GRANT, "准予", "准予后社会组织将收到通知。", "btn-primary"),
        offer(REFUSE, "不予准许", "请写明理由，社会组织将收到通知。", ""),
    ]


def _form(kind: str, plea: AnyPlea, verb: str, data: Any = None) -> forms.Form:
    made = partial(GrantOneForm, plea=plea) if verb == GRANT else RefuseForm
    return made(data, auto_id=f"{kind}-{plea.pk}-{verb}-%s")


def _plea(request: SignedInRequest, kind: str, pk: int) -> AnyPlea:
    if kind not in MODELS:
        raise Http404
    return reached_or_404(MODELS[kind].objects.visible_to(request.user).for_listing(), pk=pk)


def _waiting(kind: str, request: SignedInRequest, filters: QueryDict) -> PleaQuerySet:
    """What the filter of the list lets through of those that the reader's bureaus decide; state and kind are what the queue means."""
    query = filters.copy()
    for name in ("state", "what"):
        query.pop(name, None)
    mine: PleaQuerySet = MODELS[kind].objects.awaiting(request.user)
    return PleaFilterForm(query).narrow(extensions.undecided(mine), NAMES[kind]).for_listing()


def _every(kind: str, request: SignedInRequest) -> PleaQuerySet:
    """Those that an organization asked for, decided or not."""
    asked: PleaQuerySet = MODELS[kind].objects.visible_to(request.user).filter(asked_at__isnull=False)
    return asked


def _page(
    kind: str,
    request: SignedInRequest,
    plea: AnyPlea,
    *,
    queue: Place,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    row = _row(request, kind, plea, bound or {})
    context = {
        **row,
        "paper": plea.paper,
        "refusal": refusal_above(refusal, bound or {}, row["offers"]),
        "today": localdate(),
    }
    return render_in_queue(request, "compliance/plea_queue.html", context, queue, DECISIONS, status=status)


QUEUES = {
    kind: Queue(
        address=f"compliance:{kind}_queue",
        list_address="compliance:extension_list",
        title=f"待审批的{NAMES[kind]}申请",
        waiting=partial(_waiting, kind),
        every=partial(_every, kind),
        by=("asked_at", "pk"),
        page=partial(_page, kind),
    )
    for kind in MODELS
}
extension_queue = QUEUES[EXTENSION].viewing()
exemption_queue = QUEUES[EXEMPTION].viewing()


@require_POST
def extension_decide(request: SignedInRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """Whatever goes wrong comes back where it was typed: into the queue, or into the list."""
    plea = _plea(request, kind, pk)
    if not may_decide(request, plea):
        raise PermissionDenied("compliance.extend")
    form = _form(kind, plea, verb, request.POST)
    if not form.is_valid():
        return _again(request, kind, plea, verb, form, status=422)
    decide = extensions.grant if verb == GRANT else extensions.refuse
    try:
        decide(plea, by=request.user, now=now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, kind, _plea(request, kind, pk), verb, form, refusal=str(refusal), status=409)
    done = "已准予，社会组织将收到通知。" if verb == GRANT else "已登记不予准许，社会组织将收到通知。"
    messages.success(request, done)
    return redirect(following(request, plea) or "compliance:extension_list")


def _again(
    request: SignedInRequest, kind: str, plea: AnyPlea, verb: str, form: forms.Form, *, status: int, refusal: str = ""
) -> HttpResponse:
    bound = {verb: form}
    if place := QUEUES[kind].found(request, plea):
        return _page(kind, request, plea, queue=place, bound=bound, refusal=refusal, status=status)
    if refusal and plea.state != PleaState.ASKED:
        raise Refused(refusal)
    return _list(request, about=plea, bound=bound, status=status)


@require_GET
def extension_evidence(request: SignedInRequest, kind: str, pk: int) -> FileResponse:
    plea = _plea(request, kind, pk)
    if plea.evidence is None:
        raise Http404
    return download(plea.evidence)
