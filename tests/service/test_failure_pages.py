"""Whatever goes wrong is said in Chinese: what happened, whether anything was lost, what to do, and a number to quote."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST

from zhengzhou_ideology.urls import handler400 as bad_request
from zhengzhou_ideology.urls import urlpatterns as portal
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db
NUMBER = "20261126-0930-a7f3"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
NGINX = Path(settings.BASE_DIR) / "deploy/failure"
handler400 = bad_request


def broken(request: HttpRequest, status: int) -> HttpResponse:
    failures = {
        400: BadRequest,
        403: PermissionDenied,
        409: Refused("当前状态为“已批准”，不能执行此操作。"),
        500: ZeroDivisionError,
    }
    if status in failures:
        raise failures[status]
    return HttpResponse("bare", status=status, content_type="text/plain")


urlpatterns = [
    path("broken/<int:status>/", broken),
    path("broken/405/", require_POST(broken)),
    path("", include(portal)),
]


@pytest.fixture
def browser(cast) -> Client:
    client = cast.client("registrar")
    client.raise_request_exception = False
    return client


@pytest.mark.urls("tests.service.test_failure_pages")
@pytest.mark.parametrize(
    ("status", "happened", "lost", "do"),
    [
        (400, "提交的内容无法识别", "本机浏览器保留了刚才填写的文字", "核对后重新提交"),
        (403, "您当前的身份不能办理这件事项", "没有执行任何操作", "切换后再试"),
        (404, "没有找到这个页面", "没有执行任何操作", "核对地址是否完整"),
        (405, "这个地址不能直接打开", "没有执行任何操作", "回到事项的页面"),
        (409, "当前状态为“已批准”", "本机浏览器保留了刚才填写的文字", "查看最新情况"),
        (413, "一次提交的内容过大", "本机浏览器保留了刚才填写的文字", "作为附件上传"),
        (429, "请稍后再试", "本机浏览器保留了刚才填写的文字", "请过几分钟再试"),
        (500, "系统出现故障", "自动保存过的内容仍在", "先核对刚才填写或提交的内容"),
    ],
)
def test_each_failure_has_its_page(browser, status, happened, lost, do):
    address = "/nowhere/" if status == 404 else f"/broken/{status}/"

    answer = browser.get(address, headers={"X-Request-ID": NUMBER, **BROWSER})

    page = answer.content.decode()
    assert (answer.status_code, answer["X-Request-ID"]) == (status, NUMBER)
    assert [words in page for words in (happened, lost, do)] == [True, True, True]
    assert page.count("<h1>") == 1
    assert "发生时间" in page
    if status != 500:  # the handler of 500 hands its page no request, but the number is of the request all the same
        assert NUMBER[:12] in page


def test_a_button_address_leads_back_to_its_matter(cast, submitted_report):
    answer = cast.client("registrar").get(f"{submitted_report.get_absolute_url()}return/", headers=BROWSER)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert f'href="{submitted_report.get_absolute_url()}">返回这件事项' in answer.content.decode()


def test_three_megabytes_of_text_are_told_so(cast):
    answer = cast.client("secretary").post("/events/new/", {"purpose": "长" * 1_100_000})

    assert answer.status_code == 413
    assert "一次提交的内容过大，没有接收" in answer.content.decode()


def test_a_script_is_given_no_page(cast, submitted_report):
    answer = cast.client("registrar").get(f"{submitted_report.get_absolute_url()}return/", headers={"Accept": "*/*"})

    assert (answer.status_code, answer.content) == (405, b"")


@pytest.mark.parametrize("name", ["503", *(path.name for path in sorted(NGINX.glob("*.html")))])
def test_pages_without_the_portal_stand_alone(name):
    page = render_to_string("503.html") if name == "503" else (NGINX / name).read_text()

    assert [words in page for words in ("填写的内容", "怎么办", "本机浏览器")] == [True, True, True]
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_nginx_says_them_with_the_number_of_the_log():
    said = (Path(settings.BASE_DIR) / "deploy/nginx.conf.example").read_text()

    assert {path.name for path in NGINX.glob("*.html")} == set(re.findall(r"error_page [\d ]+ /failure/(\S+);", said))
    [server] = [part for part in said.split("\nserver {") if "proxy_pass" in part]
    # A location that set one header of its own would hand on none of the server's.
    assert re.findall(r"^( +)proxy_set_header X-Request-ID", server, re.MULTILINE) == [" " * 4]
    assert set(re.findall(r"^( +)proxy_set_header", server, re.MULTILINE)) == {" " * 4}
    assert all('<!--# echo var="request_id" -->' in path.read_text() for path in NGINX.glob("*.html"))
