"""How the portal is, for whoever runs it and has no terminal: what `doctor` says of the portal itself."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from zhengzhou_ideology.health import rounds

VIEW = "health.view_status"


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    at = now()
    found = rounds.look(at, rounds.WITHIN)
    context = {
        "found": found,
        "at": at,
        "verdict": rounds.verdict(found),
        "waiting": sum(not one.is_well for one in found),
    }
    return render(request, "health/status.html", context)
