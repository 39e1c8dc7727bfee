"""The answer to an invitation to a year-end exchange, at the desk and on a telephone."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from compliance import exchange_workflow
from organizations.chosen import chosen
from tests.browser.widths import ON_A_PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@ON_A_PHONE
def test_secretary_answers_an_invitation(width, scripts, cast, arrive):
    facts = {
        "title": "2026年年终交流座谈会",
        "year": 2026,
        "is_online": False,
        "place": "金水区民政局三楼会议室",
        "agenda": "通报全年工作；听取意见和建议。",
        "held_at": now() + timedelta(days=20),
        "answer_by": localdate() + timedelta(days=10),
    }
    made = exchange_workflow.plan(by=cast.registrar, now=now(), organizations=chosen(cast.registrar), facts=facts)
    exchange_workflow.invite(made, by=cast.registrar, now=now())
    suffix = "" if scripts else "-plain"

    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    secretary.page.get_by_role("link", name="2026年年终交流座谈会").click()
    secretary.page.locator("summary").get_by_text("答复邀请", exact=True).click()
    secretary.look(f"exchange-1-answer{suffix}")
    address = f"{secretary.address}{made.get_absolute_url()}"
    secretary.act(address, "答复邀请", "已答复", answer="attends", headcount="2")
    secretary.act(address, "提出意见和建议", "意见和建议已提交", suggestions="材料清单请一次性告知。")
    secretary.look(f"exchange-2-answered{suffix}")

    invitation = made.invitations.get()
    assert (invitation.answer, invitation.headcount) == ("attends", 2)
    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.page.goto(f"{registrar.address}{made.get_absolute_url()}")
    registrar.look(f"exchange-3-bureau{suffix}")
    registrar.page.goto(f"{registrar.address}/announcements/new/")
    registrar.look(f"announcement-1-new{suffix}")
