"""What the pages and lists of both kinds of paper have in common: what it says, where it stands, what may be done."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now

from compliance import batch
from compliance.desk import DESK
from compliance.enums import EDITABLE, ReportState
from compliance.forms.lists import PaperFilterForm
from compliance.models.owed import OwedPaper, OwedPaperQuerySet
from compliance.paper_kinds import kind_of
from compliance.path import path_of
from organizations.enums import Role
from organizations.models import Organization
from organizations.requests import SignedInRequest
from organizations.views.desk import DeskDoors
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page
from zhengzhou_ideology.workflow.acts import perm_for
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.queues import Place

CHANGE = "compliance.change_{model}"


def may_change(request: SignedInRequest, paper: OwedPaper) -> bool:
    return request.user.has_perm(perm_for(CHANGE, paper), paper)


def is_own(request: SignedInRequest, paper: OwedPaper) -> bool:
    """The reader acts for the organization; an officer who works on its draft enters it from paper."""
    return request.user.acting is not None and request.user.acting.organization_id == paper.organization_id


TO_BE_ENTERED = "已保存。请核对后点“代录提交”，填写签署和收到日期并上传签字原件扫描件。"


def paper_context(
    request: SignedInRequest,
    paper: OwedPaper,
    doors: Iterable[Door],
    desk: DeskDoors,
    for_reading: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    bound: Bound | None,
    refusal: str,
) -> dict[str, Any]:
    """To the organization its draft, to an officer what was last submitted, never a draft."""
    own = is_own(request, paper)
    submission = paper.latest_submission
    entering = not own and may_change(request, paper)
    shows_draft = (own or entering) and paper.state in (*EDITABLE, ReportState.CERTIFYING)
    content = kind_of(paper).content(paper) if shows_draft else submission and submission.content
    offered = offers(doors, request.user, paper, bound or {})
    return {
        paper.field: paper,
        "own": own,
        "entering": entering,
        "entries": paper.paper_entries.select_related("signed_by", "entered_by").order_by("number"),
        "content": content and for_reading(content),
        "submission": None if shows_draft else submission,
        "items": kind_of(paper).check(paper, localdate()) if shows_draft else [],
        "offers": offered,
        "refusal": None if desk.is_in_place(bound or {}) else refusal_above(refusal, bound or {}, offered),
        "path": path_of(paper),
        "officer": _officer_of(paper),
        **desk.context(request.user, paper, bound or {}),
        "may_edit": paper.state in EDITABLE and may_change(request, paper),
        "versions": type(paper)._default_manager.filter(paper.same_matter).exclude(pk=paper.pk).order_by("version"),
        "moves": paper.moves.select_related("by"),
        "today": localdate(),
    }


def _officer_of(paper: OwedPaper) -> Any:
    """Who has it in hand at the authority that accepts it."""
    held = DESK.in_hand(paper, paper.registration_authority_id)
    return held and held.officer


def for_organization(request: SignedInRequest) -> bool:
    acting = request.user.acting
    return acting is not None and acting.organization_id is not None


def list_context(request: SignedInRequest, form: PaperFilterForm, papers: OwedPaperQuerySet) -> dict[str, Any]:
    """A page of the papers that the form let through; of `explained` organizations the year can be looked at."""
    listed: Any = papers.for_listing().with_status(localdate())  # type: ignore[attr-defined]
    page = keyset_page(listed, by=form.listed_by(), after=request.GET.get("after"), counted=papers)
    within = Organization.objects.within_reach(request.user).filter(pk__in={row.organization_id for row in page})
    return {
        "form": form,
        "page": page,
        "explained": {*within.values_list("pk", flat=True)},
        "count": page.count,
        "cap": COUNT_CAP,
        "today": localdate(),
        "may_accept": request.user.acts_as(Role.REGISTRAR),
        "submitted": ReportState.SUBMITTED,
        "for_organization": for_organization(request),
    }


def to_decide(request: SignedInRequest, form: type[PaperFilterForm], filters: QueryDict, papers: Any) -> Any:
    """What the filter of a list lets through of those that wait for the reader; the state is what waiting means."""
    query = filters.copy()
    query.pop("state", None)
    waiting = papers.awaiting(request.user).filter(pk__in=papers.visible_to(request.user).values("pk"))
    return form(query).narrow(waiting, request.user).with_status(localdate())


def render_in_queue(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    place: Place,
    names: Iterable[str],
    *,
    status: int,
) -> HttpResponse:
    decisions = place.decisions(context["offers"], names)
    return render(request, template, {**context, "queue": place, "decisions": decisions}, status=status)


# Of one press: each is accepted in a transaction of its own, and the answer must come before a proxy gives up.
MOST_AT_ONCE = 200


def accepting_many(request: SignedInRequest, papers: Any, form: type[PaperFilterForm], page: str) -> HttpResponse:
    """Accept what was ticked, or all that the filter lets through: first what that is, then a result for each.

    What is confirmed is what was listed, not what the filter lets through by then.
    """
    chosen = papers.visible_to(request.user).filter(pk__in=_chosen(request, papers, form)).for_listing().due_first()
    if "confirmed" in request.POST:
        results = batch.accept(chosen, by=request.user, now=now())
        return render(request, f"compliance/{page}_accept_many.html", {"results": results})
    ready = {*papers.awaiting(request.user).filter(pk__in=chosen.values("pk")).values_list("pk", flat=True)}
    context = {
        "ready": [paper for paper in chosen if paper.pk in ready],
        "others": [paper for paper in chosen if paper.pk not in ready],
        "name": page,
        "most": MOST_AT_ONCE,
        "left": _count_of_all(request, papers, form) - len(ready) if "all" in request.POST else 0,
        "list_url": reverse(f"compliance:{page}_list") + f"?{_filters(request).urlencode()}",
    }
    return render(request, "compliance/accept_confirm.html", context, status=200 if chosen else 422)


def _filters(request: SignedInRequest) -> QueryDict:
    """Of the list that it was pressed on, as the page writes them: with the question mark of an address."""
    return QueryDict(request.POST.get("filters", "").removeprefix("?"))


def _chosen(request: SignedInRequest, papers: Any, form: type[PaperFilterForm]) -> list[int]:
    if "all" not in request.POST:
        return ticked(request, papers.model.field)[:MOST_AT_ONCE]
    waiting = to_decide(request, form, _filters(request), papers)
    return [*waiting.order_by("due_on", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]]


def _count_of_all(request: SignedInRequest, papers: Any, form: type[PaperFilterForm]) -> int:
    return capped_count(to_decide(request, form, _filters(request), papers))


def ticked(request: SignedInRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal()]
