"""One search over all that the reader sees."""

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from organizations.requests import SignedInRequest
from reports.search import search as hits_for
from zhengzhou_ideology.htmx import render_page

MOST = 80


@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:MOST]
    context = {"words": words, "found": hits_for(words, request.user, localdate())}
    return render_page(request, "reports/search.html", context, partial="hits")
