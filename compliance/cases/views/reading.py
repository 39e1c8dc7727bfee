"""One case, as either side may read it: where it stands, its terms, papers, files and log; every read is logged."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.cases.models import AccountabilityCase, CaseFile, CasePaper, CaseReview
from compliance.cases.record import files
from compliance.cases.record.own_record import own_record
from compliance.cases.record.readings import record_of_readings
from compliance.cases.record.timeline import timeline
from compliance.cases.standing.separations import separations
from compliance.cases.standing.standing import standing
from compliance.cases.views import officer_offers, organization_offers
from compliance.cases.views.sealed import asks_why, stated_reason
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Offer, refusal_above


def visible_case(request: SignedInRequest, pk: int) -> AccountabilityCase:
    """A case with its file, which begins with the opening; whoever only proposed it reads no more than the proposal."""
    cases = AccountabilityCase.objects.visible_to(request.user).ever_opened().for_listing()
    return reached_or_404(cases if _reads_files(request) else cases.none(), pk=pk)


def _reads_files(request: SignedInRequest) -> bool:
    acting = request.user.acting
    return acting is not None and bool(acting.organization_id or request.user.has_perm("cases.view_cases"))


@require_GET
@asks_why
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    found = reached_or_404(AccountabilityCase.objects.visible_to(request.user).for_listing(), pk=pk)
    if found.opened_on is None or not _reads_files(request):
        return redirect("cases:proposal", pk=pk)
    return render_case(request, found)


def render_case(
    request: SignedInRequest,
    case: AccountabilityCase,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """`bound` holds a form that came back with errors, under the name of its move; `refusal` is what a rule said."""
    user, today, typed = request.user, localdate(), bound or {}
    files.read(case, "案件页面", by=user, today=today, reason=stated_reason(request, case))
    own = user.organization == case.organization
    context: dict[str, Any] = {
        "case": case,
        "own": own,
        "standing": standing(case, own=own, today=today),
        "terms": case.terms.all(),
        "papers": CasePaper.objects.visible_to(user, case=case)
        .select_related("authority", "about")
        .prefetch_related("services"),
        "files": CaseFile.objects.visible_to(user).filter(case=case).select_related("file"),
        "withheld": case.files.exclude(pk__in=CaseFile.objects.visible_to(user)),
        "own_record": own_record(case, user) if own else None,
        "statements": case.statements.all(),
        "hearings": case.hearings.select_related("chair"),
        "rectifications": case.rectifications.all(),
        "requests": officer_offers.requests(user, case, typed),
        "review": CaseReview.objects.filter(case=case).select_related("authority").first(),
        "timeline": timeline(case, user=user, own=own),
        **record_of_readings(case, own=own),
        "today": today,
    }
    if own:
        context |= {"offers": organization_offers.offered(user, case, typed)}
    else:
        context |= {
            "offers": officer_offers.offered(user, case, typed),
            "separations": separations(user, case),
            "deliveries": officer_offers.deliveries(user, case, typed),
        }
    context["refusal"] = refusal_above(refusal, typed, _offered(context))
    return render_page(request, "compliance/cases/case.html", context, partial="case", status=status)


def _offered(context: dict[str, Any]) -> list[Offer]:
    found = [*context["offers"], *(offer for row in context["requests"] for offer in row["offers"])]
    for delivery in context.get("deliveries", ()):
        found += [delivery["send"], *(row["offer"] for row in delivery["services"])]
    return found


@require_GET
@asks_why
def case_file(request: SignedInRequest, pk: int) -> FileResponse:
    """One paper of the file, to whoever may read it."""
    found = reached_or_404(CaseFile.objects.visible_to(request.user).select_related("file"), pk=pk)
    case = visible_case(request, found.case_id)
    files.read(case, found.title, by=request.user, today=localdate(), reason=stated_reason(request, case))
    return download(found.file)
