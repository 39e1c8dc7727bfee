"""Commitment letters: as PDF, verified by anybody, their register by year, and their text."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from compliance import letter_register, letters
from compliance.enums import DutyKind
from compliance.forms.letters import LetterFilterForm, LetterTextForm, OwnLetterFilterForm
from compliance.letter_printing import letter_name, letter_pdf
from compliance.models import CommitmentLetter, Duty, LetterText
from compliance.views.papers import for_organization
from organizations.requests import SignedInRequest
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.guesses import found_by_code
from zhengzhou_ideology.workflow import Refused


@require_GET
@costly
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter that went in, or the sheet to be signed."""
    duties = Duty.objects.visible_to(request.user).of_kind(DutyKind.COMMITMENT)
    related = ("organization", "registration_authority", "competent_authority")
    duty = reached_or_404(duties.select_related(*related), pk=pk)
    return pdf_response(letter_pdf(duty, localdate()), letter_name(duty))


@require_GET
@login_not_required
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether it is valid, whose it is and of which date; nothing else."""
    letters = CommitmentLetter.objects.select_related("submission__duty")
    found = found_by_code(request, code, lambda typed: letters.filter(code=typed).first(), kind="verify")
    if found is not None and sha256_of(found.submission.content) != found.submission.sha256:
        found = None
    content = found.submission.content["letter"] if found else {}
    signed_on = date.fromisoformat(content["signed_on"]) if found else None
    context = {"letter": found, "content": content, "signed_on": signed_on}
    return render(request, "compliance/letter_verify.html", context, status=200 if found else 404)


@require_GET
def register(request: SignedInRequest) -> HttpResponse:
    form = (OwnLetterFilterForm if for_organization(request) else LetterFilterForm)(request.GET)
    duties = form.narrow(letter_register.register(request.user), request.user)
    page = keyset_page(duties.for_listing(), by=("-due_on", "pk"), after=request.GET.get("after"), counted=duties)
    context = {
        "form": form,
        "page": page,
        "rows": [{"duty": duty, "way": letter_register.way_label(duty)} for duty in page],
        "count": page.count,
        "cap": COUNT_CAP,
        "for_organization": for_organization(request),
    }
    return render_page(request, "compliance/letter_register.html", context, partial="letters")


@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: SignedInRequest) -> HttpResponse:
    """All versions for everybody, a further one for an administrator."""
    may_change = request.user.has_perm(letters.CHANGE_TEXT)
    if request.method == "POST" and not may_change:
        raise PermissionDenied(letters.CHANGE_TEXT)
    versions = LetterText.objects.latest_first()
    latest = versions.first()
    form = LetterTextForm(request.POST or None, initial={"text": latest.text if latest else ""})
    if request.method == "POST" and form.is_valid():
        try:
            saved = letters.add_text(form.instance, by=request.user, today=localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"新的承诺书正文已保存，自{saved.effective_from:%Y-%m-%d}起使用。")
            return redirect("compliance:letter_texts")
    context = {"form": form if may_change else None, "texts": versions}
    status = 422 if form.errors else 200
    return render_page(request, "compliance/letter_texts.html", context, partial="texts", status=status)
