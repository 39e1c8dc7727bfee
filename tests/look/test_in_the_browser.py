"""What the scripts promise, in a real Chromium."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.look.conftest import AXE
from tests.look.urls import paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATUS = "[data-autosave-status]"
TITLE = "#id_title"


def test_autosave_saves_what_is_typed(open_page):
    page = open_page()

    page.fill(TITLE, "第三季度专题研究")

    expect(page.locator(STATUS)).to_contain_text("已保存")
    assert (paper.title, page.input_value("[name=version]")) == ("第三季度专题研究", str(paper.version))


def test_autosave_survives_a_lost_session(open_page):
    page = open_page()
    Session.objects.all().delete()

    page.fill(TITLE, "会话过期后填写")
    page.fill("#login-again-password", "wrong")
    page.click("text=登录并继续")
    expect(page.locator("[data-login-error]")).to_contain_text("不正确")
    page.fill("#login-again-password", PASSWORD)
    page.click("text=登录并继续")

    expect(page.locator(STATUS)).to_contain_text("已保存")
    expect(page.locator("#login-dialog")).to_be_hidden()
    assert paper.title == "会话过期后填写"
    page.fill(TITLE, "登录后继续填写")
    with page.expect_navigation():
        page.click("#paper button")
    assert (paper.title, paper.posts["submit"]) == ("登录后继续填写", 1)


def test_autosave_offers_the_local_copy_after_an_outage(open_page):
    page = open_page()
    page.context.set_offline(True)
    page.fill(TITLE, "断网时填写")
    expect(page.locator(STATUS)).to_have_text("未保存，正在重试")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    # A page that is being closed may hear that the line is back, and try once more.
    paper.is_away = True
    page.context.set_offline(False)

    again.goto("/paper/")
    assert again.input_value(TITLE) == ""
    paper.is_away = False
    again.click("text=恢复")

    expect(again.locator(STATUS)).to_contain_text("已保存")
    assert paper.title == "断网时填写"


def test_autosave_stops_at_a_collision_and_leads_to_both_versions(open_page):
    page = open_page()
    paper.save("别人先保存的内容")

    page.fill(TITLE, "我的内容")

    expect(page.locator("#messages")).to_contain_text("对照两个版本")
    assert paper.title == "别人先保存的内容"
    page.click("text=对照两个版本")
    page.wait_for_url("**/paper/?merge")


def test_double_click_submits_once(open_page):
    page = open_page()

    with page.expect_navigation():
        page.dblclick("#paper button")

    assert paper.posts["submit"] == 1


def test_upload_takes_several_files_and_says_what_failed(open_page, settings):
    """S5: the name of a refused file is read in a line, nothing too large is sent, and no retry that cannot work."""
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    page = open_page(width=390)

    with page.expect_file_chooser() as chooser:
        page.click("text=选择文件")
    chooser.value.set_files(
        [
            {"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": b"a" * 1_000_000},
            {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"b"},
            {"name": "录像.mp4", "mimeType": "video/mp4", "buffer": b"d" * 2_200_000},
            {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"c"},
        ]
    )

    expect(page.locator(".files .file-name")).to_have_text(["纪要.pdf", "照片.jpg"])
    expect(page.locator(".uploads li")).to_contain_text(
        ["程序.exe不接收此类文件。", "录像.mp4文件超过 2 MB，没有上传，请压缩后重新选择"]
    )
    assert page.locator(".uploads li").get_by_text("重试").count() == 0
    assert page.locator(".uploads li > span:first-child").first.bounding_box()["width"] > 150


def test_confirmation_is_a_dialog(open_page):
    page = open_page()

    page.click("summary:has-text('撤回')")
    page.click("dialog[open] >> text=取消")
    assert paper.posts["withdraw"] == 0
    page.click("summary:has-text('撤回')")
    page.click("dialog[open] button:has-text('撤回')")

    page.wait_for_url("**/paper/withdraw/")
    assert paper.posts["withdraw"] == 1


def test_page_works_without_scripts(open_page):
    page = open_page(width=390, java_script_enabled=False)

    page.click("[aria-label=菜单]")
    expect(page.locator("#site-navigation")).to_be_visible()
    page.fill(TITLE, "没有脚本")
    page.click("#paper button")
    assert paper.title == "没有脚本"
    page.click("summary:has-text('撤回')")
    page.click(".confirm-panel button:has-text('撤回')")
    assert paper.posts["withdraw"] == 1
    page.goto("/paper/")
    files = [{"name": name, "mimeType": "image/jpeg", "buffer": b"x"} for name in ("一.jpg", "二.jpg")]
    page.set_input_files("[name=files]", files)
    page.click(".drop button")
    assert [file["name"] for file in paper.files] == ["一.jpg", "二.jpg"]


SIGNED_IN = ("/paper/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/nowhere/")
PUBLIC = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("addresses", "signed_in"), [(SIGNED_IN, True), (PUBLIC, False)])
def test_pages_are_accessible_and_fit(open_page, addresses, signed_in, width):
    page = open_page("/healthz/", width=width, signed_in=signed_in, bypass_csp=True)
    found = {}

    for address in addresses:
        page.goto(address)
        page.add_script_tag(path=str(AXE))
        violations = page.evaluate("axe.run()")["violations"]
        found[address] = [(item["id"], [node["html"] for node in item["nodes"]]) for item in violations]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[address].append("wider than the window")

    assert found == {address: [] for address in addresses}


@pytest.mark.parametrize(("address", "signed_in"), [("/paper/", True), ("/accounts/login/", False)])
def test_page_keeps_to_the_content_security_policy(open_page, address, signed_in):
    page = open_page("/healthz/", signed_in=signed_in)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert complaints == []
