"""Announcements: what an authority wrote and who has read it, and what an organization was told."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from organizations import announcement_workflow as workflow
from organizations.enums import AnnouncementState
from organizations.forms.announcements import AnnouncementFilterForm, AnnouncementForm, ReadingFilterForm
from organizations.models import Announcement, AnnouncementReceipt
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import OutOfReach, reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt


def _own_receipt(announcement: Announcement) -> AnnouncementReceipt | None:
    return announcement.own_receipt


def _awaits_confirmation(user: Any, announcement: Announcement) -> bool:
    receipt = _own_receipt(announcement)
    stands = announcement.state == AnnouncementState.SENT and announcement.asks_confirmation
    return receipt is not None and stands and receipt.confirmed_at is None


DOORS = {
    door.name: door
    for door in (
        Door(
            act=workflow.send_announcement,
            address="organizations:announcement_send",
            label="发布",
            question="发布后所列社会组织的账号均会收到通知。是否发布？",
            done="通知公告已发布。",
            tone="btn-primary",
        ),
        Door(
            act=workflow.discard_announcement,
            address="organizations:announcement_discard",
            label="放弃草稿",
            question="放弃后不再发布，记录保留。是否放弃？",
            done="草稿已放弃。",
        ),
        Door(
            act=workflow.remind_announcement,
            address="organizations:announcement_remind",
            label="提醒未阅的组织",
            question="将再次通知尚未查阅或者尚未确认已阅的社会组织，同一组织一天只提醒一次。",
            done="已提醒。",
        ),
        Door(
            act=workflow.withdraw_announcement,
            address="organizations:announcement_withdraw",
            label="撤回",
            question="撤回后社会组织只能看到标题和撤回的理由。请写明理由。",
            done="通知公告已撤回。",
            form=ReasonForm,
            tone="btn-danger",
        ),
        Door(
            act=workflow.confirm,
            address="organizations:announcement_confirm",
            label="确认已阅",
            question="确认本组织已经收到并阅读此通知公告。",
            done="已确认。",
            tone="btn-primary",
            on=_own_receipt,
            when=_awaits_confirmation,
        ),
    )
}


@require_GET
def announcement_list(request: SignedInRequest) -> HttpResponse:
    organization = request.user.organization
    form = AnnouncementFilterForm(request.GET, for_organization=organization is not None)
    found = form.narrow(Announcement.objects.visible_to(request.user))
    listed = found.for_listing() if organization else found.for_listing().with_readings()
    page = keyset_page(listed, by=("-pk",), after=request.GET.get("after"))
    receipts = AnnouncementReceipt.objects.filter(announcement__in=page.items, organization=organization)
    context = {
        "form": form,
        "page": page,
        "unread": {receipt.announcement_id for receipt in receipts.unanswered()} if organization else set(),
        "for_organization": organization is not None,
        "may_write": request.user.has_perm(workflow.WRITE),
    }
    return render_page(request, "organizations/announcement_list.html", context, partial="announcements")


@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(workflow.WRITE):
        raise PermissionDenied(workflow.WRITE)
    form = AnnouncementForm(request.POST or None, request.FILES or None, user=request.user, initial=_model(request))
    if form.is_valid():
        given = {"organizations": form.organizations, "facts": form.facts(), "uploads": form.cleaned_data["uploads"]}
        draft = attempt(form, workflow.write, by=request.user, **given)
        if draft:
            messages.success(request, "草稿已保存，请核对收件组织后发布。")
            return redirect(draft)
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render(request, "organizations/announcement_new.html", {"form": form}, status=status)


def _model(request: SignedInRequest) -> dict[str, Any]:
    """The text of an earlier announcement, where one is to be written after it (`?from=`)."""
    model = request.GET.get("from", "")
    earlier = Announcement.objects.visible_to(request.user).filter(pk=model) if model.isdecimal() else None
    found = earlier.first() if earlier else None
    return {name: getattr(found, name) for name in ("title", "text", "asks_confirmation")} if found else {}


def visible_announcement(request: SignedInRequest, pk: int) -> Announcement:
    found = reached_or_404(Announcement.objects.visible_to(request.user).for_listing(), pk=pk)
    if request.user.organization:
        found.own_receipt = found.receipts.filter(organization=request.user.organization).first()
    return found


@require_GET
def announcement(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_announcement(request, pk)
    if request.user.organization:
        workflow.note_opening(found, by=request.user, now=now())
    return announcement_page(request, found)


def announcement_page(
    request: SignedInRequest,
    announcement: Announcement,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    offered = offers(DOORS.values(), request.user, announcement, bound or {})
    organization = request.user.organization
    context = {
        "announcement": announcement,
        "receipt": _own_receipt(announcement),
        "shows_text": organization is None or announcement.state == AnnouncementState.SENT,
        "files": announcement.files.all(),
        "may_copy": request.user.has_perm(workflow.WRITE),
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        **({} if organization else _readings(request, announcement)),
    }
    return render_page(request, "organizations/announcement.html", context, partial="readings", status=status)


def _readings(request: SignedInRequest, announcement: Announcement) -> dict[str, Any]:
    form, receipts = ReadingFilterForm(request.GET), announcement.receipts.all()
    narrowed = form.narrow(receipts)
    by, after = ("organization__uscc", "pk"), request.GET.get("after")
    page = keyset_page(narrowed.for_listing(), by=by, after=after, counted=narrowed)
    return {
        "form": form,
        "page": page,
        "sent_to": receipts.count(),
        "unanswered": receipts.unanswered().count(),
        "count": page.count,
        "cap": COUNT_CAP,
        "moves": announcement.moves.select_related("by"),
    }


ACTS = {name: acting(door, visible_announcement, announcement_page) for name, door in DOORS.items()}


@require_GET
def announcement_file(request: SignedInRequest, pk: int, file: int) -> FileResponse:
    found = visible_announcement(request, pk)
    if request.user.organization and found.state != AnnouncementState.SENT:
        raise OutOfReach
    return download(reached_or_404(found.files, pk=file))
