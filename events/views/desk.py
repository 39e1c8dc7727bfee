"""The officers' desk: take over, assign, look, note; and messages between filer and authorities."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from events import desk
from events.views.doors import ASSIGN, MESSAGE, NOTE, TAKE
from events.views.reading import render_filing, visible_filing
from organizations.requests import SignedInRequest
from zhengzhou_ideology.workflow.views import acting

take = acting(TAKE, visible_filing, render_filing)
assign = acting(ASSIGN, visible_filing, render_filing)
note = acting(NOTE, visible_filing, render_filing)
message = acting(MESSAGE, visible_filing, render_filing)


@require_POST
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked every half minute by an open page."""
    others = desk.look(visible_filing(request, pk), by=request.user, now=now())
    return render(request, "events/_looking.html", {"others": others})
