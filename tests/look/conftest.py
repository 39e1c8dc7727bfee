"""A real browser in front of the page of `tests.look.urls`."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import PASSWORD
from tests.look.urls import paper

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def open_page(chromium, live_server, cast, settings):
    """Opens an address of the test page in a fresh browser window, signed in as the secretary."""
    settings.ROOT_URLCONF = "tests.look.urls"
    paper.__init__()
    secretary = cast.secretary
    secretary.set_password(PASSWORD)
    secretary.save()
    contexts = []

    def open_at(address="/paper/", *, width=1280, signed_in=True, **options):
        viewport = {"width": width, "height": 900}
        options.setdefault("service_workers", "block")
        context = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="zh-CN", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if signed_in:
            session = cast.client("secretary").cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
