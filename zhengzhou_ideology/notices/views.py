"""The inbox of everybody, and how far the outbox has come for administrators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page, wants_fragment
from zhengzhou_ideology.notices import delivering, kinds, queues, readers
from zhengzhou_ideology.notices.forms import PreferencesForm
from zhengzhou_ideology.notices.links import masked, notice_of
from zhengzhou_ideology.notices.models import Notice, SendingQuerySet
from zhengzhou_ideology.paging import capped_count, keyset_page
from zhengzhou_ideology.reach import reached_or_404

PER_PAGE = 20
BADGE_CAP = 99
RETRYABLE = ("deliveries", "groups")  # a digest that failed is merged into the next one
may_view_outbox = permission_required("notices.view_outbox", raise_exception=True)


@require_GET
def inbox(request: HtmxHttpRequest) -> HttpResponse:
    return _inbox(request)


def _inbox(request: HtmxHttpRequest) -> HttpResponse:
    mine = Notice.objects.inbox_of(request.user).out(timezone.now())
    only_unread = "unread" in request.GET
    page = keyset_page(
        mine.unread() if only_unread else mine, by=("-pk",), after=request.GET.get("after"), per=PER_PAGE
    )
    context = {"page": page, "only_unread": only_unread, "has_unread": mine.unread().exists()}
    return render_page(request, "notices/inbox.html", context, partial="notices")


@require_POST
def read(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    notice = reached_or_404(Notice.objects.inbox_of(request.user).out(timezone.now()), pk=pk)
    readers.read(notice, now=timezone.now())
    return _after_reading(request)


@require_POST
def read_all(request: HtmxHttpRequest) -> HttpResponse:
    readers.read_all(request.user, now=timezone.now())
    return _after_reading(request)


def _after_reading(request: HtmxHttpRequest) -> HttpResponse:
    """The same page of the same list; the bell in the header counts anew."""
    if wants_fragment(request):
        return trigger_client_event(_inbox(request), "notices-changed")
    return redirect(f"{reverse('notices:inbox')}?{request.GET.urlencode()}")


@require_POST
def open_notice(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    """Go to the matter itself; whoever does so has read the notice."""
    notice = reached_or_404(Notice.objects.inbox_of(request.user).out(timezone.now()), pk=pk)
    readers.read(notice, now=timezone.now())
    return redirect(notice.url or reverse("notices:inbox"))


@require_GET
def follow(request: HtmxHttpRequest, token: str) -> HttpResponse:
    """A link from a mail: to the matter for its recipient; whoever else is signed in learns how to change accounts."""
    notice = notice_of(token)
    if notice is None:
        raise Http404
    if notice.recipient == request.user:
        return redirect(notice.url or reverse("notices:inbox"))
    login = reverse("account_login", query={"next": request.path})
    context = {"addressee": masked(notice.recipient.get_full_name() or notice.recipient.get_username()), "login": login}
    return render_page(request, "notices/other_account.html", context, partial="other-account", status=403)


@require_GET
def unread(request: HtmxHttpRequest) -> HttpResponse:
    """The number beside the bell, asked for every minute; nothing at all when there is none."""
    count = capped_count(Notice.objects.inbox_of(request.user).out(timezone.now()).unread(), BADGE_CAP)
    context = {"count": count, "cap": BADGE_CAP}
    return render_page(request, "notices/unread.html", context, partial="badge")


@require_http_methods(["GET", "POST"])
def preferences(request: HtmxHttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        readers.choose(request.user, form.cleaned_data)
        messages.success(request, "通知设置已保存。")
        return redirect("notices:preferences")
    context = {"form": form, "legal_papers": [kind for kind in kinds.registered() if kind.legal_paper]}
    return render_page(request, "notices/preferences.html", context, partial="preferences")


@require_GET
@may_view_outbox
def outbox(request: HtmxHttpRequest) -> HttpResponse:
    name = request.GET.get("queue", queues.FIRST)
    if name not in queues.LABELS:
        raise Http404
    rows = queues.rows_of(name)
    context: dict[str, Any] = {
        "queue": name,
        "label": queues.LABELS[name],
        "queues": queues.LABELS.items(),
        "may_retry": name in RETRYABLE,
        "waiting": capped_count(rows.waiting()),
        "failed": capped_count(rows.failed()),
        "oldest": rows.waiting().order_by("created_at").values_list("created_at", flat=True).first(),
        "page": keyset_page(rows.troubled(), by=("-pk",), after=request.GET.get("after"), per=PER_PAGE),
    }
    return render_page(request, "notices/outbox.html", context, partial="sendings")


def _retryable(name: str) -> SendingQuerySet:
    if name not in RETRYABLE:
        raise Http404
    return queues.rows_of(name).select_related(None)


@require_POST
@may_view_outbox
def retry(request: HtmxHttpRequest, queue: str, pk: int) -> HttpResponse:
    rows = _retryable(queue)
    row = reached_or_404(rows, pk=pk)
    delivering.try_anew(rows.troubled().filter(pk=row.pk), now=timezone.now())
    messages.success(request, "已重新排入发送队列。")
    return redirect(f"{reverse('notices:outbox')}?queue={queue}")


@require_POST
@may_view_outbox
def retry_all(request: HtmxHttpRequest, queue: str) -> HttpResponse:
    rows = _retryable(queue)
    count = delivering.try_anew(rows.failed(), now=timezone.now())
    messages.success(request, f"已将 {count} 条重新排入发送队列。")
    return redirect(f"{reverse('notices:outbox')}?queue={queue}")
