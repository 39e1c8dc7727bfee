"""The one way from a page to an act and back: may they, what was typed, act, say so. Nothing typed is lost on the way."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.workflow.acts import Refused, itself
from zhengzhou_ideology.workflow.offers import Door
from zhengzhou_ideology.workflow.queues import following

Page = Callable[..., HttpResponse]


def attempt(form: forms.BaseForm, act: Callable[..., Any], *subjects: Any, **facts: Any) -> Any:
    """Do it, with the clock where the act asks for one; what a rule or a file check says stands in the form.

    Returns what the act returns, or None with errors in the form; a rule's sentence is `form.refusal` as well.
    """
    try:
        return act(*subjects, **clock(act), **facts)
    except Refused as refusal:
        form.refusal = str(refusal)  # type: ignore[attr-defined]
        form.add_error(None, str(refusal))
    except ValidationError as error:
        of_a_file = "uploads" in form.fields and not hasattr(error, "error_dict")
        form.add_error("uploads" if of_a_file else None, error.messages)
    return None


def clock(act: Callable[..., Any]) -> dict[str, Any]:
    """The moment or the day, whichever the act takes."""
    readers: dict[str, Callable[[], Any]] = {"now": now, "today": localdate}
    return {name: read() for name, read in readers.items() if name in act.takes}  # type: ignore[attr-defined]


def acting(
    door: Door,
    find: Callable[[Any, int], Any],
    page: Page,
    *,
    page_of: Callable[[Any], Any] = itself,
    then: Callable[[Any, Any], Any] = lambda row, result: row,
) -> Callable[[HtmxHttpRequest, int], HttpResponse]:
    """A view of one door. `find` gives what the address names, or 404; `page_of` the row whose page it stands on.

    Whatever goes wrong leads back to that page with what was typed: 422 for the input, 409 for a rule, 403 for a person.
    `then(row, result)` is where it leads when done.
    """

    @require_POST
    def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
        row = find(request, pk)
        subject = door.on(row)
        if subject is not None and not door.may(request.user, row):
            raise PermissionDenied(door.act.perm)  # type: ignore[attr-defined]
        form = door.form_of(request.user, row, request.POST, request.FILES)
        if not form.is_valid():
            return page(request, page_of(row), bound={door.key(row): form}, status=422)
        if subject is None:
            raise Refused(f"当前没有可以办理“{door.label}”的事项。")
        result = attempt(form, door.act, subject, by=request.user, **door.facts, **form.cleaned_data)
        if form.errors:
            refusal = getattr(form, "refusal", "")
            fresh, status = page_of(find(request, pk)), 409 if refusal else 422
            return page(request, fresh, bound={door.key(row): form}, refusal=refusal, status=status)
        messages.success(request, door.said_of(row), extra_tags=door.undo_of(row))
        return redirect(following(request, page_of(row)) or then(page_of(row), result))

    return view
