"""The receipt of a submitted quarterly report."""

from django.http import Http404, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from compliance.models import QuarterlyReport, ReportSubmission
from organizations.requests import SignedInRequest
from reports.receipt import receipt_copy, receipt_name
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404


@require_GET
@costly
def receipt(request: SignedInRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Of the submission with this number, or of the last one."""
    report = reached_or_404(QuarterlyReport.objects.visible_to(request.user), pk=pk)
    rows = ReportSubmission.objects.filter(report=report).select_related("report__registration_authority")
    submissions = rows.order_by("-number")
    submission = (submissions if number is None else submissions.filter(number=number)).first()
    if submission is None:
        raise Http404
    return pdf_response(receipt_copy(submission, now()), receipt_name(submission))
