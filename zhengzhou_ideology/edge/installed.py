"""The portal on the first screen of a phone: what it is called there, and what is shown where there is no network."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

NAME = "郑州市社会组织合规门户"
STYLE = "css/failure.css"


@require_GET
@login_not_required
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    facts = {
        "name": NAME,
        "short_name": "合规门户",
        "lang": "zh-Hans",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f9",
        "theme_color": "#1d4f91",
        "icons": [
            {"src": static("img/mark-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
            {"src": static("img/mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
            {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "offline.html")


@require_GET
@login_not_required
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker serves only what lies below it. A new page is a new version, or nobody would fetch it."""
    page = render_to_string("offline.html")
    facts = {
        "version": hashlib.sha256(page.encode()).hexdigest()[:12],
        "offline_url": reverse("offline"),
        "style_url": static(STYLE),
    }
    return render(request, "service_worker.js", facts, content_type="text/javascript")
