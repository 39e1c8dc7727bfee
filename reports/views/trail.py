"""Public: the signed heads of the audit trail, what shows that it only grows, and proofs for whoever holds a paper. Nothing personal."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from reports.forms.trail import ConsistencyForm, HeadsForm
from zhengzhou_ideology.audit.keys import pem_of, public_keys
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.audit.proofs import consistency_of, proof_for
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow import Refused

SHOWN, MOST = 24, 1000
SHA256 = re.compile(r"[0-9a-f]{64}")
SCRIPT = settings.BASE_DIR / "deploy" / "verify_receipt.py"


@require_GET
@never_cache
@login_not_required
def trail(request: HttpRequest) -> HttpResponse:
    heads = list(Seal.objects.order_by("-number").defer("tables")[:SHOWN])
    return render(request, "reports/trail.html", {"heads": heads, "form": ConsistencyForm(), "keys": _keys()})


@require_GET
@never_cache
@login_not_required
def heads(request: HttpRequest) -> JsonResponse:
    """Those after a number, the oldest first."""
    form = HeadsForm(request.GET)
    if not form.is_valid():
        raise Http404
    found = Seal.objects.filter(number__gt=form.cleaned_data["after"] or 0).defer("tables")[:MOST]
    return _json({"heads": [seal.published for seal in found]}, "heads.json")


@require_GET
@never_cache
@login_not_required
def consistency(request: HttpRequest) -> JsonResponse:
    """That the log of one head begins with that of an earlier one."""
    form = ConsistencyForm(request.GET)
    if not form.is_valid():
        raise Http404
    first = reached_or_404(Seal.objects.filter(size__gt=0), pk=form.cleaned_data["first"])
    second = reached_or_404(Seal.objects.filter(number__gte=first.number), pk=form.cleaned_data["second"])
    return _json(consistency_of(first, second), f"consistency-{first.number}-{second.number}.json")


@require_GET
@never_cache
@login_not_required
def proof(request: HttpRequest, content: str) -> JsonResponse:
    """For the content with this SHA-256, which stands on its paper; not found before the next seal."""
    found = proof_for(content) if SHA256.fullmatch(content) else None
    if found is None:
        raise Http404
    return _json(found, f"proof-{content[:12]}.json")


@require_GET
@login_not_required
def key(request: HttpRequest, number: str) -> HttpResponse:
    if number not in (known := _keys()):
        raise Http404
    return HttpResponse(pem_of(known[number]), content_type="application/x-pem-file")


@require_GET
@login_not_required
def script(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=SCRIPT.name)
    return response


def _keys() -> dict:
    """None where the host has no key: the page says so."""
    try:
        return public_keys()
    except Refused:
        return {}


def _json(content: dict, name: str) -> JsonResponse:
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
