"""Public: whether a file bears a whole signature of one of our authorities, and is what was issued here. Nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.models import Authority
from organizations.requests import SignedInRequest
from reports.forms.file_verification import PaperFileForm
from reports.found_papers import found_paper
from zhengzhou_ideology.audit.paper_proofs import judged
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.signing import verdict_on


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@costly
def verify_file(request: SignedInRequest) -> HttpResponse:
    form = PaperFileForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        content, proof = form.cleaned_data["file"].read(), form.cleaned_data["proof"]
        verdict = verdict_on(content)
        context |= {
            "verdict": verdict,
            "trail": judged(content, proof.read() if proof else None),
            "signer": Authority.objects.filter(code=verdict.signer).first() if verdict.signer else None,
            "found": found_paper(verdict),
        }
    status = 422 if form.errors else 200
    return render_page(request, "reports/verify_file.html", context, partial="verdict", status=status)
