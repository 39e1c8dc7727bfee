"""Filling in with a spreadsheet: one's own paper as a workbook and back, and a bureau's 代填 of many."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from compliance.forms.drafts import DraftForms
from compliance.forms.duties import DutyDraft
from compliance.forms.workbooks import DraftChoiceForm, DutyChoiceForm, EntryForm, ReportChoiceForm, WorkbookForm
from compliance.models import Duty, QuarterlyReport
from compliance.models.owed import OwedPaperQuerySet
from compliance.views import drafting, duties
from compliance.workbooks.entering import EntryPreview, enter_many, preview
from compliance.workbooks.reading import MOST_PAPERS, HandedIn, read_many, read_one
from compliance.workbooks.writing import reference, write_many, write_one
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.drafts import Collision
from zhengzhou_ideology.drafting.views import DraftForm, Drafting
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.workflow import Refused

ENTER = "compliance.enter_for_many"
# Previews wait in the session until they are confirmed.
MOST_KEPT = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Workbooks:
    """The workbook pages of one kind of paper.

    `kind` is its part of the addresses, `draft` its drafting pages, `form(paper, data)` the form of a draft as it is
    stored, `choice` says which drafts a bureau chooses, `papers` gives them with what the form reads.
    """

    kind: str
    label: str
    draft: Drafting
    form: Callable[[Any, Any], DraftForm]
    choice: type[DraftChoiceForm]
    papers: Callable[[], OwedPaperQuerySet]

    def downloading(self) -> Callable[..., HttpResponseBase]:
        @require_GET
        @costly
        def view(request: SignedInRequest, pk: int) -> HttpResponseBase:
            """The draft as it stands, as a workbook to be filled in."""
            paper = self.draft.find(request, pk)
            if self.draft.closed(paper):
                raise Refused(f"当前状态为“{paper.get_state_display()}”，不能填写。")
            book = BytesIO()
            write_one(paper, self.draft.form(paper, None), book)
            return _file(book, f"{paper.title}（{paper.organization}）.xlsx")

        return view

    def handing_in(self) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: SignedInRequest, pk: int) -> HttpResponse:
            """A POST writes the workbook into the draft, as the page of the draft would; it sends and certifies nothing."""
            paper = self.draft.find(request, pk)
            if self.draft.closed(paper):
                return redirect(paper)
            form = WorkbookForm(*_sent(request))
            if form.is_valid():
                try:
                    return self._hand_in(request, paper, form, read_one(form.cleaned_data["file"].read()))
                except ValidationError as error:
                    form.add_error("file", error)
            return self._page(request, paper, form, status=422 if form.errors else 200)

        return view

    def _hand_in(self, request: SignedInRequest, paper: Any, form: forms.Form, handed: HandedIn) -> HttpResponse:
        if handed.reference != reference(paper):
            raise ValidationError(f"这份表格填的是另一份材料，不是{paper.title}。请在下载它的页面上传。")
        data = QueryDict(urlencode(handed.data_for(self.form(paper, None))))
        try:
            saved, draft = self.draft.take(request, paper, data)
        except Collision:
            messages.warning(request, "下载表格之后草稿已有新的保存，请逐项核对后合并。")
            return redirect(self.draft.merge, pk=paper.pk)
        if faults := handed.faults(draft):
            return self._page(request, saved, form, status=422, faults=faults)
        messages.success(request, "表格的内容已写入草稿，请核对、上传附件后送出。")
        return redirect(self.draft.edit, pk=paper.pk)

    def _page(self, request: SignedInRequest, paper: Any, form: forms.Form, **context: Any) -> HttpResponse:
        status = context.pop("status")
        context |= {"paper": paper, "form": form, "kind": self.kind, "edit": self.draft.edit, **self._addresses()}
        return render(request, "compliance/workbook.html", context, status=status)

    def entering(self) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: SignedInRequest) -> HttpResponse:
            """Which drafts, their workbook, and the way back; a POST leads to the preview and writes nothing."""
            open_ = self._open(request)
            form = EntryForm(*_sent(request))
            if form.is_valid():
                try:
                    rows = preview(read_many(form.cleaned_data["file"].read()), open_, self.form)
                    self._keep(request, rows, form.cleaned_data["reason"])
                except ValidationError as error:
                    form.add_error("file", error)
                else:
                    return self._previewed(request, rows, form.cleaned_data["reason"])
            context = {"form": form, "choice": self.choice(), "label": self.label, "most": MOST_PAPERS}
            status = 422 if form.errors else 200
            return render(request, "compliance/entering.html", {**context, **self._addresses()}, status=status)

        return view

    def entering_file(self) -> Callable[..., HttpResponseBase]:
        @require_GET
        @costly
        def view(request: SignedInRequest) -> HttpResponseBase:
            """The drafts that may be entered, as one workbook."""
            open_, choice = self._open(request), self.choice(request.GET)
            papers = choice.narrow(open_)[:MOST_PAPERS]
            if not papers:
                raise Refused("没有可以代填的草稿：均已由社会组织自行填写或者报送。")
            book = BytesIO()
            write_many(((paper, self.form(paper, None)) for paper in papers), book)
            return _file(book, f"{self.label}代填表.xlsx")

        return view

    def previewing(self) -> Callable[..., HttpResponse]:
        @require_http_methods(["POST"])
        def view(request: SignedInRequest) -> HttpResponse:
            """What was previewed in this session is written, each draft on its own; once."""
            open_ = self._open(request)
            kept = request.session.pop(self._key, None)
            if kept is None:
                raise Refused("没有待确认的代填，请重新上传表格。")
            rows, reason = kept
            results = enter_many(rows, open_, self.form, by=request.user, now=now(), reason=reason)
            context = {"results": results, "label": self.label, **self._addresses()}
            return render(request, "compliance/entered.html", context)

        return view

    def _open(self, request: SignedInRequest) -> OwedPaperQuerySet:
        if not request.user.has_perm(ENTER):
            raise PermissionDenied(ENTER)
        return self.papers().enterable_by(request.user)

    def _keep(self, request: SignedInRequest, rows: list[EntryPreview], reason: str) -> None:
        kept = [(row.paper.pk, row.data) for row in rows if row.paper and row.can_be_written]
        if sum(len(text) for _, data in kept for text in data.values()) > MOST_KEPT:
            raise ValidationError("表格的文字过多，请分批上传。")
        request.session[self._key] = (kept, reason)

    def _previewed(self, request: SignedInRequest, rows: list[EntryPreview], reason: str) -> HttpResponse:
        ready = sum(row.can_be_written for row in rows)
        context = {"rows": rows, "ready": ready, "reason": reason, "label": self.label, **self._addresses()}
        return render(request, "compliance/entering_preview.html", context)

    def _addresses(self) -> dict[str, str]:
        names = ("workbook", "workbook_file", "entering", "entering_file", "entering_preview")
        return {f"{name}_address": f"compliance:{name}_{self.kind}" for name in names}

    @property
    def _key(self) -> str:
        return f"entering:{self.kind}"


def _sent(request: SignedInRequest) -> tuple[Any, Any]:
    """What binds a form with a file: empty, too, once it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _file(book: BytesIO, name: str) -> FileResponse:
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=name)


BOOKS = {
    books.kind: books
    for books in (
        Workbooks(
            kind="reports",
            label="季度报告",
            draft=drafting.DRAFT,
            form=DraftForms,
            choice=ReportChoiceForm,
            papers=lambda: QuarterlyReport.objects.select_related("organization", "period").prefetch_related(
                "meetings"
            ),
        ),
        Workbooks(
            kind="duties",
            label="年度事项",
            draft=duties.DRAFT,
            form=DutyDraft,
            choice=DutyChoiceForm,
            papers=lambda: Duty.objects.select_related("organization", "entry"),
        ),
    )
}
