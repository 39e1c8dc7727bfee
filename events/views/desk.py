"""The officers' desk: take over, assign, look, note; and messages between filer and authorities."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from events import desk
from events.forms.desk import AssignForm, NoteForm, TextForm
from events.views.reading import visible_filing
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.workflow import Refused


@require_POST
def take(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    desk.assign(filing, officer=request.user, by=request.user, now=now())
    messages.success(request, "该申报现由您经办。")
    return redirect(filing)


@require_POST
def assign(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    acting = request.user.acting
    if acting is None or acting.authority is None:
        raise Refused("只有机关经办人可以分派。")
    form = AssignForm(request.POST, colleagues=desk.colleagues(acting.authority, now()))
    if not form.is_valid():
        raise Refused("请选择本单位的经办人。")
    desk.assign(filing, officer=form.cleaned_data["officer"], by=request.user, now=now())
    messages.success(request, f"已交由{form.cleaned_data['officer']}经办。")
    return redirect(filing)


@require_POST
def look(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    """Asked every half minute by an open page."""
    others = desk.look(visible_filing(request, pk), by=request.user, now=now())
    return render(request, "events/_looking.html", {"others": others})


@require_POST
def note(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing, form = visible_filing(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写备注内容。")
    desk.note(filing, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, "内部备注已保存。")
    return redirect(filing)


@require_POST
def message(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing, form = visible_filing(request, pk), TextForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写消息内容。")
    desk.write_message(filing, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, "消息已发送。")
    return redirect(filing)
