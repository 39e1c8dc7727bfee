"""Papers that were entered from a signed sheet: their list, the receipt for the organization, and the scan."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from compliance.entry_receipt import receipt_name, receipt_pdf
from compliance.models import PaperEntry
from organizations.requests import SignedInRequest
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import OutOfReach, reached_or_404
from zhengzhou_ideology.signing import signed_copy

VIEW = "compliance.view_entries"


@require_GET
def entry_list(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied(VIEW)
    entries = PaperEntry.objects.visible_to(request.user).for_listing()
    page = keyset_page(entries, by=("-pk",), after=request.GET.get("after"))
    return render_page(request, "compliance/entry_list.html", {"page": page}, partial="entries")


@require_GET
@costly
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _visible_entry(request, pk)
    signer = entry.organization.registration_authority.code
    pdf = signed_copy(partial(receipt_pdf, entry), signer=signer, reason="纸质材料代录回执", at=now())
    return pdf_response(pdf, receipt_name(entry))


@require_GET
def scan(request: SignedInRequest, pk: int) -> FileResponse:
    return download(_visible_entry(request, pk).scan)


def _visible_entry(request: SignedInRequest, pk: int) -> PaperEntry:
    """Whoever sees the paper sees what it was entered from."""
    entry = reached_or_404(PaperEntry.objects.for_listing(), pk=pk)
    papers = type(entry.paper)._default_manager.visible_to(request.user)
    if not papers.filter(pk=entry.paper.pk).exists():
        raise OutOfReach
    return entry
