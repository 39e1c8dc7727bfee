"""Public: whether a statement or a roll-up with this code was issued and still holds, whose it is, and when. Nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from organizations.requests import SignedInRequest
from reports.forms.statements import CodeForm, canonical
from reports.models import AnnualStatement, RollUp
from zhengzhou_ideology.security.guesses import found_by_code


@require_GET
@login_not_required
def verify_form(request: SignedInRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("reports:verify", form.cleaned_data["code"] or "-")
    return render(request, "reports/verify.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
@login_not_required
def verify(request: SignedInRequest, code: str) -> HttpResponse:
    found = found_by_code(request, canonical(code), statement_or_rollup, kind="verify")
    statement = found if isinstance(found, AnnualStatement) else None
    rollup = found if isinstance(found, RollUp) else None
    context = {"form": CodeForm(), "asked": True, "statement": statement, "rollup": rollup}
    return render(request, "reports/verify.html", context, status=200 if found else 404)


def statement_or_rollup(code: str) -> AnnualStatement | RollUp | None:
    statement = AnnualStatement.objects.issued().filter(verification_code=code).first()
    return statement or RollUp.objects.filter(verification_code=code).first()
