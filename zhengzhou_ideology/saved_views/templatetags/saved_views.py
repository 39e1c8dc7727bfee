"""The row of links above a list."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.urls import reverse

from zhengzhou_ideology.saved_views.models import SavedView

register = template.Library()
# What the address of a list says besides its filter.
OF_THE_PAGE = ("after",)
WAITING = "待我办理"


@dataclass(frozen=True, slots=True)
class ViewLink:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ViewRow:
    """`keep_url` saves what is shown now, `change_url` leads to the view that is shown now; empty where there is none."""

    links: list[ViewLink]
    keep_url: str
    change_url: str


@register.simple_tag
def saved_views(list_key: str, form: forms.Form, request: Any) -> ViewRow:
    """What waits for the reader first, where the list's form can say it (`waiting_query`), then the reader's own views."""
    asked = {name: value for name, value in request.GET.items() if value and name not in OF_THE_PAGE}
    say = getattr(form, "waiting_query", None)
    waiting = say(request.user) if say else {}
    own = [*SavedView.objects.of_owner(request.user).of_list(list_key).eldest_first()]
    links = [ViewLink(WAITING, f"{request.path}?{urlencode(waiting)}", asked == waiting)] if waiting else []
    links += [ViewLink(view.name, f"{request.path}?{view.query}", asked == view.parameters) for view in own]
    shown = next((view for view in own if asked == view.parameters), None)
    is_new = asked and not any(link.is_current for link in links)
    return ViewRow(
        links=links,
        keep_url=f"{reverse('saved_views:new', args=[list_key])}?{urlencode(asked)}" if is_new else "",
        change_url=reverse("saved_views:change", args=[shown.pk]) if shown else "",
    )
