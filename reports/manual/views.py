"""The handbook, examples to look at, whom to ask, and the guide of the first days."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from organizations.navigation import entries_for
from organizations.requests import SignedInRequest
from reports.manual import contacts, examples, guides
from reports.manual.pages import COMMON, NAMES, ManualPage, page_of

EXAMPLES: dict[str, dict[str, Any]] = {
    "report": {"title": "季度报告样例", "content": examples.REPORT, "papers": examples.REPORT_PAPERS},
    "filing": {"title": "活动申报样例", "content": examples.FILING, "papers": examples.FILING_PAPERS},
}


@require_GET
@login_not_required
def manual(request: HttpRequest) -> HttpResponse:
    """The page of the role in which the reader acts comes first."""
    acting = getattr(request.user, "acting", None)
    return _shown(request, page_of(acting.role if acting else COMMON))


@require_GET
@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    try:
        return _shown(request, page_of(name))
    except KeyError:
        raise Http404(name) from None


def _shown(request: HttpRequest, found: ManualPage) -> HttpResponse:
    """Beside a section that is an entry of the reader's menu stands the way there."""
    links = entries_for(request.user, "") if request.user.is_authenticated else []
    opens = {link.label: link.url for link in links}
    context = {
        "page": found,
        "pages": [page_of(name) for name in NAMES],
        "sections": [(section, opens.get(section.text)) for section in found.sections],
    }
    return render(request, "reports/manual/page.html", context)


@require_GET
@login_not_required
def example(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in EXAMPLES:
        raise Http404(kind)
    return render(request, "reports/manual/example.html", {"kind": kind, **EXAMPLES[kind]})


@require_GET
@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    return render(
        request, "reports/manual/contact.html", {"own": contacts.of(request.user), "bureaus": contacts.bureaus()}
    )


@require_POST
def guide_away(request: SignedInRequest) -> HttpResponse:
    guides.put_away(request.user, now())
    return redirect("home")
