"""Names of authorities that lists use and the register does not know: which wait for an answer, and answering one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from organizations.forms.authority_proposals import AliasForm, LeaveForm, NewUnitForm
from organizations.models import AuthorityProposal, User
from organizations.registry import proposals
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting

LIST = "organizations.list_authorityproposals"


def _asked(user: User, row: AuthorityProposal) -> dict[str, AuthorityProposal]:
    return {"proposal": row}


DOORS = {
    "alias": Door(
        act=proposals.take_as_alias,
        address="organizations:authority_proposal_alias",
        label="认作已有单位的别名",
        question="名录中的这个名称是哪一个机关单位？答复后，名录重新比对。",
        done="已记作别名，名录已重新比对。",
        form=AliasForm,
        given=_asked,
        tone="btn-primary",
    ),
    "new": Door(
        act=proposals.found_authority,
        address="organizations:authority_proposal_new",
        label="新设机关单位",
        question="登记册中没有这个单位的，在此新设为业务主管单位。答复后，名录重新比对。",
        done="已新设机关单位，名录已重新比对。",
        form=NewUnitForm,
        given=_asked,
    ),
    "leave": Door(
        act=proposals.leave,
        address="organizations:authority_proposal_leave",
        label="不予承认",
        question="这个名称不是机关单位，或者写错了。有这个名称的行列为错误，更正名录后重新上传。",
        done="已答复，有这个名称的行列为错误。",
        form=LeaveForm,
    ),
    "suggest_alias": Door(
        act=proposals.suggest_alias,
        address="organizations:authority_proposal_suggest_alias",
        label="建议认作别名",
        question="请说明名录中的这个名称是哪一个机关单位，由系统管理员答复。",
        done="建议已提交，等待系统管理员答复。",
        form=AliasForm,
        given=_asked,
        tone="btn-primary",
    ),
    "suggest_new": Door(
        act=proposals.suggest_new,
        address="organizations:authority_proposal_suggest_new",
        label="建议新设单位",
        question="登记册中没有这个单位的，请写明其全称和所在县（市、区），由系统管理员答复。",
        done="建议已提交，等待系统管理员答复。",
        form=NewUnitForm,
        given=_asked,
    ),
}


def require_reader(request: SignedInRequest) -> None:
    if not request.user.has_perm(LIST):
        raise PermissionDenied(LIST)


def visible_proposal(request: SignedInRequest, pk: int) -> AuthorityProposal:
    require_reader(request)
    found = AuthorityProposal.objects.visible_to(request.user).for_listing().select_related("batch__authority")
    return reached_or_404(found, pk=pk)


@require_GET
def proposal_list(request: SignedInRequest) -> HttpResponse:
    require_reader(request)
    found = AuthorityProposal.objects.visible_to(request.user).open().for_listing()
    page = keyset_page(found, by=("name", "pk"), after=request.GET.get("after"), per=50)
    return render_page(request, "organizations/authority_proposal_list.html", {"page": page}, partial="proposals")


@require_GET
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_proposal(request, visible_proposal(request, pk))


def render_proposal(
    request: SignedInRequest,
    row: AuthorityProposal,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said."""
    offered = offers(DOORS.values(), request.user, row, bound or {})
    waiting = row.batch.rows.naming(row.name)
    context = {
        "proposal": row,
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "count": waiting.count(),
        "first": waiting[:10],
        "moves": row.moves.select_related("by"),
        "may_see_import": request.user.has_perm("organizations.import_registry"),
        "is_open": row.state == "open",
    }
    template = "organizations/authority_proposal.html"
    return render_page(request, template, context, partial="proposal", status=status)


ACTS = {name: acting(door, visible_proposal, render_proposal) for name, door in DOORS.items()}
