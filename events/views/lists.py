"""The list: an organization's own filings, an officer's queue, and the calendar."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from events.calendar import days_of
from events.due_now import due_now
from events.forms.lists import CalendarForm, FilingFilterForm, OwnFilterForm
from events.models import EventFiling
from organizations.models import District
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.workcalendar.loading import load_deadlines


@require_GET
def filing_list(request: SignedInRequest) -> HttpResponse:
    organization = request.user.organization
    for_organization = organization is not None
    form = (OwnFilterForm if for_organization else FilingFilterForm)(request.GET)
    filings = form.narrow(EventFiling.objects.visible_to(request.user), request.user)
    listed, deadlines = filings.for_listing(), load_deadlines()
    page = keyset_page(listed, by=form.listed_by(), after=request.GET.get("after"), counted=filings)
    for filing in page:
        filing.due_now = due_now(filing, deadlines=deadlines)
    context = {
        "form": form,
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "today": localdate(),
        "for_organization": for_organization,
        "own_key": organization and organization.pk,
        "may_file": for_organization and request.user.has_perm("events.file_event", organization),
    }
    return render_page(request, "events/filing_list.html", context, partial="filings")


@require_GET
def event_calendar(request: SignedInRequest) -> HttpResponse:
    """A month or a week by district; each day shows a few events and how many more there are."""
    form, today = CalendarForm(request.GET), localdate()
    first, last, view, district = form.shown(today)
    middle = first + (last - first) // 2
    back = first - timedelta(days=7) if view == "week" else (middle.replace(day=1) - timedelta(days=1)).replace(day=1)
    ahead = last + timedelta(days=1) if view == "week" else (middle.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = days_of(EventFiling.objects.visible_to(request.user), first, last, district=district, roomy=view == "week")
    context = {
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "view": view,
        "district": district,
        "districts": District.objects.all(),
        "month": middle,
        "back": back,
        "ahead": ahead,
        "shown": first if view == "week" else middle,
        "today": today,
    }
    return render_page(request, "events/calendar.html", context, partial="calendar")
