"""Accounts: as whom one acts, one's own data, and the administrators' desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from organizations.middleware import SESSION_KEY


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    picked = request.POST.get("membership", "")
    mine = request.user.memberships.current(localdate())
    membership = get_object_or_404(mine, pk=picked if picked.isdecimal() else None)
    request.session[SESSION_KEY] = membership.pk
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """Where the form wants to go on to, if that is a page of this portal; else home."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"
