"""Partners are asked for and told, online events have a platform, a wrong decision is opened again."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied

from events import filing_workflow, record_workflow, reviews
from events.enums import CorrectionKind, FilingState, Ground, Outcome, RecordState
from events.filing_content import differences, where_of
from events.issued_printing import pdf_of
from events.models import EventFiling
from organizations.models import Organization
from organizations.near_names import near_names
from tests.events.factories import NOW, SHANGHAI, EventFilingFactory, approved, joint, recorded, refused, submitted
from tests.reports.pdf import text_of
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

TYPED = {
    "kind": "forum",
    "title": "秋季论坛",
    "starts_on": "2026-11-20",
    "starts_time": "09:00",
    "ends_on": "2026-11-20",
    "ends_time": "17:00",
    "cross_organization": "on",
}


@pytest.fixture(autouse=True)
def on_the_ninth_of_october(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def partner(cast) -> Organization:
    found = cast.stranger.acting.organization
    Organization.objects.filter(pk=found.pk).update(name="二七区社区治理促进会")
    found.refresh_from_db()
    return found


# Partners


def test_a_partner_that_is_not_found_is_asked_for_with_the_names_that_are_near(cast, partner):
    answer = cast.client("secretary").post("/events/new/", {**TYPED, "partners": "二七社区治理促进会"})

    page = answer.content.decode()
    assert (answer.status_code, EventFiling.objects.count()) == (422, 0)
    assert "登记名册中没有“二七社区治理促进会”。名称相近的有：二七区社区治理促进会。" in page
    assert ">二七社区治理促进会</textarea>" in page.replace("\n", "")


def test_a_partner_that_is_not_registered_here_is_said_to_be_so(cast):
    cast.client("secretary").post("/events/new/", {**TYPED, "other_partners": "某大学\n某大学"})

    filing = EventFiling.objects.get()
    assert [*filing.scope_details.values_list("name", "organization")] == [("某大学", None)]
    form = cast.client("secretary").get(f"/events/{filing.pk}/edit/").context["form"]
    assert (form["partners"].value(), form["other_partners"].value()) == ("", "某大学")


def test_names_without_any_likeness_are_not_proposed(cast, partner):
    assert (near_names("某大学"), near_names("会"), near_names("二七区社区治理促进")) == ([], [], [partner.name])


def test_a_partner_is_told_and_reads_the_filing_only(cast, partner):
    filing = joint(cast, partner)
    client = cast.client("stranger")

    page = client.get(filing.get_absolute_url())

    told = Notice.objects.get(recipient=cast.stranger)
    assert (told.subject, told.url) == (f"合作的重大活动“{filing.title}”已申报", filing.get_absolute_url())
    assert (page.status_code, page.context["offers"], page.context["may_edit"]) == (200, [], False)
    assert ("你单位为合作单位" in page.content.decode(), "往来消息" in page.content.decode()) == (True, False)
    assert f"{cast.organization.name}申报，本单位为合作单位" in client.get("/events/").content.decode()
    assert client.post(f"/events/{filing.pk}/cancel/", {"reason": "不办了。"}).status_code == 403
    assert client.get(f"/events/{filing.pk}/edit/").status_code == 403


def test_a_partner_reads_no_draft_and_is_no_partner_once_the_tick_is_gone(cast, partner):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, cross_organization=True)
    filing.scope_details.create(kind="partner", name=partner.name, organization=partner)
    client = cast.client("stranger")
    assert client.get(filing.get_absolute_url()).status_code == 404
    filing = joint(cast, partner)
    assert client.get(filing.get_absolute_url()).status_code == 200

    EventFiling.objects.filter(pk=filing.pk).update(cross_organization=False)

    assert client.get(filing.get_absolute_url()).status_code == 404


def test_a_partner_is_told_of_the_decision_and_of_a_cancelled_event(cast, partner):
    filing = joint(cast, partner)

    filing_workflow.cancel(filing, by=cast.secretary, now=NOW, reason="场地有变。")

    subjects = [*Notice.objects.filter(recipient=cast.stranger).values_list("subject", flat=True)]
    assert f"合作的重大活动“{filing.title}”已取消" in subjects


# Half approved


def verify_page(cast, filing) -> str:
    paper = filing.issued_papers.order_by("pk").first()
    return cast.client("secretary").get(f"/events/verify/{paper.code}/").content.decode()


def test_the_first_of_two_approvals_says_that_another_is_awaited(cast, partner):
    filing = joint(cast, partner)
    filing_workflow.give_approval(filing, by=cast.competent, now=NOW)

    waiting = verify_page(cast, filing)
    filing_workflow.give_approval(filing, by=cast.strange_competent, now=NOW)

    assert ("尚待其他机关批准" in waiting, "已失效" in waiting) == (True, False)
    assert "尚待其他机关批准" not in verify_page(cast, filing)


def test_the_first_approval_falls_when_the_text_comes_in_anew(cast, partner):
    filing = joint(cast, partner)
    filing_workflow.give_approval(filing, by=cast.competent, now=NOW)
    facts = {"ground": Ground.INCOMPLETE, "kind": CorrectionKind.PAPERS, "reason": "请补议程。"}
    filing_workflow.send_back(filing, by=cast.strange_competent, now=NOW, **facts)
    EventFiling.objects.filter(pk=filing.pk).update(purpose="更正后的内容。")
    filing.refresh_from_db()
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    filing_workflow.certify(filing, by=cast.leader, now=NOW)

    assert "已失效" in verify_page(cast, filing)


# Online


def test_an_online_event_names_platform_and_link(cast):
    filing = approved(cast, is_online=True, place="腾讯会议", address="会议号 123 456 789")

    page = cast.client("secretary").get(filing.get_absolute_url()).content.decode()

    assert where_of(filing) == "线上：腾讯会议（会议号 123 456 789）"
    assert ("线上平台" in page, "活动地点" in page) == (True, False)
    assert "线上：腾讯会议" in text_of(pdf_of(filing.issued_papers.get()))


def test_what_is_missing_online_is_the_platform(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, is_online=True, place="")

    with pytest.raises(Refused, match="线上活动请填写平台名称"):
        filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)


def test_a_text_from_before_the_tick_differs_in_nothing(cast):
    assert differences({"place": "市会议中心"}, {"place": "市会议中心", "is_online": False}) == []


# Reopening


def test_a_refusal_is_opened_again_by_a_supervisor_and_the_refuser_decides_no_more(cast):
    filing = refused(cast)
    decide_by = filing.decide_by
    door = f"/events/{filing.pk}/reconsider/"
    assert cast.client("competent").post(door, {"reason": "复核。"}).status_code == 403
    assert cast.client("competent_supervisor").post(door, {"reason": ""}).status_code == 422

    answer = cast.client("competent_supervisor").post(door, {"reason": "业务范围认定有误。"})

    filing = EventFiling.objects.get(pk=filing.pk)
    assert (answer.status_code, filing.state, filing.ground, filing.decided_by) == (
        302,
        FilingState.SUBMITTED,
        "",
        None,
    )
    assert [*filing.decisions.values_list("outcome", flat=True)] == [Outcome.PENDING]
    assert (filing.decide_by, filing.pauses) == (
        decide_by,
        [{"returned_on": "2026-10-09", "resubmitted_on": "2026-10-09"}],
    )
    move = filing.moves.latest("pk")
    assert (move.label, move.reason, move.by) == (
        "撤回不予批准，重新办理",
        "业务范围认定有误。",
        cast.competent_supervisor,
    )
    assert {*Notice.objects.filter(subject__endswith="重新办理").values_list("recipient", flat=True)} == {
        cast.secretary.pk,
        cast.leader.pk,
    }
    with pytest.raises(PermissionDenied):
        filing_workflow.refuse(filing, by=cast.competent, now=NOW, ground=Ground.INCOMPLETE, reason="缺材料。")
    filing_workflow.give_approval(filing, by=cast.second_competent, now=NOW)
    assert filing.state == FilingState.APPROVED


def test_the_paper_of_a_refusal_that_was_taken_back_says_so(cast):
    filing = refused(cast)
    assert "有效" in verify_page(cast, filing)

    filing_workflow.reconsider(filing, by=cast.competent_supervisor, now=NOW, reason="认定有误。")

    assert "该决定已由作出机关撤回" in verify_page(cast, filing)


def test_a_supervisor_does_not_open_the_own_refusal(cast):
    facts = {"ground": Ground.INCOMPLETE, "reason": "缺材料。"}
    filing = filing_workflow.refuse(submitted(cast), by=cast.competent_supervisor, now=NOW, **facts)

    with pytest.raises(PermissionDenied):
        filing_workflow.reconsider(filing, by=cast.competent_supervisor, now=NOW, reason="有误。")


def test_a_refusal_under_review_is_left_to_the_review(cast):
    filing = refused(cast)
    reviews.ask(filing, by=cast.leader, now=NOW, grounds="业务范围已经核准。")

    answer = cast.client("competent_supervisor").post(f"/events/{filing.pk}/reconsider/", {"reason": "有误。"})

    assert (answer.status_code, "由复核决定" in answer.content.decode()) == (409, True)


def test_another_authority_of_a_joint_event_does_not_open_the_refusal(cast, partner):
    filing = joint(cast, partner)
    facts = {"ground": Ground.INCOMPLETE, "reason": "缺材料。"}
    filing_workflow.refuse(filing, by=cast.strange_competent, now=NOW, **facts)

    with pytest.raises(Refused, match="由其他机关作出"):
        filing_workflow.reconsider(filing, by=cast.competent_supervisor, now=NOW, reason="有误。")


def test_a_refusal_of_an_event_that_has_begun_stays(cast):
    filing = refused(cast)

    with pytest.raises(Refused, match="已经开始"):
        filing_workflow.reconsider(
            filing, by=cast.competent_supervisor, now=datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI), reason="有误。"
        )


def test_a_record_is_taken_back_by_a_supervisor_and_made_again(cast):
    filing = recorded(cast)
    door = f"/events/{filing.pk}/record/undo/"
    assert cast.client("registrar").post(door, {"reason": "误备案。"}).status_code == 403

    answer = cast.client("supervisor").post(door, {"reason": "备案的文本有误。"})

    record = EventFiling.objects.get(pk=filing.pk).record
    assert (answer.status_code, record.state, record.recorded_by, record.content_sha256) == (
        302,
        RecordState.UNRECORDED,
        None,
        "",
    )
    assert (record.due_on, record.pauses) == (
        filing.record.due_on,
        [{"returned_on": "2026-10-09", "resubmitted_on": "2026-10-09"}],
    )
    assert record.moves.latest("pk").reason == "备案的文本有误。"
    assert Notice.objects.filter(subject__endswith="备案已撤销", recipient=cast.secretary).count() == 1
    record_workflow.record(record, by=cast.registrar, now=NOW)
    assert Notice.objects.filter(subject__endswith="已备案", recipient=cast.secretary).count() == 2


def test_a_supervisor_does_not_take_back_the_own_record(cast):
    filing = submitted(cast)
    record_workflow.record(filing.record, by=cast.supervisor, now=NOW)

    with pytest.raises(PermissionDenied):
        record_workflow.unrecord(filing.record, by=cast.supervisor, now=NOW, reason="有误。")


def test_partner_of_an_organization_at_rest_is_not_reopened(cast):
    filing = refused(cast)
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    filing = EventFiling.objects.get(pk=filing.pk)

    with pytest.raises(Refused, match="不能举办活动"):
        filing_workflow.reconsider(filing, by=cast.competent_supervisor, now=NOW, reason="有误。")


def test_the_organizer_named_as_its_own_partner_is_told_once(cast):
    joint(cast, cast.organization)

    assert not Notice.objects.filter(subject__startswith="合作的").exists()
