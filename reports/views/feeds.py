"""The calendar feed: its owner's page, and the feed itself for whoever holds the address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.requests import SignedInRequest
from reports import subscriptions
from reports.calendar_feed import calendar_of, days_of

SHOWN = 100


@require_safe
def days(request: SignedInRequest) -> HttpResponse:
    """One's own due days as a page, of all capacities that the account acts in."""
    today = localdate()
    context = {"entries": days_of(request.user, today=today, most=SHOWN), "today": today, "most": SHOWN}
    return render(request, "reports/days.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: SignedInRequest) -> HttpResponse:
    """Not redirected after a POST: the answer is the only place where the address ever stands in full."""
    address = ""
    if request.method == "POST":
        token = subscriptions.subscribe(request.user, now=now())
        address = settings.SITE_URL + reverse("reports:feed", args=[token])
    live = request.user.calendar_feeds.live().first()
    context = {"feed": live, "address": address, "year": localdate().year}
    return render(request, "reports/subscription.html", context)


@require_POST
def revoke(request: SignedInRequest) -> HttpResponse:
    subscriptions.unsubscribe(request.user, now=now())
    messages.success(request, "订阅地址已停用，日历软件不能再读取。")
    return redirect("reports:subscription")


@require_safe
@login_not_required
def feed(request: SignedInRequest, token: str) -> HttpResponse:
    at = now()
    found = subscriptions.fetched(token, now=at)
    if found is None:
        raise Http404
    return HttpResponse(
        calendar_of(found.user, now=at),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "Content-Disposition": 'inline; filename="calendar.ics"',
        },
    )
