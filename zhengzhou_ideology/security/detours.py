"""A form that has to wait for a proof of identity is kept, and goes on where it was once the proof is there.

What was typed is kept in the session on the server, for the same account only, and is used once.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse
from django.utils.http import urlencode

from zhengzhou_ideology.edge import typed
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.security.factors import is_missing

GO_ON = f"{__name__}.go_on"
# Parts of pages that ask by themselves say so: that says nothing of whether somebody sits there.
BY_ITSELF = "X-Poll"
LONGEST = 200_000  # characters of a form that is kept; more is no form that somebody typed
# What a session knows besides who it is, and what a new one of the same account takes over.
CARRIED = ("acting_membership",)


def was_proved(request: HttpRequest) -> bool:
    """Password or second factor was given in this session within the last minutes; always where the settings ask for none."""
    if not settings.PROOF_MINUTES:
        return True
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return bool(records) and time.time() - records[-1]["at"] < settings.PROOF_MINUTES * 60


def ask_for_proof(request: HtmxHttpRequest, address: str) -> HttpResponse:
    """To the page at `address`, where the account proves itself, and back to this request.

    An act of weight does not go on without the file that came with it, as it would where the file is optional: the words
    are put back into the form, and the file is chosen again.
    """
    after = next_of(request)
    if request.FILES:
        after = typed.page_before(request)
        typed.keep(request)
        messages.warning(request, "尚未提交：确认身份后，填写的内容会放回表单，请重新选择文件。")
    else:
        keep(request, request.user)
    return sent_to(request, f"{address}?{urlencode({'next': after})}")


def ask_to_sign_in(request: HtmxHttpRequest, account: Any, carried: dict[str, Any]) -> HttpResponse:
    """The session of `account` has just ended on this request, a form; `carried` is what the next one takes over."""
    keep(request, account, carried)
    return sent_to(request, f"{reverse('account_login')}?{urlencode({'next': next_of(request)})}")


def next_of(request: HttpRequest) -> str:
    """Where to go on if nothing could be kept: addresses of forms need not answer a GET."""
    return request.get_full_path() if request.method == "GET" else "/"


def keep(request: HttpRequest, account: Any, carried: dict[str, Any] | None = None) -> None:
    """The form that was sent, if any; a file cannot be kept and is chosen again."""
    sent = request.POST.urlencode() if request.method == "POST" else ""
    if request.method != "POST" or len(sent) > LONGEST:
        return
    state = {"path": request.path_info, "query": request.META.get("QUERY_STRING", ""), "typed": sent}
    state |= {"whose": account.pk, "carried": carried or {}}
    # Under the name, and in the shape, that allauth's pages of proof look for when the proof is given.
    request.session[STATE_SESSION_KEY] = {"callback": GO_ON, "state": state}


def waits(request: HttpRequest) -> bool:
    """After somebody signed in: their form waits to go on. One of somebody else is forgotten."""
    state = request.session.get(STATE_SESSION_KEY, {}).get("state")
    if not state or state.get("whose") != request.user.pk:
        request.session.pop(STATE_SESSION_KEY, None)
        return False
    request.session.update(state["carried"])
    return True


def go_on(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """The form, as if it were sent now; for its own account only, and not on the page of a factor that is still missing."""
    if state["whose"] != request.user.pk or is_missing(request):
        return HttpResponseRedirect("/")
    request.method, request.path_info, request.path = "POST", state["path"], state["path"]
    request.META["QUERY_STRING"] = state["query"]
    request.GET, request.POST = QueryDict(state["query"]), QueryDict(state["typed"])  # type: ignore[assignment]
    view = request.resolver_match = resolve(state["path"])
    return view.func(request, *view.args, **view.kwargs)


def sent_to(request: HtmxHttpRequest, address: str) -> HttpResponse:
    """A whole page: HTMX would put what a redirect leads to into the part that it swaps.

    What a page asks by itself is sent nowhere: the bell on the page at `address` would load it again and again.
    """
    if request.headers.get(BY_ITSELF):
        return HttpResponse(status=204)
    if not request.htmx:
        return HttpResponseRedirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})
