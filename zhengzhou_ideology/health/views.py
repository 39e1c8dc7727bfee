"""How the portal is, for whoever runs it and has no terminal: what `doctor` says of the portal itself."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from zhengzhou_ideology.health import rounds

may_view = permission_required("health.view_status", raise_exception=True)


@require_GET
@may_view
def status(request: HttpRequest) -> HttpResponse:
    at = now()
    found = rounds.look(at, rounds.WITHIN)
    context = {
        "found": found,
        "at": at,
        "verdict": rounds.verdict(found),
        "waiting": sum(not one.is_well for one in found),
    }
    return render(request, "health/status.html", context)
