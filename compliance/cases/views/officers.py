"""The officers' acts on a case, on its papers and on requests for time: one address each."""

from typing import Any

from django.http import HttpResponse

from compliance.cases.models import AccountabilityCase, CasePaper, CaseTimeRequest, ServiceRecord
from compliance.cases.views.officer_doors import CASE, GRANT_TIME, ISSUE, PROVE, REFUSE_TIME, SEND
from compliance.cases.views.reading import render_case, visible_case
from organizations.requests import SignedInRequest
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import acting


def _paper(request: SignedInRequest, pk: int) -> CasePaper:
    paper = reached_or_404(CasePaper.objects.signed().select_related("case"), pk=pk)
    visible_case(request, paper.case_id)
    return paper


def _record(request: SignedInRequest, pk: int) -> ServiceRecord:
    record = reached_or_404(ServiceRecord.objects.select_related("paper__case"), pk=pk)
    visible_case(request, record.paper.case_id)
    return record


def _request(request: SignedInRequest, pk: int) -> CaseTimeRequest:
    asked = reached_or_404(CaseTimeRequest.objects.select_related("case"), pk=pk)
    visible_case(request, asked.case_id)
    return asked


def _page(request: SignedInRequest, case: AccountabilityCase, **how: Any) -> HttpResponse:
    return render_case(request, visible_case(request, case.pk), **how)


ACTS = {name: acting(door, visible_case, render_case) for name, door in CASE.items()}
send = acting(SEND, _paper, _page, page_of=lambda paper: paper.case)
prove = acting(PROVE, _record, _page, page_of=lambda record: record.paper.case)
issue = acting(ISSUE, _record, _page, page_of=lambda record: record.paper.case)
grant_time = acting(GRANT_TIME, _request, _page, page_of=lambda asked: asked.case)
refuse_time = acting(REFUSE_TIME, _request, _page, page_of=lambda asked: asked.case)
