"""The portal as an app on a phone: what it is called, and the one page that is there without a network."""

import re

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found.sort();
}"""


def test_the_manifest_names_an_app_with_icons_that_are_there(client, db):
    answer = client.get("/manifest.webmanifest")
    facts = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (facts["name"], facts["start_url"], facts["display"]) == ("郑州市社会组织合规门户", "/", "standalone")
    icons = [icon["src"].removeprefix("/static/") for icon in facts["icons"]]
    assert [path for path in icons if not finders.find(path)] == []
    assert len(icons) == 3
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/accounts/login/").content.decode()


def test_the_worker_may_run_and_is_asked_for_anew(client, db):
    answer = client.get("/service-worker.js")

    # Without `worker-src` and `manifest-src` the policy's `default-src` holds, and these files are the portal's own.
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert not re.search("worker-src|manifest-src|script-src", policy)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_a_network_one_page_says_so_and_nothing_else_was_kept(open_page):
    page = open_page(service_workers="allow")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto("/account/")
    page.context.set_offline(True)

    page.goto("/notices/")

    expect(page.get_by_role("heading", level=1)).to_have_text("没有连上网络，这个页面没有打开")
    assert page.evaluate(KEPT) == ["/offline/", "/static/css/failure.css"]
    page.context.set_offline(False)
    page.get_by_role("link", name="重新打开这个页面").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通知")
