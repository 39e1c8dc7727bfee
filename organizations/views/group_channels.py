"""The administrators' page of group robots: set up, changed, switched off and on, never deleted."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import group_channels
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.notices.forms import GroupChannelForm
from zhengzhou_ideology.notices.models import GroupChannel
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import attempt

PER_PAGE = 20
may_manage = permission_required(group_channels.MANAGE, raise_exception=True)


@require_GET
@may_manage
def group_channel_list(request: SignedInRequest) -> HttpResponse:
    channels = GroupChannel.objects.with_last_posts()
    page = keyset_page(channels, by=("owner", "name", "pk"), after=request.GET.get("after"), per=PER_PAGE)
    context = {"page": page, "rows": group_channels.with_owners(page)}
    return render_page(request, "organizations/group_channel_list.html", context, partial="groups")


@sensitive_post_parameters("url")
@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def group_channel_new(request: SignedInRequest) -> HttpResponse:
    return _entry(request, group_channels.set_up, title="添加群机器人")


@sensitive_post_parameters("url")
@require_http_methods(["GET", "HEAD", "POST"])
@may_manage
def group_channel_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _entry(request, group_channels.change, reached_or_404(GroupChannel, pk=pk), title="修改群机器人")


def _entry(
    request: SignedInRequest, act: Callable[..., GroupChannel], *existing: GroupChannel, title: str
) -> HttpResponse:
    channel = existing[0] if existing else GroupChannel()
    form = GroupChannelForm(request.POST or None, instance=channel, owners=group_channels.owners())
    if form.is_valid() and (saved := attempt(form, act, *existing, by=request.user, facts=form.cleaned_data)):
        messages.success(request, f"“{saved}”已保存。请发送测试消息，并到群里核对是否收到。")
        return redirect("organizations:group_channel_list")
    context = {"form": form, "title": title, "owner": group_channels.owner_name(channel) if channel.pk else ""}
    status = 422 if form.is_bound else 200
    return render_page(request, "organizations/group_channel_form.html", context, partial="entry", status=status)


@require_POST
@may_manage
def group_channel_off(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, active=False, done="已停用，不再向该群发送消息。")


@require_POST
@may_manage
def group_channel_on(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, active=True, done="已恢复。")


def _switch(request: SignedInRequest, pk: int, *, active: bool, done: str) -> HttpResponse:
    channel = reached_or_404(GroupChannel, pk=pk)
    group_channels.switch(channel, by=request.user, active=active)
    messages.success(request, f"“{channel}”{done}")
    return redirect("organizations:group_channel_list")


@require_POST
@may_manage
def group_channel_try(request: SignedInRequest, pk: int) -> HttpResponse:
    channel = reached_or_404(GroupChannel, pk=pk)
    group_channels.try_out(channel, by=request.user, now=now())
    messages.success(request, f"测试消息已交付发送，请在一两分钟后到“{channel}”核对。")
    return redirect("organizations:group_channel_list")
