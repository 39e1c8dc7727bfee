"""The duties of a year: lists, one duty with its path, filling it in, and its moves."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from compliance import duty_checklist, report_workflow
from compliance.confirmed import page_for
from compliance.drafting import attach, detach, save_duty
from compliance.duty_content import for_reading
from compliance.enums import EDITABLE, DutyPaper
from compliance.forms.duties import DutyDraft
from compliance.forms.lists import DutyFilterForm, OwnDutyFilterForm
from compliance.letters import letter_shown
from compliance.models import Duty, DutyAttachment
from compliance.views.doors import DUTY_DESK_DOORS, DUTY_DOORS
from compliance.views.papers import (
    TO_BE_ENTERED,
    accepting_many,
    for_organization,
    is_own,
    list_context,
    may_change,
    paper_context,
    render_in_queue,
    to_decide,
)
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.attachments import Boxes
from zhengzhou_ideology.drafting.views import Drafting
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound
from zhengzhou_ideology.workflow.queues import Place, Queue
from zhengzhou_ideology.workflow.views import acting


@require_GET
def duty_list(request: SignedInRequest) -> HttpResponse:
    form = (OwnDutyFilterForm if for_organization(request) else DutyFilterForm)(request.GET)
    context = list_context(request, form, form.narrow(Duty.objects.visible_to(request.user), request.user))
    return render_page(request, "compliance/duty_list.html", context, partial="duties")


@require_POST
def duty_accept_many(request: SignedInRequest) -> HttpResponse:
    """Accept the ticked duties, or all of the filter: one that cannot be accepted says why and stops no other."""
    return accepting_many(request, Duty.objects, DutyFilterForm, "duty")


def visible_duty(request: SignedInRequest, pk: int) -> Duty:
    duties = (
        Duty.objects.visible_to(request.user)
        .with_status(localdate())
        .select_related(
            *("organization", "entry", "registration_authority", "competent_authority", "prepared_by", "certified_by")
        )
    )
    return reached_or_404(duties, pk=pk)


@require_GET
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_duty(request, visible_duty(request, pk))


def render_duty(
    request: SignedInRequest,
    duty: Duty,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
    queue: Place | None = None,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said; `queue` where it stands."""
    context = paper_context(
        request, duty, DUTY_DOORS.values(), DUTY_DESK_DOORS, for_reading, bound=bound, refusal=refusal
    )
    if duty.is_confirmed_elsewhere:
        context["items"] = []
    context["confirm_url"] = page_for(duty) if duty.is_owed and context["own"] else ""
    context["letter"] = letter_shown(duty, localdate())
    if any(offer.name == "duty_sign" for offer in context["offers"]):
        context["items"] = []  # nothing is missing in a letter that is signed here
    own = (context["may_edit"] and context["own"]) or bool(context["confirm_url"])
    context["may_ask"] = own and not duty.first_submitted_on
    if place := queue or QUEUE.found(request, duty):
        return render_in_queue(request, "compliance/duty_queue.html", context, place, DECISIONS, status=status)
    return render_page(request, "compliance/duty.html", context, partial="duty", status=status)


DECISIONS = ("duty_accept", "duty_send_back")
QUEUE = Queue(
    address="compliance:duty_queue",
    list_address="compliance:duty_list",
    title="待审核的年度事项",
    waiting=lambda request, filters: to_decide(request, DutyFilterForm, filters, Duty.objects),
    every=lambda request: Duty.objects.visible_to(request.user),
    by=("due_on", "pk"),
    page=render_duty,
)
duty_queue = QUEUE.viewing()


DUTY_MOVES = {name: acting(door, visible_duty, render_duty) for name, door in DUTY_DOORS.items()}
DUTY_MOVES |= {door.name: acting(door, visible_duty, render_duty) for door in DUTY_DESK_DOORS.all}
DUTY_MOVES["duty_amend"] = acting(
    DUTY_DOORS["duty_amend"],
    visible_duty,
    render_duty,
    then=lambda duty, version: reverse("compliance:duty_edit", args=[version.pk]),
)


def _own_duty(request: SignedInRequest, pk: int) -> Duty:
    """A duty that the user may work on; a stranger's is 404, one of one's own that others prepare is 403."""
    found = visible_duty(request, pk)
    if not may_change(request, found):
        raise PermissionDenied("compliance.change_duty")
    return found


def _sent(request: SignedInRequest, duty: Duty) -> HttpResponse:
    """On to whoever is next: the first responsible person, or the authority itself."""
    if not is_own(request, duty):
        messages.success(request, TO_BE_ENTERED)
    elif duty.needs_certification:
        report_workflow.send_for_certification(duty, by=request.user, now=now())
        messages.success(request, "已保存并送负责人确认，负责人将收到通知。")
    else:
        report_workflow.submit(duty, by=request.user, now=now())
        messages.success(request, "已保存并提交。")
    return redirect(duty)


def _page(request: SignedInRequest, duty: Duty, draft: DutyDraft, *, status: int) -> HttpResponse:
    context = {
        "duty": duty,
        "own": is_own(request, duty),
        "draft": draft,
        "boxes": [{"title": title_of(duty, part), "box": BOXES.box(duty, part)} for part in _parts(duty)],
        "items": duty_checklist.check(duty, localdate()),
        "hint": hint(),
        "today": localdate(),
    }
    return render_page(request, "compliance/duty_edit.html", context, partial="checklist", status=status)


def _parts(duty: Duty) -> list[DutyPaper]:
    return [DutyPaper.REQUIRED, DutyPaper.OTHER] if duty.entry.papers_count else [DutyPaper.OTHER]


def title_of(duty: Duty, part: DutyPaper) -> str:
    return f"{duty.entry.papers}（{duty.entry.papers_count}份）" if part == DutyPaper.REQUIRED else part.label


DRAFT = Drafting(
    find=_own_duty,
    form=DutyDraft,
    act=save_duty,
    page=_page,
    closed=lambda duty: duty.state not in EDITABLE,
    sent=_sent,
    edit="compliance:duty_edit",
    merge="compliance:duty_merge",
)
BOXES = Boxes(
    model=DutyAttachment,
    owner="duty",
    part="section",
    parts=dict.fromkeys(DutyPaper, "上传"),
    find=visible_duty,
    attach=attach,
    detach=detach,
    may_read=lambda request, duty, attachment: (
        may_change(request, duty) or duty.submissions.naming(attachment).exists()
    ),
    page=lambda duty, part: reverse("compliance:duty_edit", args=[duty.pk]),
    names=("compliance:duty_attach", "compliance:duty_detach", "compliance:duty_attachment"),
)
duty_edit = DRAFT.editing()
duty_merge = DRAFT.merging()
attach_files = BOXES.attaching()
detach_file = BOXES.detaching()
attachment = BOXES.reading()
