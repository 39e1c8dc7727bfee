"""A bureau's first month at a desk's window: a list, a new name, a transfer, two ends, a new leader, an officer who moves."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from compliance import tasks
from compliance.models import QuarterlyReport
from organizations.enums import ChangeKind, Role
from organizations.models import Authority, ImportBatch, Organization, Seat
from tests.browser.test_life_walk import paper
from tests.browser.test_registry_walk import UNIT, merged_list
from tests.compliance.test_drafting import FILLED
from tests.factories import DistrictFactory, member
from tests.reports.month import CODE, joined, listed, seated
from tests.reports.pdf import running_text_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NEW_NAME = "金水区社区治理促进会"


@pytest.fixture
def registrar(cast, arrive):
    Authority.objects.filter(code="410105-MZJ").update(district=DistrictFactory())
    DistrictFactory(code="410100", name="郑州市")
    return arrive(cast.registrar.username)


@pytest.fixture
def colleague(cast, arrive):
    """Of the registrar, in the old bureau."""
    return arrive(member(Role.REGISTRAR, cast.organization.registration_authority, user__name="孙某某").username)


@pytest.fixture
def other_bureau(cast, arrive):
    """Its registrar."""
    return arrive(cast.strange_registrar.username)


@pytest.fixture
def new_supervisor(cast, arrive):
    return arrive(member(Role.SUPERVISOR, cast.strange_registrar.acting.authority).username)


def slips(person, button) -> list[str]:
    """The codes on the slips that the button downloads."""
    with person.page.expect_download() as download:
        button.click()
    return CODE.findall(running_text_of(download.value.path().read_bytes()))


def shown(person, name: str, organization: Organization, *words: str) -> None:
    """The organization's page says so, and is looked at."""
    person.page.goto(person.address + organization.get_absolute_url())
    for word in words:
        person.page.get_by_text(word).first.wait_for()
    person.look(f"month-{name}")


def answered(person, organization: Organization) -> int:
    return person.page.request.get(person.address + organization.get_absolute_url()).status


def import_the_list(cast, arrive, registrar) -> ImportBatch:
    registrar.fill(f"{registrar.address}/registry/imports/", "上传并预览", "每个名称只需答复一次", file=merged_list())
    registrar.look("month-01-list")
    batch = ImportBatch.objects.get()
    question = batch.proposals.get().get_absolute_url()
    registrar.act(registrar.address + question, "建议新设单位", "建议已提交", name=UNIT, district="410105")
    arrive(cast.administrator.username).act(
        registrar.address + question, "新设机关单位", "已新设机关单位，名录已重新比对"
    )
    registrar.page.goto(f"{registrar.address}/registry/imports/{batch.pk}/")
    registrar.page.get_by_role("button", name="确认导入").click()
    registrar.page.get_by_text("导入完成：新增 6 家").wait_for()
    registrar.look("month-02-confirmed")
    return batch


def invite_everybody(cast, registrar, batch: ImportBatch) -> None:
    """The slips of both roles are printed, and everybody comes with one; at night the quarters are opened."""
    registrar.page.goto(f"{registrar.address}/registry/imports/{batch.pk}/")
    for place, role in enumerate(("secretary", "leader")):
        seated(cast, role, slips(registrar, registrar.page.locator("#invite button").nth(place)))
    tasks.open_due_periods()


def file_a_report(cast, number: int) -> QuarterlyReport:
    """Of the quarter before this one; not certified yet."""
    report = listed(number).reports.order_by("period__year", "period__quarter")[0]
    held = report.period.first_day + timedelta(days=20)
    typed = {**FILLED, "special_study-held_on": held, "council-held_on": held, "version": 0, "send": "1"}
    assert cast.client(f"secretary-{number}").post(f"/reports/{report.pk}/edit/", typed).status_code == 302
    return report


def change(person, number: int, kind: ChangeKind, **typed: str) -> None:
    address = f"{person.address}{listed(number).get_absolute_url()}changes/{kind.value}/"
    person.fill(address, f"登记{kind.label}", f"{kind.label}已生效", uploads=paper(), **typed)


def lead_anew(cast, arrive, registrar, colleague) -> None:
    """A change of post with its paper, confirmed by the other leader; invited from the post, checked, and certified by."""
    organization, report = listed(5), file_a_report(cast, 5)
    home = registrar.address + organization.get_absolute_url()
    secretary, leader = arrive("secretary-5"), arrive("leader-5")
    typed = {"name": "周某某", "effective_on": localdate().isoformat(), "basis": "resolution", "upload": paper()}
    secretary.fill(f"{home}posts/branch_secretary/change/", "申报", "周某某", **typed)
    entered = organization.post_changes.get()
    leader.act(registrar.address + entered.get_absolute_url(), "确认变更", "变更已确认，任职已登记。")
    leader.look("month-05-post-change")
    registrar.page.goto(registrar.address)
    registrar.page.get_by_text("待邀请的继任者").first.wait_for()
    registrar.look("month-06-registrar-home")

    entered.refresh_from_db()
    registrar.page.goto(f"{registrar.address}/invitations/new/?person={entered.person_id}")
    [code] = slips(registrar, registrar.page.get_by_role("button", name="发出邀请"))
    joined(cast, code, "new-leader", "周某某")
    seat = cast.user("new-leader").memberships.get()
    new_leader = arrive("new-leader")
    shown(new_leader, "07-new-leader-waits", organization)
    colleague.fill(f"{registrar.address}/memberships/{seat.pk}/check/", "登记核验", "身份核验", paper="identity_card")
    shown(colleague, "08-checked", organization, "身份核验，查验居民身份证")
    new_leader.act(registrar.address + report.get_absolute_url(), "确认并提交", "报告已提交，可下载回执。")
    new_leader.look("month-09-certified")


def move_to_the_other_bureau(cast, arrive, registrar, new_supervisor) -> None:
    security, today = arrive(cast.security.username), localdate().isoformat()
    place = cast.strange_registrar.acting.authority
    typed = {"role": "registrar", "authority": str(place.pk), "name": cast.registrar.name, "reason": "调任通知"}
    security.act(
        f"{registrar.address}/accounts/manage/{cast.registrar.pk}/",
        "结束身份",
        "的结束日期已登记",
        ends_on=today,
        reason="调任。",
    )
    security.look("month-14-membership-ended")
    security.fill(f"{registrar.address}/seats/new/", "提名", "待确认", **typed)
    address = registrar.address + Seat.objects.latest("pk").get_absolute_url()
    new_supervisor.page.goto(new_supervisor.address)
    new_supervisor.page.get_by_text("待确认的席位").first.wait_for()
    new_supervisor.act(address, "确认", "已确认。已有账号的即日就任")
    new_supervisor.look("month-15-seat-confirmed")
    security.page.goto(address)
    security.page.locator("summary").get_by_text("打印邀请单", exact=True).click()
    button = security.page.locator("details[open] form, dialog[open] form").get_by_role("button", name="打印邀请单")
    [code] = slips(security, button)
    registrar.page.goto(f"{registrar.address}/invite/{code}/")
    registrar.page.get_by_role("button", name="加入当前账号").click()
    registrar.page.locator(".acting-name", has_text="二七区民政局").first.wait_for()
    registrar.look("month-16-at-the-new-bureau")


def test_a_bureau_lives_through_its_first_month(cast, arrive, registrar, colleague, other_bureau, new_supervisor):
    batch = import_the_list(cast, arrive, registrar)
    invite_everybody(cast, registrar, batch)
    waiting = file_a_report(cast, 2)
    assert cast.client("leader-2").post(f"/reports/{waiting.pk}/certify/").status_code == 302

    change(registrar, 1, ChangeKind.RENAME, name=NEW_NAME)
    shown(registrar, "03-renamed", listed(1), NEW_NAME, "金水区社区服务协会1")
    registrar.page.goto(f"{registrar.address}/organizations/?q=社区服务协会1")
    registrar.page.get_by_text("原名：金水区社区服务协会1").wait_for()
    registrar.look("month-04-old-name-found")

    lead_anew(cast, arrive, registrar, colleague)

    assert (answered(registrar, listed(2)), answered(other_bureau, listed(2))) == (200, 404)
    to = cast.strange_registrar.acting.authority
    unit = str(Authority.objects.get(code="410100-JYJ").pk)
    facts = {"registration_authority": str(to.pk), "competent_authority": unit, "district": "410103"}
    change(registrar, 2, ChangeKind.TRANSFER, **facts)
    assert (answered(registrar, listed(2)), answered(other_bureau, listed(2))) == (200, 200)
    shown(registrar, "10-transferred-old-bureau", listed(2), "二七区民政局")
    other_bureau.page.goto(other_bureau.address)
    other_bureau.page.get_by_text(f"金水区社区服务协会2 {waiting.period}报告").first.wait_for()
    other_bureau.look("month-11-other-bureau-home")

    change(registrar, 3, ChangeKind.MERGER, codes=listed(1).uscc)
    shown(registrar, "12-merged", listed(3), f"并入{NEW_NAME}")
    change(registrar, 4, ChangeKind.DEREGISTRATION)
    shown(registrar, "13-deregistered", listed(4), "注销")

    move_to_the_other_bureau(cast, arrive, registrar, new_supervisor)
    assert {number: answered(registrar, listed(number)) for number in (1, 2)} == {1: 404, 2: 200}
    registrar.act(registrar.address + waiting.get_absolute_url(), "接收", "报告已接收。")
    assert Organization.objects.filter(name__contains="金水区社区", status="active").count() == 4
