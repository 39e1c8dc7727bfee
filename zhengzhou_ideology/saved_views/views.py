"""Saving a list as one sees it, and changing or giving up what one has saved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.ledgers.described import described
from zhengzhou_ideology.ledgers.ledger import Ledger, ledgers
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.saved_views import keeping
from zhengzhou_ideology.saved_views.forms import ViewNameForm
from zhengzhou_ideology.saved_views.models import SavedView, address_of, named
from zhengzhou_ideology.workflow import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request: HtmxHttpRequest, list_key: str) -> HttpResponse:
    """The list in the filter that the address carries, under a name."""
    ledger = ledgers().get(list_key)
    if ledger is None or not ledger.offered or request.user.acting is None:
        raise Http404(list_key)
    filters = ledger.form(request.user, request.GET.dict())
    parameters = keeping.parameters_of(filters, request.GET)
    form = ViewNameForm(_typed(request))
    kept = _attempt(form, lambda name: keeping.keep(request.user, list_key, name=name, parameters=parameters))
    if kept:
        messages.success(request, f"视图“{kept}”已保存。")
        return redirect(kept)
    return _page(
        request, ledger, form, filters, title="保存为视图", list_url=address_of(ledger, request.GET.urlencode())
    )


@require_http_methods(["GET", "HEAD", "POST"])
def view_change(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    form = ViewNameForm(_typed(request), initial={"name": view.name})
    if _attempt(form, lambda name: keeping.rename(view, name=name)):
        messages.success(request, "视图名称已修改。")
        return redirect(view)
    filters = view.ledger.form(request.user, view.parameters)
    return _page(request, view.ledger, form, filters, title="修改视图", list_url=view.get_absolute_url(), view=view)


@require_POST
def view_discard(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    keeping.discard(view)
    messages.success(request, f"视图“{view}”已删除。")
    return redirect(view.ledger.page)


def _own(request: HtmxHttpRequest, pk: int) -> SavedView:
    """Of a list that is still there; somebody else's is none."""
    return reached_or_404(SavedView.objects.of_owner(request.user).filter(list_key__in=ledgers()), pk=pk)


def _typed(request: HtmxHttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _attempt(form: ViewNameForm, act: Callable[[str], Any]) -> Any:
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data["name"])
    except Refused as refusal:
        form.add_error("name", str(refusal))
    return None


def _page(request: HtmxHttpRequest, ledger: Ledger, form: ViewNameForm, filters: Any, **facts: Any) -> HttpResponse:
    context = {
        "list_name": named(ledger),
        "form": form,
        "filters": described(filters),
        "most": keeping.MOST,
        **facts,
    }
    return render(request, "saved_views/view.html", context, status=422 if form.errors else 200)
