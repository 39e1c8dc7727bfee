"""No false ground: what the record does not support is neither offered nor accepted."""

from datetime import date

import pytest

from events import filing_workflow, grounds
from events.enums import CorrectionKind, EventKind, FilingState, Ground, PaperKind, RevocationGround
from events.models import EventFiling
from organizations.enums import Post
from tests.events.factories import NOW, EventFilingFactory, EventPaperFactory, approved, certifying, submitted
from tests.factories import ResponsiblePersonFactory
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

LATE = {"starts_on": date(2026, 10, 12), "ends_on": date(2026, 10, 12), "late_reason": "场地临时确定。"}
HEAD = {"calls_for_head": True}


@pytest.fixture(autouse=True)
def on_the_ninth_of_october(time_machine):
    time_machine.move_to(NOW, tick=False)


def offered(cast, filing: EventFiling, door: str) -> list[str]:
    page = cast.client("competent").get(filing.get_absolute_url())
    (offer,) = [offer for offer in page.context["offers"] if offer.name == door]
    return [value for value, _ in offer.form.fields["ground"].choices]


def with_head(cast) -> EventFiling:
    """Declared to call for its head and a plan, and submitted with both."""
    leader = ResponsiblePersonFactory(organization=cast.organization, post=Post.LEADER)
    filing = EventFilingFactory(
        organization=cast.organization, prepared_by=cast.secretary, complete=False, **HEAD, onsite_lead=leader
    )
    EventFiling.objects.filter(pk=filing.pk).update(stop_person=leader)
    for kind in (PaperKind.AGENDA, PaperKind.EMERGENCY_PLAN):
        EventPaperFactory(filing=filing, kind=kind)
    filing.refresh_from_db()
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    return filing_workflow.certify(filing, by=cast.leader, now=NOW)


def returned_for_a_permit(cast) -> EventFiling:
    filing = filing_workflow.send_back(
        submitted(cast),
        by=cast.competent,
        now=NOW,
        ground=Ground.NO_PERMIT,
        kind=CorrectionKind.PERMIT,
        reason="请提交场地消防许可。",
    )
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    return filing_workflow.certify(filing, by=cast.leader, now=NOW)


def test_grounds_are_those_of_the_closed_list():
    assert set(grounds.RETURNING) == set(grounds.REFUSING) == set(Ground)
    assert set(grounds.REVOKING) == set(RevocationGround)


def test_a_filing_in_time_is_not_refused_as_late(cast):
    """False ground: filed eleven days ahead."""
    filing = submitted(cast)

    assert offered(cast, filing, "refuse") == ["incomplete", "outside_charter"]
    answer = cast.client("competent").post(
        f"/events/{filing.pk}/refuse/", {"ground": "short_notice", "reason": "未提前一周。"}
    )
    with pytest.raises(Refused, match="申报记录不支持该事由：该申报已提前一周提出。"):
        filing_workflow.refuse(filing, by=cast.competent, now=NOW, ground=Ground.SHORT_NOTICE, reason="未提前一周。")

    filing.refresh_from_db()
    assert (answer.status_code, filing.state) == (422, FilingState.SUBMITTED)
    page = answer.content.decode()
    assert ("申报记录不支持所选事由" in page, "未提前一周。" in page) == (True, True)


def test_a_late_filing_may_be_refused_as_late(cast):
    filing = submitted(cast, **LATE)

    assert "short_notice" in offered(cast, filing, "refuse")
    filing_workflow.refuse(filing, by=cast.competent, now=NOW, ground=Ground.SHORT_NOTICE, reason="没有正当理由。")

    assert filing.state == FilingState.REFUSED


def test_a_filing_is_refused_for_a_permit_only_once_it_was_asked_for(cast):
    filing = submitted(cast)

    assert ("no_permit" in offered(cast, filing, "send_back"), "no_permit" in offered(cast, filing, "refuse")) == (
        True,
        False,
    )
    assert "no_permit" in offered(cast, returned_for_a_permit(cast), "refuse")


def test_a_permit_that_was_handed_in_is_not_missing(cast):
    filing = returned_for_a_permit(cast)
    EventPaperFactory(filing=filing, kind=PaperKind.PERMIT)

    assert "no_permit" not in offered(cast, filing, "refuse")
    assert "no_permit" not in offered(cast, filing, "send_back")


@pytest.mark.parametrize(("people", "missing"), [(999, False), (1000, True)])
def test_a_crowd_needs_a_permit_without_being_asked(people, missing, cast):
    filing = submitted(cast, expected_headcount=people)

    assert ("no_permit" in offered(cast, filing, "refuse")) is missing


def test_lead_and_plan_are_missed_only_where_they_were_declared_necessary(cast):
    assert "no_lead_or_plan" not in offered(cast, submitted(cast), "refuse")
    filing = with_head(cast)
    assert "no_lead_or_plan" not in offered(cast, filing, "refuse")

    type(filing.onsite_lead).objects.filter(pk=filing.onsite_lead_id).update(term_until=date(2026, 10, 19))

    assert "no_lead_or_plan" in offered(cast, filing, "refuse")


def test_a_second_filing_for_the_same_days_may_be_a_double_one(cast):
    first = submitted(cast)
    assert "duplicate" not in offered(cast, first, "refuse")

    certifying(cast, title="同日的草稿", kind=EventKind.LECTURE)
    assert "duplicate" not in offered(cast, first, "refuse")
    second = submitted(cast, title="秋季行业论坛")

    assert "duplicate" in offered(cast, second, "refuse")


def test_an_approval_is_revoked_on_grounds_that_the_record_supports(cast):
    filing = approved(cast)

    assert offered(cast, filing, "revoke") == ["no_permit", "outside_charter", "untrue"]
    with pytest.raises(Refused, match="未声明"):
        filing_workflow.revoke(
            filing, by=cast.competent, now=NOW, ground=RevocationGround.NO_LEAD_OR_PLAN, reason="没有预案。"
        )


def test_a_ground_of_another_list_is_refused(cast):
    with pytest.raises(Refused, match="请从所列事由中选择"):
        filing_workflow.refuse(submitted(cast), by=cast.competent, now=NOW, ground="untrue", reason="不实。")
