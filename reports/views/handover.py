"""Handing an organization's open work over from one secretary to another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Organization
from organizations.requests import SignedInRequest
from reports.forms.handover import HandoverForm
from reports.handover import givers, hand_over, in_hand_of
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404


def reachable(request: SignedInRequest, uscc: str) -> Organization:
    found = reached_or_404(Organization.objects.visible_to(request.user).for_listing(), uscc=uscc)
    if not request.user.has_perm("reports.hand_over", found):
        raise PermissionDenied("reports.hand_over")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def handover_new(request: SignedInRequest, uscc: str) -> HttpResponse:
    organization, today = reachable(request, uscc), localdate()
    form = HandoverForm(request.POST or None, organization=organization, today=today)
    if form.is_valid():
        done = hand_over(organization, by=request.user, today=today, **form.cleaned_data)
        messages.success(request, f"已将{done.giver}名下的 {len(done.moved)} 项材料移交给{done.receiver}。")
        return redirect(done)
    context = {
        "organization": organization,
        "form": form,
        "in_hand": [(giver, in_hand_of(giver, organization).titles) for giver in givers(organization)],
        "earlier": organization.handovers.select_related("giver", "receiver", "organization"),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "reports/handover_new.html", context, partial="entry", status=status)


@require_GET
def handover(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    """What was moved, from whom to whom, and who arranged it."""
    organization = reachable(request, uscc)
    done = reached_or_404(organization.handovers.select_related("giver", "receiver"), pk=pk)
    context = {"organization": organization, "handover": done}
    return render_page(request, "reports/handover.html", context, partial="handover")
