"""A year's confirmation of outlets, at the desk and on a telephone."""

import pytest
from django.utils.timezone import localdate

from organizations.enums import Post
from organizations.models import Confirmation, Outlet
from tests.browser.widths import ON_A_PHONE
from tests.factories import ResponsiblePersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@ON_A_PHONE
def test_secretary_confirms_outlets_and_posts(width, scripts, cast, arrive):
    liaison = ResponsiblePersonFactory(organization=cast.organization, post=Post.LIAISON, name="张某某")
    site, room = (
        Outlet.objects.create(
            organization=cast.organization, responsible=liaison, kind=kind, name=name, address=address
        )
        for kind, name, address in (
            ("website", "协会官方网站", "https://www.example.org/"),
            ("venue", "会员活动室", "农业路1号"),
        )
    )
    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    page = secretary.page
    suffix = "" if scripts else "-plain"

    secretary.look(f"outlets-1-home{suffix}")
    page.get_by_role("link", name=f"{localdate().year}年度阵地确认").click()
    secretary.look(f"outlets-2-confirm{suffix}")
    page.locator(f"#id_outlet-{site.pk}-answer_0").check()
    page.locator(f"#id_outlet-{room.pk}-answer_1").check()
    page.locator("fieldset", has_text="会员活动室").locator("summary").click()
    page.locator(f"#id_outlet-{room.pk}-address").fill("农业路2号")
    secretary.look(f"outlets-3-typed{suffix}")
    page.get_by_role("button", name="确认", exact=True).click()
    page.get_by_text("阵地确认已办理").wait_for()
    secretary.look(f"outlets-4-done{suffix}")
    page.get_by_role("link", name="任职和联系人确认").first.click()
    secretary.look(f"outlets-5-posts{suffix}")

    room.refresh_from_db()
    assert (room.address, Confirmation.objects.count()) == ("农业路2号", 1)
    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.page.goto(f"{registrar.address}/outlets/")
    registrar.look(f"outlets-6-register{suffix}")
