"""The officers' desk: take over, assign, look, note; and messages between filer and authorities."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from events import desk
from events.views.doors import DESK_DOORS
from events.views.reading import render_filing, visible_filing
from organizations.requests import SignedInRequest
from zhengzhou_ideology.workflow.views import acting

take, assign, note, message = (acting(door, visible_filing, render_filing) for door in DESK_DOORS.all)


@require_POST
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked every half minute by an open page."""
    others = desk.look(visible_filing(request, pk), by=request.user, now=now())
    return render(request, "events/_looking.html", {"others": others})
