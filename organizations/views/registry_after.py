"""What may still be done with a confirmed list: taking it back, whole or where nothing hangs on it, and inviting people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from organizations.enums import ImportState
from organizations.forms.imports import InviteForm
from organizations.models import ImportBatch
from organizations.registry import after, undoing
from organizations.registry.hindrances import hindrances
from organizations.requests import SignedInRequest
from organizations.views.invitations import hand_over
from organizations.views.registry import visible_batch
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """A GET says what would go and what hangs on which rows; a POST takes the import back whole."""
    batch = visible_batch(request, pk)
    if request.method != "POST":
        return undo_page(request, batch)
    try:
        undoing.undo(batch, by=request.user, now=now())
    except Refused as refusal:
        return undo_page(request, visible_batch(request, pk), refusal=str(refusal), status=409)
    messages.success(request, "已撤回这次导入，名录恢复到导入之前。")
    return redirect("organizations:import_batch", pk=pk)


@require_POST
def import_undo_untouched(request: SignedInRequest, pk: int) -> HttpResponse:
    count = undoing.undo_untouched(visible_batch(request, pk), by=request.user, now=now())
    messages.success(request, f"已撤回没有后续变动的 {count} 行，其余各行保留。")
    return redirect("organizations:import_batch", pk=pk)


def undo_page(request: SignedInRequest, batch: ImportBatch, *, refusal: str = "", status: int = 200) -> HttpResponse:
    is_undoable = batch.state in undoing.UNDOABLE
    found = hindrances(batch, today=localdate()) if is_undoable else []
    context = {
        "batch": batch,
        "refusal": refusal,
        "is_undoable": is_undoable,
        "hindrances": found,
        "touched": batch.rows.written().filter(uscc__in=undoing.touched(found)).order_by("sheet", "row")[:50],
        "count": batch.rows.written().count() if is_undoable else 0,
        "free": undoing.untouched(batch, found).count() if is_undoable else 0,
        "is_partly_undone": batch.state == ImportState.PARTLY_UNDONE,
    }
    return render_page(request, "organizations/registry_undo.html", context, partial="undo", status=status)


@require_POST
def import_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_batch(request, pk)
    if not request.user.has_perm("organizations.invite_accounts"):
        raise PermissionDenied("organizations.invite_accounts")
    if batch.state not in undoing.UNDOABLE:
        raise Refused(f"这次导入的状态为“{batch.get_state_display()}”，不能据以邀请。")
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "请选择邀请哪一种账号。")
        return redirect("organizations:import_batch", pk=pk)
    with transaction.atomic():
        outcome = after.invite(batch, form.cleaned_data["role"], by=request.user, now=now())
        return hand_over(request, outcome)
