"""A sealed file: an officer says why before reading, on a page of its own; the reason stands for an hour."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now

from compliance.cases.forms.record import ReasonForm
from compliance.cases.models import AccountabilityCase
from compliance.cases.record.files import Sealed
from organizations.requests import SignedInRequest

STANDS_FOR = 3600


def stated_reason(request: SignedInRequest, case: AccountabilityCase) -> str:
    """What this reader stated for this case within the hour; empty if nothing."""
    reason, at = request.session.get(_key(case), ("", 0))
    return reason if now().timestamp() - at < STANDS_FOR else ""


def state_reason(request: SignedInRequest, case: AccountabilityCase, reason: str) -> None:
    request.session[_key(case)] = [reason, now().timestamp()]


def asks_why(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Instead of refusing to show a sealed file, ask for the reason and come back."""

    @wraps(view)
    def asking(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Sealed as sealed:
            return render_sealed(request, sealed.case, ReasonForm(), request.get_full_path(), status=409)

    return asking


def render_sealed(
    request: SignedInRequest, case: AccountabilityCase, form: ReasonForm, following: str, *, status: int
) -> HttpResponse:
    context = {"case": case, "form": form, "next": following}
    return render(request, "compliance/cases/sealed.html", context, status=status)


def _key(case: AccountabilityCase) -> str:
    return f"why-case-{case.pk}"
