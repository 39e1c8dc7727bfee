"""Filling in a draft: saved by hand and by itself, and merged field by field when two people saved at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_http_methods

from zhengzhou_ideology.drafting.drafts import Collision, agree, shown
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page, wants_fragment
from zhengzhou_ideology.workflow import Refused

# How many versions of one draft a session remembers: a second window may have an older one open.
BASES = 5


class DraftForm(Protocol):
    """The form of a draft, or several as one."""

    version: int

    @property
    def parts(self) -> list[Any]:
        """The forms that it is made of."""

    def is_valid(self) -> bool: ...

    def errors(self) -> dict[str, list[str]]:
        """By the name that the page gives a field."""

    def cleaned(self) -> Mapping[str, Any]:
        """What could be understood, as arguments of the room's act; a field in error is left as it was."""

    def fields(self) -> dict[str, BoundField]: ...

    def label_of(self, name: str) -> str:
        """What the merge page calls a field."""


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """The pages of one kind of draft.

    `find` gives the draft to whoever may work on it (404, 403); `form(row, data)` is its form, `act(row, by, now,
    version, …)` what saves it, `page(request, row, form, status)` its page; `closed(row)` tells that it cannot be
    edited any more; `sent(request, row)` is what the second button does. `edit` and `merge` are the names of both
    addresses.
    """

    find: Callable[[Any, int], Any]
    form: Callable[[Any, Any], DraftForm]
    act: Callable[..., Any]
    page: Callable[..., HttpResponse]
    closed: Callable[[Any], bool]
    sent: Callable[[Any, Any], HttpResponse]
    edit: str
    merge: str

    def editing(self) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
            row = self.find(request, pk)
            if self.closed(row):
                return redirect(row)
            if request.method == "POST":
                return self._save(request, row)
            form = self.form(row, None)
            _note_base(request, row, form)
            return self.page(request, row, form, status=200)

        return view

    def take(self, request: HtmxHttpRequest, row: Any, data: QueryDict) -> tuple[Any, DraftForm]:
        """Save what was typed, in the browser or elsewhere: the row and the form, whose errors are left as they were.

        Raises `Collision`, with the words kept for the merge page.
        """
        form = self.form(row, data)
        try:
            return self.act(row, by=request.user, now=now(), version=form.version, **form.cleaned()), form
        except Collision:
            request.session[_kept(row)] = data.urlencode()
            raise

    def _save(self, request: HtmxHttpRequest, row: Any) -> HttpResponse:
        by_itself = bool(request.headers.get("X-Autosave"))
        try:
            saved, form = self.take(request, row, request.POST)
        except Collision:
            merge = reverse(self.merge, args=[row.pk])
            return JsonResponse({"merge": merge}, status=409) if by_itself else redirect(merge)
        if by_itself:
            _note_base(request, row, self.form(saved, None))
            return JsonResponse(
                {
                    "saved_at": localtime(saved.edited_at).isoformat(),
                    "version": saved.edit_version,
                    "errors": form.errors(),
                }
            )
        if not form.is_valid():
            form.version = saved.edit_version
            return self.page(request, saved, form, status=422)
        if "send" in request.POST:
            return self._send(request, saved)
        messages.success(request, "草稿已保存。")
        return redirect(self.edit, pk=saved.pk)

    def _send(self, request: HtmxHttpRequest, row: Any) -> HttpResponse:
        """What is typed is saved by now; what keeps it from being sent stands above the form, with links to the fields."""
        try:
            return self.sent(request, row)
        except Refused as refused:
            row = self.find(request, row.pk)
            if self.closed(row):
                raise
            request.refused = refused  # type: ignore[attr-defined]
            form = self.form(row, None)
            _note_base(request, row, form)
            return self.page(request, row, form, status=422)

    def merging(self) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
            """Both versions field by field; the user picks, and the pick is saved as the next version."""
            row = self.find(request, pk)
            kept = request.session.get(_kept(row))
            if kept is None:
                return redirect(self.edit, pk=pk)
            theirs = self.form(row, None)
            mine = self.form(type(row)._default_manager.get(pk=pk), QueryDict(kept))
            rows = _differences(mine, theirs, _base_of(request, row, mine.version))
            if request.method == "POST":
                return self._merge(request, row, QueryDict(kept, mutable=True), rows, theirs)
            return render(request, "drafting/merge.html", {"row": row, "rows": rows, "version": theirs.version})

        return view

    def _merge(
        self, request: HtmxHttpRequest, row: Any, chosen: QueryDict, rows: list[dict[str, str]], theirs: DraftForm
    ) -> HttpResponse:
        stored = theirs.fields()
        for differing in rows:
            if request.POST.get(differing["name"]) != "mine":
                _take(chosen, differing["name"], stored[differing["name"]])
        chosen["version"] = request.POST.get("version", "")
        form = self.form(type(row)._default_manager.get(pk=row.pk), chosen)
        try:
            saved = self.act(row, by=request.user, now=now(), version=form.version, **form.cleaned())
        except Collision:
            messages.warning(request, "合并期间又有新的保存，请再次核对。")
            return redirect(self.merge, pk=row.pk)
        del request.session[_kept(row)]
        if not form.is_valid():
            form.version = saved.edit_version
            return self.page(request, saved, form, status=422)
        messages.success(request, "已合并并保存。")
        return redirect(self.edit, pk=row.pk)


def render_steps(request: HtmxHttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The page of a draft in steps (`laid_out`), or what is asked for after each saving: what is missing and filled in."""
    page = "drafting/steps.html" if wants_fragment(request) else template
    return render_page(request, page, context, partial="checklist", status=status)


def _kept(row: Any) -> str:
    return f"merge:{row._meta.label_lower}:{row.pk}"


def _note_base(request: HtmxHttpRequest, row: Any, form: DraftForm) -> None:
    """What the fields said in the version that is opened, so that a merge knows which of them the user never touched."""
    bases = request.session.get(_opened(row), {})
    bases[str(form.version)] = {name: shown(field) for name, field in form.fields().items()}
    request.session[_opened(row)] = dict(list(bases.items())[-BASES:])


def _base_of(request: HtmxHttpRequest, row: Any, version: int) -> dict[str, str]:
    """Empty where nobody knows any more; then everything counts as touched."""
    found: dict[str, str] = request.session.get(_opened(row), {}).get(str(version), {})
    return found


def _opened(row: Any) -> str:
    return f"opened:{row._meta.label_lower}:{row.pk}"


def _differences(mine: DraftForm, theirs: DraftForm, base: Mapping[str, str]) -> list[dict[str, str]]:
    """`untouched` is what the user left as it was opened: there the newer words are the likely choice."""
    stored = theirs.fields()
    return [
        {
            "name": name,
            "label": mine.label_of(name),
            "mine": shown(field),
            "theirs": shown(stored[name]),
            "untouched": "yes" if base.get(name) == shown(field) else "",
        }
        for name, field in mine.fields().items()
        if not agree(field, stored[name])
    ]


def _take(chosen: QueryDict, name: str, field: BoundField) -> None:
    """Put the stored value into the posted form as a browser would have sent it."""
    value = field.value()
    chosen.pop(name, None)
    if value is True:
        chosen[name] = "on" if field.widget_type == "checkbox" else "True"
    elif value is False:
        if field.widget_type != "checkbox":
            chosen[name] = "False"
    elif value is not None:
        chosen[name] = str(field.field.widget.format_value(value) or value)
