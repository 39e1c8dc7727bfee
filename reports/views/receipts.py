"""The receipt of a submitted quarterly report."""

from functools import partial

from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from compliance.models import QuarterlyReport, ReportSubmission
from organizations.requests import SignedInRequest
from reports.receipt import receipt_name, receipt_pdf
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.signing import signed_copy


@require_GET
@costly
def receipt(request: SignedInRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Of the submission with this number, or of the last one."""
    report = reached_or_404(
        QuarterlyReport.objects.visible_to(request.user).select_related("registration_authority"), pk=pk
    )
    submissions = ReportSubmission.objects.filter(report=report).order_by("-number")
    submission = (submissions if number is None else submissions.filter(number=number)).first()
    if submission is None:
        raise Http404
    signer = report.registration_authority.code
    pdf = signed_copy(partial(receipt_pdf, submission), signer=signer, reason="季度报告回执", at=now())
    return pdf_response(pdf, receipt_name(submission))
