"""One's own data: to read, to take away, and to have corrected."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from organizations import own_data as kept
from organizations.forms.accounts import CorrectionForm
from organizations.requests import SignedInRequest
from zhengzhou_ideology.workflow.views import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: SignedInRequest) -> HttpResponse:
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt(form, kept.ask_correction, request.user, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "请求已送达可以更正的人员，处理后会答复您。")
            return redirect("organizations:own_data")
    status = 409 if getattr(form, "refusal", "") else 422 if form.errors else 200
    context = {"data": kept.data_of(request.user), "form": form}
    return render(request, "organizations/own_data.html", context, status=status)


@require_GET
def own_data_json(request: SignedInRequest) -> JsonResponse:
    response = JsonResponse(kept.data_of(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
