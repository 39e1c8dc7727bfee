"""Keeping a view of a list, naming it anew, giving it up: each one's own."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction

from zhengzhou_ideology.saved_views.models import QUERY_LENGTH, SavedView
from zhengzhou_ideology.workflow import Refused

MOST = 20


def parameters_of(form: forms.Form, query: Mapping[str, str]) -> dict[str, str]:
    """What the form of the list understands, and nothing else of an address; empty where it is at fault."""
    if not form.is_valid():
        return {}
    facts = form.cleaned_data
    return {name: query[name] for name in form.fields if query.get(name) and facts.get(name) not in (None, "")}


@transaction.atomic
def keep(user: Any, list_key: str, *, name: str, parameters: Mapping[str, str]) -> SavedView:
    """One account keeps so many of one list; whoever presses twice keeps one."""
    query = urlencode(parameters)
    if not query:
        raise Refused("请先在列表中设置筛选条件，再保存为视图。")
    if len(query) > QUERY_LENGTH:
        raise Refused("筛选条件过长，请减少条件后再保存。")
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=user.pk)
    kept = SavedView.objects.of_owner(user).of_list(list_key)
    if kept.count() >= MOST:
        raise Refused(f"每个列表最多保存{MOST}个视图，请先删除不用的。")
    _refuse_twice(kept, name)
    return SavedView.objects.create(user=user, list_key=list_key, name=name, query=query)


@transaction.atomic
def rename(view: SavedView, *, name: str) -> SavedView:
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=view.user_id)
    _refuse_twice(SavedView.objects.filter(user=view.user_id, list_key=view.list_key).exclude(pk=view.pk), name)
    SavedView.objects.filter(pk=view.pk).update(name=name)
    return view


def discard(view: SavedView) -> None:
    view.delete()


def _refuse_twice(kept: Any, name: str) -> None:
    if kept.filter(name=name).exists():
        raise Refused(f"已有名称为“{name}”的视图，请换一个名称。")
