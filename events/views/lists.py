"""The list: an organization's own filings, an officer's queue with saved filters, and the calendar."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from events import desk
from events.calendar import days_of
from events.due_now import due_now
from events.forms.desk import SavedFilterForm
from events.forms.lists import CalendarForm, FilingFilterForm, OwnFilterForm
from events.models import EventFiling
from organizations.models import District
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import Refused


@require_GET
def filing_list(request: SignedInRequest) -> HttpResponse:
    organization = request.user.organization
    for_organization = organization is not None
    form = (OwnFilterForm if for_organization else FilingFilterForm)(request.GET)
    filings = form.narrow(EventFiling.objects.visible_to(request.user), request.user)
    order = "-starts_on" if for_organization else "decide_by" if form.by_clock else "starts_on"
    page, deadlines = (
        keyset_page(filings.for_listing(), by=(order, "pk"), after=request.GET.get("after")),
        load_deadlines(),
    )
    for filing in page:
        filing.due_now = due_now(filing, deadlines=deadlines)
    context = {
        "form": form,
        "page": page,
        "count": capped_count(filings),
        "cap": COUNT_CAP,
        "today": localdate(),
        "for_organization": for_organization,
        "own_key": organization and organization.pk,
        "may_file": for_organization and request.user.has_perm("events.file_event", organization),
        "saved": request.user.event_filters.all(),
        "save_form": SavedFilterForm(initial={"query": request.GET.urlencode()}),
        "query": request.GET.urlencode(),
    }
    return render_page(request, "events/filing_list.html", context, partial="filings")


@require_POST
def save_filter(request: SignedInRequest) -> HttpResponse:
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写不超过 30 字的筛选名称。")
    saved = desk.save_filter(request.user, **form.cleaned_data)
    messages.success(request, f"筛选“{saved}”已保存。")
    return redirect(f"{reverse('events:filing_list')}?{saved.query}")


@require_POST
def delete_filter(request: SignedInRequest, pk: int) -> HttpResponse:
    desk.delete_filter(get_object_or_404(request.user.event_filters, pk=pk), by=request.user)
    messages.success(request, "筛选已删除。")
    return redirect("events:filing_list")


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
