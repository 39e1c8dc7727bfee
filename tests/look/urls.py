"""One page that uses what the pages of the portal use, beside the portal's own addresses."""

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.utils.timezone import now

from zhengzhou_ideology.urls import urlpatterns as portal

PAGE = """
{% extends "base.html" %}
{% block title %}会议记录{% endblock %}
{% block heading %}会议记录{% endblock %}
{% block actions %}
  {% include "components/confirm.html" with url="/paper/withdraw/" label="撤回" question="是否撤回？" csrf_token=csrf_token only %}
{% endblock %}
{% block content %}
  {% include "components/autosave.html" only %}
  <form id="paper" method="post" action="/paper/" data-autosave>
    {% csrf_token %}
    <input type="hidden" name="version" value="{{ paper.version }}">
    {{ form }}
    <button class="btn btn-primary">提交</button>
  </form>
  {% include "components/files.html" with id="minutes" files=paper.files upload_url="/paper/files/" csrf_token=csrf_token only %}
  {% include "components/chart.html" with id="quarters" label="各季度报送数量" option=chart only %}
{% endblock %}
"""


class Paper:
    """What the server holds: enough to see what reached it."""

    def __init__(self) -> None:
        self.title, self.version, self.files = "", 1, []
        self.is_away = False
        self.posts: Counter[str] = Counter()

    def save(self, title: str) -> None:
        self.title, self.version = title, self.version + 1


paper = Paper()


class PaperForm(forms.Form):
    title = forms.CharField(label="会议名称", help_text="与纪要一致。", required=False)


def show_paper(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        by_itself = "X-Autosave" in request.headers
        paper.posts["autosave" if by_itself else "submit"] += 1
        if paper.is_away:
            return HttpResponse(status=503)
        if request.POST["version"] != str(paper.version):
            return JsonResponse({"merge": "/paper/?merge"}, status=409)
        paper.save(request.POST["title"])
        if by_itself:
            return JsonResponse({"saved_at": now().isoformat(), "version": paper.version})
    form = PaperForm(initial={"title": paper.title})
    bars: dict[str, Any] = {"xAxis": {"data": ["一季度"]}, "yAxis": {}, "series": [{"type": "bar", "data": [3]}]}
    context = {"paper": paper, "form": form, "chart": bars}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def withdraw(request: HttpRequest) -> HttpResponse:
    paper.posts["withdraw"] += 1
    return show_paper(request) if request.method == "GET" else HttpResponse("已撤回")


def take_files(request: HttpRequest) -> HttpResponse:
    for file in request.FILES.getlist("files"):
        if file.name.endswith(".exe"):
            return JsonResponse({"errors": ["不接收此类文件。"]}, status=422)
        paper.files.append({"name": file.name, "size": file.size, "url": "/paper/", "uploaded_at": now()})
    context = {"id": "minutes", "files": paper.files, "upload_url": "/paper/files/"}
    return render(request, "components/files.html", context)


urlpatterns = [
    path("paper/", show_paper, name="home"),
    path("paper/withdraw/", withdraw),
    path("paper/files/", take_files),
    path("", include(portal)),
]
