"""Papers of a case: as PDF to both sides, and their verification for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from compliance.cases.models import CasePaper
from compliance.cases.papers import printing, writing
from compliance.cases.record import dossier, files
from compliance.cases.views.reading import visible_case
from compliance.cases.views.sealed import asks_why, stated_reason
from organizations.requests import SignedInRequest
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.guesses import found_by_code


@require_GET
@asks_why
@costly
def case_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    case = visible_case(request, reached_or_404(CasePaper, pk=pk).case_id)
    paper = reached_or_404(CasePaper.objects.visible_to(request.user, case=case).select_related("authority"), pk=pk)
    name = printing.file_name(paper)
    files.read(case, name, by=request.user, today=localdate(), reason=stated_reason(request, case))
    return pdf_response(printing.handed_out(paper, now()), name)


@require_GET
@asks_why
@costly
def case_dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file in one PDF: complete for officers, what may be disclosed for the organization."""
    case = visible_case(request, pk)
    files.read(case, "全卷（PDF）", by=request.user, today=localdate(), reason=stated_reason(request, case))
    return pdf_response(dossier.dossier_pdf(case, reader=request.user, now=now()), f"{case}案卷.pdf")


@require_GET
@login_not_required
def verify_paper(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether it is valid, whose it is, of which authority and date; never what it is about or what was decided."""
    signed = CasePaper.objects.signed()
    paper = found_by_code(request, code, lambda typed: signed.filter(code=typed).first(), kind="verify")
    if paper is not None and sha256_of(paper.content or {}) != paper.sha256:
        paper = None
    context = {"paper": paper, "overturned": writing.overturned(paper) if paper else ""}
    return render(request, "compliance/cases/papers/verify.html", context, status=404 if paper is None else 200)
