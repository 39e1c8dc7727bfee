"""The organization's side of its case: it confirms receipt, speaks, asks for time, puts right, asks for review."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from compliance.cases import case_workflow
from compliance.cases.enums import ARTICLE_LABELS, CasePaperKind, CaseTermKind, ServiceMethod
from compliance.cases.forms.answers import AnswerForm, AskReviewForm, RectificationForm, StatementForm, TimeForm
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase, CasePaper, CaseTerm
from compliance.cases.papers import content, wording
from compliance.cases.standing import to_do
from compliance.cases.standing.facts import CaseFacts
from compliance.cases.views.organization_offers import ACKNOWLEDGE, WAIVE_REVIEW
from compliance.cases.views.reading import render_case, visible_case
from organizations.requests import SignedInRequest
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workflow import Refused, asks
from zhengzhou_ideology.workflow.views import acting, attempt


@dataclass(frozen=True, slots=True)
class Answer:
    """A page on which the organization answers; `about` is what it reads there before it writes."""

    form: type[AnswerForm]
    perm: str
    title: str
    submit: str
    done: str
    act: Callable[..., Any]
    is_open: Callable[[CaseFacts], bool]
    term: Callable[[CaseFacts], CaseTerm | None]
    lead: Callable[[CaseFacts], list[str]]
    about: Callable[[AccountabilityCase], list[tuple[str, str]]]


def answering(answer: Answer) -> Callable[..., HttpResponse]:
    """Typed text outlives whatever goes wrong: a bad file, a rule that refuses, a term that ended meanwhile."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        case = visible_case(request, pk)
        if not request.user.has_perm(answer.perm, case):
            raise PermissionDenied(answer.perm)
        is_sent, facts = request.method == "POST", CaseFacts.of(case, localdate())
        form = answer.form(request.POST, request.FILES, facts=facts) if is_sent else answer.form(facts=facts)
        if is_sent and form.is_valid():
            attempt(form, answer.act, case, by=request.user, **form.cleaned_data)
            if not form.errors:
                messages.success(request, answer.done)
                return redirect(case)
        return _page(request, visible_case(request, pk), form, answer)

    return view


def _page(request: SignedInRequest, case: AccountabilityCase, form: AnswerForm, answer: Answer) -> HttpResponse:
    facts = CaseFacts.of(case, localdate())
    if not form.is_bound and not answer.is_open(facts):
        raise Refused(f"本案当前状态为“{case.get_state_display()}”，不能办理“{answer.title}”。")
    context = {
        "case": case,
        "form": form,
        "title": answer.title,
        "submit": answer.submit,
        "lead": answer.lead(facts),
        "term": answer.term(facts),
        "about": answer.about(case),
    }
    return render(request, "compliance/cases/answer.html", context, status=422 if form.errors else 200)


def _notified(case: AccountabilityCase) -> list[tuple[str, str]]:
    notice = case.latest_paper(CasePaperKind.NOTICE)
    facts: Mapping[str, Any] = notice.facts if notice else {}
    article = facts.get("article")
    earlier = [(f"{dated(day_of(said.filed_at))}已提交的意见", said.text) for said in case.statements.order_by("pk")]
    return [
        ("告知的事实", facts.get("account") or ""),
        ("依据条款", f"{wording.REGIME}通知{ARTICLE_LABELS[int(article)]}" if article else ""),
        ("拟采取的措施", content.measure_label(facts.get("measure"))),
        *earlier,
    ]


def _ordered(case: AccountabilityCase) -> list[tuple[str, str]]:
    order = case.latest_paper(CasePaperKind.RECTIFICATION_ORDER)
    last = case.rectifications.order_by("-number").first()
    about = [("整改要求", order.facts.get("requirements") or "")] if order else []
    if last:
        about += [
            ("上次提交的整改措施", last.plan),
            ("上次提交的完成情况", last.done),
            ("核查意见", last.answer_reason),
        ]
    return about


def _decided(case: AccountabilityCase) -> list[tuple[str, str]]:
    hears, decided = case.registration_authority.review_authority, case.registration_authority
    by_others = "，由原经办人以外的人员办理" if hears == decided else ""
    return [
        ("处理决定", case.get_measure_display()),
        ("决定理由", case.reasons),
        ("复核机关", f"{hears}{by_others}"),
    ]


def _before_speaking(facts: CaseFacts) -> list[str]:
    lead = ["意见由贵单位自己表述，原文附卷，处理不会因陈述申辩而加重。"]
    if facts.is_unserved(CasePaperKind.NOTICE):
        days = policy_on(facts.today).statement_working_days
        return [
            *lead,
            f"告知书尚未签收，期限还没有开始计算；提交陈述申辩即一并完成签收。自签收次日起有{days}个工作日。",
        ]
    if facts.running(CaseTermKind.STATEMENT) is None:
        return [*lead, "陈述申辩期限已经届满，仍可以提交书面意见；登记管理机关会附卷阅看，并注明系期满后提交。"]
    return lead


def _before_asking_review(facts: CaseFacts) -> list[str]:
    lead = [
        "复核由原立案人、决定人以外的人员办理，结果不会重于原决定；复核期间暂停执行。",
        "对同一决定可以申请一次复核。",
    ]
    if facts.is_unserved(CasePaperKind.DECISION):
        days = policy_on(facts.today).review_days
        lead.append(f"决定书尚未签收，申请期限还没有开始计算；自签收次日起有{days}日，也可以现在就申请。")
    return lead


@asks(perm="cases.state_accountabilitycase")
def _ask_time(case: AccountabilityCase, *, now: datetime, **facts: Any) -> None:
    term = CaseFacts.of(case, day_of(now)).askable_term
    if term is None:
        raise Refused("当前没有可以申请延长的期限。")
    time_requests.ask(case, now=now, term=CaseTermKind(term.kind), **facts)


statement = answering(
    Answer(
        form=StatementForm,
        perm="cases.state_accountabilitycase",
        title="陈述申辩",
        submit="提交陈述申辩",
        done="陈述申辩已提交，登记管理机关已收到。",
        act=statements.file,
        is_open=lambda facts: facts.may_speak,
        term=lambda facts: facts.terms.get(CaseTermKind.STATEMENT),
        lead=_before_speaking,
        about=_notified,
    )
)
time_request = answering(
    Answer(
        form=TimeForm,
        perm="cases.state_accountabilitycase",
        title="申请延长期限",
        submit="提交申请",
        done="延期申请已提交，审批结果将另行通知。审批前仍按原期限计算。",
        act=_ask_time,
        is_open=lambda facts: facts.askable_term is not None,
        term=lambda facts: facts.askable_term,
        lead=lambda facts: ["由登记管理机关审批负责人审批，结果会另行通知；审批前仍按原期限计算。"],
        about=lambda case: [],
    )
)
rectify = answering(
    Answer(
        form=RectificationForm,
        perm="cases.state_accountabilitycase",
        title="提交整改情况",
        submit="提交整改情况",
        done="整改情况已提交，登记管理机关将进行核查。",
        act=rectification.file,
        is_open=lambda facts: facts.may_rectify,
        term=lambda facts: facts.terms.get(CaseTermKind.RECTIFICATION),
        lead=lambda facts: ["提交后由登记管理机关核查；需要补正的，会写明理由，可以再次提交。"],
        about=_ordered,
    )
)
review_request = answering(
    Answer(
        form=AskReviewForm,
        perm="cases.ask_review_accountabilitycase",
        title="申请复核",
        submit="提交复核申请",
        done="复核申请已提交，由原立案人、决定人以外的人员办理。",
        act=case_workflow.ask_review,
        is_open=lambda facts: facts.may_ask_review,
        term=lambda facts: facts.running(CaseTermKind.REVIEW),
        lead=_before_asking_review,
        about=_decided,
    )
)


def _paper(request: SignedInRequest, pk: int) -> CasePaper:
    sent = CasePaper.objects.signed().filter(services__method=ServiceMethod.PORTAL)
    paper = reached_or_404(sent.select_related("authority", "case"), pk=pk)
    visible_case(request, paper.case_id)
    return paper


def _case_page(request: SignedInRequest, case: AccountabilityCase, **how: Any) -> HttpResponse:
    return render_case(request, visible_case(request, case.pk), **how)


acknowledge = acting(ACKNOWLEDGE, _paper, _case_page, page_of=lambda paper: paper.case)
waive_review = acting(WAIVE_REVIEW, visible_case, render_case)


@require_GET
def own_case_list(request: SignedInRequest) -> HttpResponse:
    """The cases of the organization that the account acts for; officers have a list of their own."""
    acting = request.user.acting
    if acting is None or acting.organization_id is None:
        raise PermissionDenied("cases.view_accountabilitycase")
    cases = to_do.with_own_work(AccountabilityCase.objects.visible_to(request.user).for_listing())
    context = {
        "page": keyset_page(cases, by=("-opened_on", "-pk"), after=request.GET.get("after")),
        "today": localdate(),
    }
    return render_page(request, "compliance/cases/own_case_list.html", context, partial="cases")
