"""What the page of a case shows an officer to do now."""

from typing import Any

from django.urls import reverse

from compliance.cases.enums import (
    CasePaperKind,
    PaperState,
    ServiceMethod,
)
from compliance.cases.models import AccountabilityCase, CasePaper, ServiceRecord
from compliance.cases.papers import writing
from compliance.cases.signing import SIGNS, STAGES
from compliance.cases.views.officer_doors import CASE, GRANT_TIME, ISSUE, PROVE, REFUSE_TIME, SEND
from organizations.models import User
from zhengzhou_ideology.workflow.offers import Bound, Offer, offers


def offered(user: User, case: AccountabilityCase, bound: Bound) -> list[Offer]:
    return _papers(user, case) + offers(CASE.values(), user, case, bound)


def _papers(user: User, case: AccountabilityCase) -> list[Offer]:
    """To write the paper that comes next, and to read and sign its draft."""
    found = []
    for kind, stages in STAGES.items():
        if case.state not in stages:
            continue
        has_draft = case.papers.drafts().filter(kind=kind).exists()
        if has_draft:
            verb = "阅看并签发" if user.has_perm(SIGNS[kind], case) else "阅看"
            found.append(_page("sign", case, kind, f"{verb}{kind.label}", "btn-primary"))
        if user.has_perm(writing.PREPARES[kind], case):
            verb, tone = ("修改", "") if has_draft else ("拟写", "btn-primary")
            found.append(_page("draft", case, kind, f"{verb}{kind.label}", tone))
    return found


def _page(name: str, case: AccountabilityCase, kind: CasePaperKind, label: str, tone: str) -> Offer:
    url = reverse(f"cases:{name}", args=[case.pk, kind.value])
    return Offer(name, url, label, "", tone=tone, is_page=True)


def deliveries(user: User, case: AccountabilityCase, bound: Bound) -> list[dict[str, Any]]:
    """Each signed paper with how it was sent and what proves it, and what may be done about it."""
    signed = case.papers.signed().exclude(kind=CasePaperKind.SERVICE_RECORD).prefetch_related("services")
    issued = {
        paper.facts["service"]: paper
        for paper in case.papers.filter(kind=CasePaperKind.SERVICE_RECORD, state=PaperState.SIGNED)
    }
    return [
        {
            "paper": paper,
            "send": next(iter(offers([SEND], user, paper, bound)), None),
            "services": [_service(user, record, issued.get(record.pk), bound) for record in paper.services.all()],
        }
        for paper in signed
    ]


def _service(user: User, record: ServiceRecord, issued: CasePaper | None, bound: Bound) -> dict[str, Any]:
    doors = [PROVE] if issued else [PROVE, ISSUE]
    waits = "待签收" if record.method == ServiceMethod.PORTAL else "尚未证明送达"
    offer = next(iter(offers(doors, user, record, bound)), None)
    return {"record": record, "issued": issued, "offer": offer, "waits": waits}


def requests(user: User, case: AccountabilityCase, bound: Bound) -> list[dict[str, Any]]:
    return [
        {"request": request, "offers": offers([GRANT_TIME, REFUSE_TIME], user, request, bound)}
        for request in case.time_requests.select_related("decided_by")
    ]
