"""One filing: both tracks with their clocks, what it says, and the moves that the reader may make."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from events.conflicts import conflicts
from events.due_now import due_now
from events.enums import EDITABLE, FilingState, PaperKind
from events.filing_content import content_of, differences
from events.forms.lists import FilingFilterForm
from events.models import EventFiling, EventRecord
from events.standing import standing
from events.views.doors import DESK_DOORS, offered
from events.waiting import undecided_by
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow.offers import Bound, refusal_above
from zhengzhou_ideology.workflow.queues import Place, Queue


def visible_filing(request: SignedInRequest, pk: int) -> EventFiling:
    return reached_or_404(EventFiling.objects.visible_to(request.user).for_reading(), pk=pk)


@require_GET
def filing(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_filing(request, visible_filing(request, pk))


def render_filing(
    request: SignedInRequest,
    filing: EventFiling,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
    queue: Place | None = None,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said."""
    user, today, typed = request.user, localdate(), bound or {}
    found = offered(user, filing, typed)
    own = user.acting is not None and user.acting.organization_id == filing.organization_id
    submission = filing.latest_submission
    shows_draft = own and filing.state in (*EDITABLE, FilingState.CERTIFYING)
    record = getattr(filing, "record", None)
    works = user.has_perm("events.work_on_eventfiling", filing)
    context = {
        "filing": filing,
        "record": record,
        "own": own,
        "is_partner": not own and user.organization is not None,
        "works": works,
        "standing": standing(filing, record, today),
        "due_now": due_now(filing, deadlines=load_deadlines()) if shows_draft else None,
        "content": content_of(filing) if shows_draft else submission and submission.content,
        "submission": None if shows_draft else submission,
        "decisions": filing.decisions.select_related("authority", "decided_by"),
        "offers": found,
        "may_edit": filing.state in EDITABLE
        and filing.is_current
        and user.has_perm("events.change_eventfiling", filing),
        "may_change": _may_change(request, filing),
        "may_copy": user.has_perm("events.file_event", filing.organization),
        "corrections": filing.corrections.select_related("asked_by"),
        "changes": [_change(change) for change in filing.event_changes.select_related("version")],
        "version_difference": _version_difference(filing),
        "issued": filing.issued_papers.select_related("authority"),
        "reviews": filing.reviews.select_related("authority", "decided_by"),
        "summary": getattr(filing, "summary", None),
        "summary_papers": filing.papers.live().filter(kind=PaperKind.SUMMARY).for_reading(),
        "versions": [filing.changes, getattr(filing, "next_version", None)],
        "moves": _log(filing, record),
        "today": today,
    }
    context |= DESK_DOORS.context(user, filing, typed)
    if works:
        context["conflicts"] = conflicts(filing.organization, filing.starts_on, filing.ends_on, besides=filing.pk)
    context["refusal"] = None if DESK_DOORS.is_in_place(typed) else refusal_above(refusal, typed, found)
    if place := queue or QUEUE.found(request, filing):
        decisions = place.decisions(found, DECISIONS)
        return render(
            request, "events/filing_queue.html", {**context, "queue": place, "decisions": decisions}, status=status
        )
    return render_page(request, "events/filing.html", context, partial="filing", status=status)


def _undecided(request: SignedInRequest, filters: QueryDict) -> Any:
    """Those to which the reader's authority has not said its word, narrowed as the list is; the state is what waiting means."""
    query = filters.copy()
    query.pop("state", None)
    return FilingFilterForm(query).narrow(undecided_by(request.user), request.user).for_reading()


DECISIONS = ("approve", "send_back", "refuse")
QUEUE = Queue(
    address="events:filing_queue",
    list_address="events:filing_list",
    title="待审批的重大活动",
    waiting=_undecided,
    every=lambda request: EventFiling.objects.visible_to(request.user),
    by=("decide_by", "pk"),
    page=render_filing,
)
filing_queue = QUEUE.viewing()


def _may_change(request: SignedInRequest, filing: EventFiling) -> bool:
    return (
        filing.state == FilingState.APPROVED
        and filing.is_current
        and not filing.has_begun(now())
        and request.user.has_perm("events.propose_change_eventfiling", filing)
    )


def _change(change: Any) -> dict[str, Any]:
    return {
        "change": change,
        "differences": differences(change.before, change.after),
        "is_open": change.is_large and change.closed_at is None,
    }


def _version_difference(filing: EventFiling) -> list[dict[str, str]]:
    """What a linked version changed against the text that was decided before."""
    before = filing.changes and filing.changes.latest_submission
    after = filing.latest_submission
    return differences(before.content, after.content) if before and after else []


def _log(filing: EventFiling, record: EventRecord | None) -> list[Any]:
    moves = [*filing.moves.select_related("by"), *(record.moves.select_related("by") if record else ())]
    return sorted(moves, key=lambda move: (move.at, move.pk))
