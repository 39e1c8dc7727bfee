"""What an officer typed comes back with the sentence that refuses it."""

import pytest
import time_machine

from events.models import EventFiling
from tests.events.factories import NOW, approved, certifying, refused, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


REASON = "场地许可未附，且消防验收材料不全。"
STALE = "您打开页面之后申报内容有更新，请核对后再作决定。"


@pytest.mark.parametrize(
    ("move", "facts"),
    [
        ("refuse", {"ground": "incomplete", "reason": REASON}),
        ("return", {"ground": "incomplete", "kind": "papers", "reason": REASON}),
    ],
)
def test_reasons_come_back_when_the_text_was_changed_meanwhile(cast, move, facts):
    """F3: the typed reason survives the refusal, in the form that it was typed into."""
    filing = submitted(cast)

    answer = cast.client("competent").post(f"/events/{filing.pk}/{move}/", {**facts, "seen": "f" * 64})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [text in page for text in (STALE, REASON)] == [True, True]
    assert EventFiling.objects.get(pk=filing.pk).state == "submitted"


def test_reasons_come_back_when_somebody_else_was_quicker(cast):
    filing = submitted(cast)
    cast.client("second_competent").post(f"/events/{filing.pk}/approve/", {"seen": filing.content_sha256})

    answer = cast.client("competent").post(f"/events/{filing.pk}/refuse/", {"ground": "incomplete", "reason": REASON})

    assert answer.status_code == 409
    assert str(answer.context["refusal"]) == "当前状态为“已批准”，不能执行此操作。"
    assert ("理由", REASON) in answer.context["refusal"].typed
    assert REASON in answer.content.decode()


@pytest.mark.parametrize("page", ["change", "update"])
def test_a_change_that_a_rule_refuses_comes_back_as_typed(cast, page):
    filing = approved(cast)
    facts = {
        "kind": "forum",
        "starts_on": "2026-10-20",
        "starts_time": "09:00",
        "ends_on": "2026-10-20",
        "ends_time": "17:00",
        "place": filing.place,
        "address": filing.address,
        "expected_headcount": filing.expected_headcount,
        "budget": filing.budget,
        "money_sources": filing.money_sources,
        "purpose": filing.purpose,
        "reason": "会场临时检修。",
    }

    answer = cast.client("secretary").post(f"/events/{filing.pk}/{page}/", facts)

    assert answer.status_code == 409
    assert "会场临时检修。" in answer.content.decode()


def test_a_request_for_review_after_its_term_comes_back_as_typed(cast):
    filing = refused(cast)
    cast.client("leader").post(f"/events/{filing.pk}/acknowledge/")

    with time_machine.travel(NOW.replace(year=2027), tick=False):
        answer = cast.client("leader").post(f"/events/{filing.pk}/review/", {"grounds": "许可早已取得，详见附件。"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert [text in page for text in ("申请复核的期限已过", "许可早已取得，详见附件。")] == [True, True]


def test_a_remark_of_the_leader_comes_back_when_the_filing_was_sent_back_already(cast):
    filing = certifying(cast)
    cast.client("leader").post(f"/events/{filing.pk}/unlock/", {"reason": "请补充议程。"})

    answer = cast.client("leader").post(f"/events/{filing.pk}/unlock/", {"reason": "请写明嘉宾人数。"})

    assert answer.status_code == 409
    assert answer.context["refusal"].typed == [("意见", "请写明嘉宾人数。")]
