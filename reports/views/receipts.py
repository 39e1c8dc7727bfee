"""The receipt of a submitted quarterly report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from compliance.models import QuarterlyReport, ReportSubmission
from organizations.requests import SignedInRequest
from reports.receipt import receipt_name, receipt_pdf
from zhengzhou_ideology.print.delivery import pdf_response


@require_GET
def receipt(request: SignedInRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Of the submission with this number, or of the last one."""
    report = get_object_or_404(QuarterlyReport.objects.visible_to(request.user), pk=pk)
    submissions = ReportSubmission.objects.filter(report=report).order_by("-number")
    wanted = submissions if number is None else submissions.filter(number=number)
    submission = get_object_or_404(wanted[:1])
    return pdf_response(receipt_pdf(submission), receipt_name(submission))
