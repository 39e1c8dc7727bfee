"""Papers that authorities issued: as PDF to those concerned, and their verification for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from events.issued_printing import issued_copy
from events.models import IssuedPaper
from events.views.reading import visible_filing
from organizations.requests import SignedInRequest
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.guesses import found_by_code


@require_GET
@costly
def issued_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = reached_or_404(IssuedPaper.objects.select_related("authority"), pk=pk)
    visible_filing(request, paper.filing_id)
    return pdf_response(issued_copy(paper, now()), f"event-{paper.year}-{paper.number}.pdf")


@require_GET
@login_not_required
def verify(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether it is valid, whose it is and of which date; nothing else."""
    issued = IssuedPaper.objects.select_related("filing", "authority")
    paper = found_by_code(request, code, lambda typed: issued.filter(code=typed).first(), kind="verify")
    if paper is not None and sha256_of(paper.content) != paper.sha256:
        paper = None
    context = {
        "paper": paper,
        "stands": paper is not None and paper.stands,
        "waits": paper is not None and paper.waits_for_others,
    }
    return render(request, "events/verify.html", context, status=404 if paper is None else 200)
