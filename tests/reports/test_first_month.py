"""A bureau's first month, October 2026: a list comes in, organizations and people change, and both bureaus look after each step.

Each step stands on the one before it, and the tests below it look at what it left. It is taken once, and its rows are copied
into the tests that ask for it by its name.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine as clock

from compliance import tasks
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import (
    Authority,
    AuthorityProposal,
    ImportBatch,
    OrganizationChange,
    PostChange,
    ResponsiblePerson,
    Seat,
    User,
)
from tests.browser.test_registry_walk import UNIT
from tests.compliance.cases.conftest import pdf
from tests.conftest import CAST, Cast
from tests.factories import DistrictFactory, member
from tests.organizations.lives import changed, transfer
from tests.reports.month import (
    BUREAUS,
    accepted,
    answered,
    at,
    codes,
    codes_of,
    confirmed,
    figures,
    filed,
    found,
    handed_in,
    joined,
    listed,
    pages_of,
    receipt,
    report,
    sent,
    staffed,
    statement,
    to_do,
    told,
)
from tests.reports.test_life import sums
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db

NAME, NEW_NAME = "金水区社区服务协会1", "金水区社区治理促进会"
ANSWERED, REFUSED = {200}, {404}


def seen(cast, pages: dict[str, str]) -> list[set[int]]:
    """What the two bureaus are answered on these pages."""
    return [set(answers.values()) for answers in codes(cast, pages, *BUREAUS).values()]


Month = dict[str, Any]
# What each step is called, the snapshot of all that stands after it, and the moment that it leaves.
STEPS: dict[str, tuple[Snapshot[Month], datetime]] = {}


def step(day: int) -> Callable[[Callable[[Month], Any]], Any]:
    """A fixture of what the step returns: taken on that day of the month, after the steps above it."""

    def decorate(take: Callable[[Month], Any]) -> Any:
        before = next(reversed(STEPS.values()), None)

        def build() -> Month:
            month = before[0].restore() if before else {"cast": CAST.restore()}
            with clock.travel(at(day), tick=False):
                month[take.__name__] = take(month)
            return month

        STEPS[take.__name__] = Snapshot(build), at(day)
        return pytest.fixture(name=take.__name__)(lambda month: month[take.__name__])

    return decorate


@pytest.fixture
def month(db, request, time_machine) -> Month:
    """As far as the test asks for it; begins on the first day after the holidays."""
    time_machine.move_to(at(8), tick=False)
    stands, left = next(STEPS[name] for name in reversed(STEPS) if name in request.fixturenames)
    month = stands.restore()
    time_machine.move_to(left, tick=False)
    return month


@pytest.fixture
def cast(month) -> Cast:
    return month["cast"]


# The actors beside the cast


@step(8)
def colleague(month) -> User:
    """Stays in the old bureau when the registrar moves."""
    cast = month["cast"]
    cast.users["colleague"] = member(Role.REGISTRAR, cast.organization.registration_authority, user__name="孙某某")
    return cast.colleague


@step(8)
def elsewhere(month) -> Authority:
    """The other bureau, with a supervisor."""
    cast = month["cast"]
    cast.users["new_supervisor"] = member(Role.SUPERVISOR, cast.strange_registrar.acting.authority)
    return cast.new_supervisor.acting.authority


# 8 October: the list


@step(8)
def question(month) -> AuthorityProposal:
    return handed_in(month["cast"]).proposals.get()


def test_a_list_with_merged_headers_asks_about_its_unknown_unit(cast, question):
    batch = question.batch

    assert (question.name, question.rows) == (UNIT, 4)
    assert batch.counts == {"new": 2, "changed": 0, "unchanged": 0, "error": 0, "waiting": 4}
    assert codes(cast, {"list": f"/registry/imports/{batch.pk}/"}, *BUREAUS) == {
        "registrar": {"list": 200},
        "strange_registrar": {"list": 404},
    }
    assert told(cast, "名录中有 1 个未知单位待答复：名录.xlsx") == {"administrator", "supervisor"}


@step(8)
def imported(month) -> ImportBatch:
    cast, question = month["cast"], month["question"]
    answered(cast, question)
    confirmed(cast, question.batch)
    staffed(cast, question.batch)
    tasks.open_due_periods()
    return question.batch


def test_after_the_answer_six_organizations_stand_with_people_and_open_reports(cast, imported):
    six = [listed(number) for number in range(1, 7)]

    assert [one.competent_authority.name for one in six] == [UNIT] * 4 + ["郑州市教育局"] * 2
    assert told(cast, f"名录中的未知单位“{UNIT}”已答复") == {"registrar"}
    assert told(cast, f"名录中的未知单位“{UNIT}”待答复") == {"administrator"}
    assert {(one.memberships.count(), one.reports.count()) for one in six} == {(2, 2)}
    assert to_do(cast, "secretary-1") == {
        "待确认的登记信息": ["2026年度阵地确认", "2026年下半年任职和联系人确认"],
        "待填报的季度报告": ["2026年第三季度报告", "2026年第四季度报告"],
    }
    assert [seen(cast, pages_of(one)) for one in six] == [[ANSWERED, REFUSED]] * 6


# 9 October: the first reports; of the third quarter the first and the fourth are accepted, the second waits


@step(9)
def reported(month) -> dict[int, QuarterlyReport]:
    cast = month["cast"]
    papers = {number: filed(cast, number) for number in (1, 2, 4)}
    for number in (1, 4):
        accepted(cast, papers[number])
    return papers


def test_the_first_reports_are_counted_and_receipted(cast, reported):
    assert figures(cast, "registrar")[3] == {"total": 7, "submitted": 1, "accepted": 2, "outstanding": 4}
    assert figures(cast, "strange_registrar")[3] == {"total": 1, "outstanding": 1}
    assert to_do(cast, "registrar")["待审核的季度报告"] == ["金水区社区服务协会2 2026年第三季度报告"]
    assert NAME in receipt(cast, reported[1], "registrar")


# 12 October: the first organization gets another name


@step(12)
def renamed(month) -> OrganizationChange:
    return changed(month["cast"].client("registrar"), listed(1), "rename", name=NEW_NAME, effective_on="2026-10-12")


def test_a_renamed_organization_is_found_and_printed_under_both_names(cast, renamed):
    organization = renamed.organization

    assert (found(cast, "registrar", NAME), found(cast, "strange_registrar", NAME)) == ([NEW_NAME], [])
    assert told(cast, "名称变更已生效") == {"secretary-1", "leader-1", "registrar", "colleague", "supervisor"}
    of_before = receipt(cast, report(organization), "registrar")
    assert (NAME in of_before, NEW_NAME in of_before) == (True, False)
    words = statement(cast, organization, "registrar")
    assert (NEW_NAME in words, f"原名：{NAME}" in words) == (True, True)
    assert seen(cast, pages_of(organization)) == [ANSWERED, REFUSED]


# 13 October: the fifth organization has a new secretary of its branch, who certifies its report


@step(13)
def led_anew(month) -> PostChange:
    organization = listed(5)
    typed = {"name": "周某某", "effective_on": "2026-10-13", "basis": "resolution", "upload": pdf("决议.pdf")}
    entered = (
        month["cast"]
        .client("secretary-5")
        .post(f"{organization.get_absolute_url()}posts/branch_secretary/change/", typed)
    )
    assert entered.status_code == 302
    return organization.post_changes.get()


@step(13)
def succeeded(month) -> ResponsiblePerson:
    """The other first responsible person has confirmed."""
    led_anew = month["led_anew"]
    assert month["cast"].client("leader-5").post(f"/post-changes/{led_anew.pk}/confirm/").status_code == 302
    led_anew.refresh_from_db()
    return led_anew.person


def test_a_change_of_post_waits_for_the_other_first_responsible_person(cast, led_anew):
    answers = [
        cast.client(who).post(f"/post-changes/{led_anew.pk}/confirm/").status_code
        for who in ("secretary-5", "registrar", "strange_registrar", "leader-5")
    ]

    assert answers == [403, 409, 404, 302]
    assert codes(cast, {"paper": f"/post-changes/{led_anew.pk}/paper/"}, *BUREAUS) == {
        "registrar": {"paper": 200},
        "strange_registrar": {"paper": 404},
    }


@step(13)
def new_leader(month) -> User:
    """Invited from the post by the registrar; the identity is not checked yet."""
    cast = month["cast"]
    form = cast.client("registrar").get("/invitations/new/", {"person": month["succeeded"].pk}).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    [code] = codes_of(cast.client("registrar").post("/invitations/new/", typed))
    return joined(cast, code, "new-leader", "周某某")


def test_a_new_leader_is_announced_and_does_not_certify_before_a_second_officer_has_checked(cast, new_leader):
    seat, paper = new_leader.memberships.get(), sent(cast, 5)
    waits = {who for who in ("registrar", "colleague", *BUREAUS) if "待核验身份的账号" in to_do(cast, who)}

    early = cast.client("new-leader").post(f"/reports/{paper.pk}/certify/").status_code
    checks = [
        cast.client(who).post(f"/memberships/{seat.pk}/check/", {"paper": "identity_card"}).status_code
        for who in ("registrar", "strange_registrar", "colleague")
    ]

    assert (waits, early, checks) == ({"colleague"}, 403, [403, 404, 302])
    assert told(cast, "有人被邀请为“金水区社区服务协会5”的") == {"secretary-5", "leader-5"}
    assert told(cast, "身份核验：周某某") == {"secretary-5", "leader-5", "new-leader", "registrar"}


@step(13)
def checked(month) -> QuarterlyReport:
    """The colleague of the inviter has seen the identity card, and the report has been sent."""
    cast = month["cast"]
    paper, seat = sent(cast, 5), month["new_leader"].memberships.get()
    cast.client("colleague").post(f"/memberships/{seat.pk}/check/", {"paper": "identity_card"})
    return paper


@step(14)
def certified(month) -> QuarterlyReport:
    """By the new leader."""
    cast, paper = month["cast"], month["checked"]
    assert cast.client("new-leader").post(f"/reports/{paper.pk}/certify/").status_code == 302
    return report(listed(5))


def test_a_new_leader_certifies_and_both_bureaus_have_what_is_theirs(cast, certified, new_leader):
    assert (certified.state, certified.moves.get(name="certify").by) == ("submitted", new_leader)
    assert "待邀请的继任者" not in to_do(cast, "registrar")
    assert to_do(cast, "registrar")["待审核的季度报告"] == [
        "金水区社区服务协会2 2026年第三季度报告",
        "金水区社区服务协会5 2026年第三季度报告",
    ]
    assert "2026年10月14日09:00:00，第1次提交" in receipt(cast, certified, "registrar")
    assert seen(cast, pages_of(certified.organization)) == [ANSWERED, REFUSED]


# 19 October: the second organization goes to the other bureau, in the middle of the fourth quarter


@step(19)
def transferred(month) -> tuple[OrganizationChange, dict[str, Any]]:
    counted = sums()
    unit = Authority.objects.get(code="410100-JYJ")
    district = DistrictFactory(code="410103", name="二七区")
    to = transfer(listed(2), registration_authority=month["elsewhere"], competent_authority=unit, district=district)
    change = changed(month["cast"].client("registrar"), listed(2), "transfer", effective_on="2026-10-19", **to)
    return change, counted


def test_a_transferred_organization_is_the_other_bureaus_with_all_that_is_open(cast, transferred):
    change, _ = transferred
    pages = pages_of(change.organization)

    assert codes(cast, pages, "strange_registrar")["strange_registrar"] == dict.fromkeys(pages, 200)
    assert codes(cast, pages, "registrar")["registrar"] == dict.fromkeys(pages, 200) | {"report of quarter 4": 404}
    assert to_do(cast, "strange_registrar")["待审核的季度报告"] == ["金水区社区服务协会2 2026年第三季度报告"]
    assert to_do(cast, "registrar")["待审核的季度报告"] == ["金水区社区服务协会5 2026年第三季度报告"]
    assert told(cast, "管理机关变更已生效") == {
        *("secretary-2", "leader-2", "registrar", "colleague", "supervisor", "strange_registrar", "new_supervisor"),
        "competent",
    }
    assert "二七区民政局" in statement(cast, change.organization, "strange_registrar")
    assert found(cast, "strange_registrar", "社区服务协会2") == ["金水区社区服务协会2"]
    offered = {who: "邀请开通账号" in cast.client(who).get(pages["page"]).content.decode() for who in BUREAUS}
    assert offered == {"registrar": False, "strange_registrar": True}


def test_sums_of_the_past_quarter_stand_and_the_running_one_goes_along(cast, transferred):
    _, before = transferred

    assert sums() == before
    assert {who: figures(cast, who)[3]["total"] for who in BUREAUS} == {"registrar": 7, "strange_registrar": 1}
    assert {who: figures(cast, who)[4]["total"] for who in BUREAUS} == {"registrar": 6, "strange_registrar": 2}


# 20 and 21 October: the third is merged into the first, the fourth is deregistered


@step(20)
def merged(month) -> OrganizationChange:
    return changed(
        month["cast"].client("registrar"), listed(3), "merger", codes=listed(1).uscc, effective_on="2026-10-20"
    )


@step(21)
def deregistered(month) -> OrganizationChange:
    return changed(month["cast"].client("registrar"), listed(4), "deregistration", effective_on="2026-10-21")


def test_a_merged_organization_owes_nothing_and_names_its_successor(cast, merged):
    gone, page = merged.organization, cast.client("registrar").get(merged.organization.get_absolute_url())

    assert (gone.status, [one.name for one in merged.successors.all()]) == ("merged", [NEW_NAME])
    assert f"并入{NEW_NAME}，组织终止" in [event.what for event in page.context["timeline"]]
    assert {paper.state for paper in gone.reports.all()} == {"lapsed"}
    assert "待填报的季度报告" not in to_do(cast, "secretary-3")
    assert told(cast, "合并已生效") == {"secretary-3", "leader-3", "registrar", "colleague", "supervisor"}
    assert seen(cast, pages_of(gone)) == [ANSWERED, REFUSED]
    assert found(cast, "registrar", "社区服务协会3") == ["金水区社区服务协会3"]


def test_a_deregistered_organization_keeps_its_papers_and_gets_a_final_statement(cast, deregistered):
    gone = deregistered.organization

    words = statement(cast, gone, "registrar")

    assert (gone.status, gone.ended_on.isoformat()) == ("deregistered", "2026-10-21")
    assert {paper.period.quarter: paper.state for paper in gone.reports.all()} == {3: "accepted", 4: "lapsed"}
    assert ("注销" in words, "金水区社区服务协会4" in words) == (True, True)
    assert told(cast, "注销登记已生效") == {"secretary-4", "leader-4", "registrar", "colleague", "supervisor"}
    assert seen(cast, pages_of(gone)) == [ANSWERED, REFUSED]


def test_sums_of_the_past_quarter_stand_after_both_ends(cast, transferred, deregistered):
    _, before = transferred

    assert sums() == before
    # Seven were owed: two are accepted, two submitted, one lapsed with its organization, and of two nothing has come.
    assert figures(cast, "registrar")[3] == {"total": 7, "submitted": 2, "accepted": 2, "outstanding": 2}
    assert figures(cast, "strange_registrar")[3] == {"total": 1, "outstanding": 1}


# 22 October: the registrar moves to the other bureau


@step(22)
def seat(month) -> Seat:
    """The old membership is ended and the new seat proposed by the security administrator."""
    cast = month["cast"]
    old, security = cast.registrar.memberships.get(), cast.client("security")
    ended = security.post(f"/memberships/{old.pk}/end/", {"ends_on": "2026-10-22", "reason": "调任。"})
    typed = {"role": "registrar", "authority": month["elsewhere"].pk, "name": cast.registrar.name, "reason": "调任通知"}
    proposed = security.post("/seats/new/", typed)
    assert (ended.status_code, proposed.status_code) == (302, 302)
    return Seat.objects.latest("pk")


@step(22)
def invited(month) -> str:
    """To the seat that a supervisor of the new bureau has confirmed."""
    cast, seat = month["cast"], month["seat"]
    assert cast.client("new_supervisor").post(f"/seats/{seat.pk}/confirm/").status_code == 302
    [code] = codes_of(cast.client("security").post(f"/seats/{seat.pk}/invite/"))
    return code


@step(23)
def moved(month) -> User:
    """Joined by the same account on the next day."""
    cast, code = month["cast"], month["invited"]
    assert cast.client("registrar").post(f"/invite/{code}/join/").status_code == 302
    return User.objects.get(pk=cast.registrar.pk)


def test_the_new_bureau_confirms_and_nobody_else(cast, seat):
    answers = [
        cast.client(who).post(f"/seats/{seat.pk}/confirm/").status_code
        for who in ("security", "registrar", "supervisor", "administrator", "new_supervisor")
    ]

    assert answers == [403, 404, 404, 404, 302]
    assert told(cast, "席位待确认") == {"new_supervisor"}
    assert [move.label for move in seat.moves.all()] == ["提名席位", "确认席位"]


def test_an_officer_who_moved_reads_and_decides_for_the_new_bureau_only(cast, transferred, moved):
    handed_on, stayed = listed(2), listed(1)
    page = {"handed on": handed_on.get_absolute_url(), "stayed": stayed.get_absolute_url()}

    assert (moved.acting.role, moved.acting.authority.name) == ("registrar", "二七区民政局")
    assert codes(cast, page, "registrar", "colleague") == {
        "registrar": {"handed on": 200, "stayed": 404},
        "colleague": {"handed on": 200, "stayed": 200},
    }
    assert to_do(cast, "registrar")["待审核的季度报告"] == ["金水区社区服务协会2 2026年第三季度报告"]
    accepted(cast, report(handed_on), by="registrar")
    assert report(handed_on).decided_by == moved
    assert cast.client("colleague").get(f"/receipts/{report(handed_on).pk}/").status_code == 200
    # What an account decided in the old bureau stays its decision.
    assert report(stayed).decided_by == moved


def test_at_the_end_of_the_month_the_sums_agree(cast, transferred, moved):
    _, before = transferred
    accepted(cast, report(listed(2)), by="registrar")

    after = sums()

    assert (after["authority"], after["district"]) == (before["authority"], before["district"])
    assert sum(after["accepted"].values()) == sum(before["accepted"].values()) + 1
    assert figures(cast, "colleague")[3] == {"total": 7, "submitted": 1, "accepted": 3, "outstanding": 2}
