"""What machines ask, by address and over plain HTTP: it is answered before the host name and TLS are looked at."""

import ipaddress
import time
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now

from zhengzhou_ideology.health import metrics, rounds

NEVER = "no-store"


class HealthMiddleware:
    """`/livez`: this process answers. `/readyz`: it can serve. `/metrics`: figures, for `MONITOR_ADDRESSES` alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        if answer and request.method in {"GET", "HEAD"}:
            try:
                response = answer(request)
            except Http404:
                return self.get_response(request)
            response["Cache-Control"] = NEVER
            return response
        began = time.perf_counter()
        response = self.get_response(request)
        metrics.observe(request.method or "", response.status_code, time.perf_counter() - began)
        return response


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """503 while nothing can be served; whoever is no monitor learns only the word."""
    found = rounds.look(now())
    said = rounds.verdict(found)
    body: dict[str, object] = {"status": said}
    if is_monitor(request):
        body["checks"] = {
            one.name: {"state": one.state, "said": one.said, **({"repair": one.repair} if one.repair else {})}
            for one in found
        }
    return JsonResponse(body, status=503 if said == "unready" else 200, json_dumps_params={"ensure_ascii": False})


def figures(request: HttpRequest) -> HttpResponse:
    if not is_monitor(request):
        raise Http404
    return HttpResponse(metrics.exposition(now()), content_type=metrics.CONTENT_TYPE)


ANSWERS = {"/livez": livez, "/readyz": readyz, "/metrics": figures}


def is_monitor(request: HttpRequest) -> bool:
    """By the address that really asks: behind a proxy, the one that the trusted proxy saw; a proxy unannounced, none."""
    address, proxies = request.META.get("REMOTE_ADDR", ""), settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if forwarded := request.headers.get("X-Forwarded-For", ""):
        seen = [part.strip() for part in forwarded.split(",")]
        if not 0 < proxies <= len(seen):
            return False
        address = seen[-proxies]
    try:
        asking = ipaddress.ip_address(address)
        return any(asking in ipaddress.ip_network(known, strict=False) for known in settings.MONITOR_ADDRESSES)
    except ValueError:
        return False
