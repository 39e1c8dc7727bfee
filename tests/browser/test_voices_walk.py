"""Who speaks for an organization, at the desk and on a telephone: from the slip to the account that acts, and a change of posts."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from organizations import invitations
from organizations.enums import Post
from organizations.models import Membership, PostChange, ResponsiblePerson, User
from tests.browser.test_life_walk import paper
from tests.factories import PASSWORD, ResponsiblePersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CODE = "ABCDEFGHJKMNPQRS"


@pytest.fixture
def successor(cast) -> ResponsiblePerson:
    """The main leader on record, who has no account yet; the branch secretary has one."""
    return ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LEADER, name="周某某", term_from=date(2026, 10, 1)
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_account_from_the_persons_row_waits_for_a_second_officer_and_then_acts(
    width, cast, successor, arrive, monkeypatch
):
    monkeypatch.setattr(invitations, "new_code", lambda: CODE)  # it stands on the printed slip only
    registrar = arrive(cast.registrar.username, width)
    theirs = registrar.address + cast.organization.get_absolute_url()

    registrar.page.goto(theirs)
    registrar.look("voices-1-organization")
    registrar.page.get_by_role("link", name="邀请开通账号").filter(has_text="主要负责人").click()
    registrar.look("voices-2-invitation")
    with registrar.page.expect_download() as slip:
        registrar.page.get_by_role("button", name="发出邀请").click()
    assert slip.value.suggested_filename.startswith("账号邀请单")

    holder = arrive(cast.leader.username, width)
    holder.page.goto(theirs)
    holder.page.locator("#seats").get_by_text("待接受").wait_for()
    holder.look("voices-3-announced")

    waiting = accepted(registrar, width)
    waiting.page.goto(theirs)
    waiting.look("voices-5-waits")
    assert Membership.objects.get(user__username="zhou").acts is False

    holder.page.goto(f"{holder.address}/")
    holder.page.get_by_text("待您同意的第一责任人账号").wait_for()
    holder.look("voices-6-leader-tasks")
    holder.page.goto(theirs)
    holder.page.locator("#seats summary").get_by_text("同意", exact=True).click()
    holder.look("voices-7-consent")

    officer = arrive(cast.supervisor.username, width)
    officer.page.get_by_text("待核验身份的账号").wait_for()
    officer.look("voices-8-officer-tasks")
    officer.page.goto(theirs)
    officer.page.get_by_role("link", name="身份核验").filter(has_text="周某某").click()
    officer.look("voices-9-check")
    officer.fill(officer.page.url, "登记核验", "已登记对", paper="identity_card", remark="当面查验，与责任人登记一致。")
    officer.page.locator("#seats").scroll_into_view_if_needed()
    officer.look("voices-10-checked")

    waiting.page.goto(theirs)
    assert waiting.page.get_by_text("尚未生效").count() == 0
    account = User.objects.get(username="zhou")
    successor.refresh_from_db()
    assert (successor.account, account.has_perm("compliance.certify_quarterlyreport", cast.organization)) == (
        account,
        True,
    )


def accepted(registrar, width):
    """The invited person at a browser of their own types the code of the slip and opens the account."""
    page = registrar.context.browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{registrar.address}/invite/")
    page.locator("[name=code]").fill(invitations.grouped(CODE))
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_label("用户名").fill("zhou")
    page.locator("[name=name]").fill("周某某")
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.get_by_role("button", name="开通账号").click()
    page.get_by_text("您的第一责任人账号尚未生效").wait_for()
    registrar.page, kept = page, registrar.page
    registrar.look("voices-4-accepted")
    registrar.page = kept
    return Visitor(registrar, page)


class Visitor:
    """Somebody whose account came to be in the test itself."""

    def __init__(self, beside, page) -> None:
        self.page, self.beside = page, beside

    def look(self, name: str) -> None:
        self.beside.page, kept = self.page, self.beside.page
        self.beside.look(name)
        self.beside.page = kept


@pytest.mark.parametrize("width", [1280, 390])
def test_main_leader_changes_with_a_paper_that_the_branch_secretary_confirms(width, cast, successor, arrive):
    day = localdate() + timedelta(days=10)
    secretary = arrive(cast.secretary.username, width)
    address = f"{secretary.address}/organizations/{cast.organization.uscc}/posts/leader/change/"
    typed = {"name": "吴某某", "effective_on": day.isoformat(), "basis": "licence"}

    secretary.page.goto(address)
    secretary.look("voices-11-change")
    secretary.fill(address, "申报", "主要负责人变更已申报，待确认。", **typed, upload=paper())
    secretary.look("voices-12-organization")
    change = PostChange.objects.get()
    theirs = secretary.address + change.get_absolute_url()
    secretary.page.goto(theirs)
    secretary.look("voices-13-change-page")
    secretary.expected = ["409 (Conflict)"]
    secretary.fill(address, "申报", "已有一件变更待确认", **typed, upload=paper())
    secretary.look("voices-14-refused")
    assert secretary.page.locator("[name=name]").input_value() == "吴某某"

    holder = arrive(cast.leader.username, width)
    holder.page.get_by_text("待确认的任职变更").wait_for()
    holder.look("voices-15-leader-tasks")
    holder.page.goto(theirs)
    holder.page.locator("summary").get_by_text("确认变更", exact=True).click()
    holder.look("voices-16-confirm")
    holder.act(theirs, "确认变更", "变更已确认，任职已登记。")
    holder.look("voices-17-confirmed")

    registrar = arrive(cast.registrar.username, width)
    registrar.page.get_by_text("待邀请的继任者").wait_for()
    registrar.look("voices-18-registrar-tasks")
    registrar.page.goto(f"{registrar.address}{cast.organization.get_absolute_url()}persons/{successor.pk}/account/")
    registrar.look("voices-19-link")
    successor.refresh_from_db()
    change.refresh_from_db()
    assert (successor.term_until, change.person.name, change.person.term_from) == (day, "吴某某", day)
