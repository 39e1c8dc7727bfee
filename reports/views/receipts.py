"""The receipt of a submitted quarterly report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from compliance.models import QuarterlyReport, ReportSubmission
from organizations.requests import SignedInRequest
from reports.receipt import receipt_copy, receipt_name
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.print.delivery import pdf_response


@require_GET
@costly
def receipt(request: SignedInRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Of the submission with this number, or of the last one."""
    report = get_object_or_404(QuarterlyReport.objects.visible_to(request.user), pk=pk)
    rows = ReportSubmission.objects.filter(report=report).select_related("report__registration_authority")
    submissions = rows.order_by("-number")
    wanted = submissions if number is None else submissions.filter(number=number)
    submission = get_object_or_404(wanted[:1])
    return pdf_response(receipt_copy(submission, now()), receipt_name(submission))
