"""The moves of a report of a matter: which there are, who may, and what each does."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from compliance import matter_workflow as workflow
from compliance.enums import AddresseeState, MatterState
from compliance.matters import drafting
from compliance.models import MatterAddressee, MatterReport
from organizations.enums import OrganizationStatus, Role
from organizations.models import Organization
from tests.compliance.conftest import NOW
from tests.compliance.matters.conftest import FACTS, started
from tests.factories import AuthorityFactory, member
from tests.tables import cells
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

EDGES = {
    ("send", "draft", "sent"),
    ("discard", "draft", "discarded"),
    ("acknowledge", "sent", "acknowledged"),
    ("close", "acknowledged", "closed"),
}
WHO_MAY = """
             secretary leader party competent registrar supervisor city_registrar city_supervisor administrator security auditor stranger strange_leader strange_party
change       x         x      .     .         .         .          .              .               .             .        .       .        .              .
send         x         x      .     .         .         .          .              .               .             .        .       .        .              .
discard      x         x      .     .         .         .          .              .               .             .        .       .        .              .
supplement   x         x      .     .         .         .          .              .               .             .        .       .        .              .
acknowledge  .         .      x     x         .         .          .              .               .             .        .       .        .              .
ask          .         .      x     x         .         .          .              .               .             .        .       .        .              .
close        .         .      x     x         .         .          .              .               .             .        .       .        .              .
"""


def test_moves_are_exactly_these():
    assert {(move.__name__, source, move.target) for move in workflow.MOVES for source in move.source} == EDGES


def test_who_may(cast, sent):
    held = {
        (verb, role): cast.user(role).has_perm(f"compliance.{verb}_matterreport", sent) for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


@pytest.mark.parametrize("state", ["draft", "sent", "acknowledged", "closed"])
@pytest.mark.parametrize(
    ("act", "role", "legal"),
    [
        (workflow.send, "secretary", {"draft"}),
        (workflow.discard, "leader", {"draft"}),
        (workflow.take_note, "competent", {"sent", "acknowledged"}),
        (workflow.supplement, "leader", {"sent", "acknowledged"}),
    ],
)
def test_what_is_legal_when(act, role, legal, state, cast, request):
    report = request.getfixturevalue(state)
    facts = {"now": NOW} if act is not workflow.discard else {}
    facts |= {"reason": "补充情况。"} if act is workflow.supplement else {}
    refused = nullcontext() if state in legal else pytest.raises((Refused, PermissionDenied))

    with refused:
        act(report, by=cast.user(role), **facts)


def test_sending_freezes_the_text_and_starts_the_clock_of_each_addressee(cast, sent, party):
    submission = sent.submissions.get()

    assert (sent.state, sent.sent_at, sent.content_sha256) == ("sent", NOW, sha256_of(submission.content))
    assert submission.content["addressees"] == [
        {"as": "上级党组织", "name": party.name},
        {"as": "业务主管单位", "name": "郑州市教育局"},
    ]
    assert list(sent.addressees.values_list("authority", "state", "due_on")) == [
        (party.pk, "awaited", date(2026, 10, 10)),  # a make-up working day
        (cast.organization.competent_authority_id, "awaited", date(2026, 10, 10)),
    ]
    assert [(move.name, move.label, move.before, move.after) for move in sent.moves.all()] == [
        ("send", "报送", "draft", "sent")
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"happened_on": None}, "未填写发生日期"),
        ({"happened_on": NOW.date() + timedelta(days=1)}, "发生日期晚于今天"),
        ({"place": " "}, "未填写发生地点"),
        ({"facts": ""}, "未填写事实经过"),
        ({"measures": ""}, "未填写已采取的措施"),
        ({"to_party": False, "to_competent": False}, "未选择报送单位"),
    ],
)
def test_incomplete_report_is_not_sent(facts, sentence, cast, party):
    report = started(cast, **facts)

    with pytest.raises(Refused, match=sentence):
        workflow.send(report, by=cast.secretary, now=NOW)

    assert not MatterAddressee.objects.exists()


def test_report_of_that_very_day_is_sent(cast, party):
    report = workflow.send(started(cast, happened_on=NOW.date()), by=cast.leader, now=NOW)

    assert report.state == MatterState.SENT


def test_report_to_a_party_organization_in_which_nobody_sits_is_not_sent(cast, party):
    empty = AuthorityFactory(code="410106-SHZZDW", name="中共上街区社会组织委员会", kind="party", document_sign="")
    Organization.objects.filter(pk=cast.organization.pk).update(party_superior=empty)
    cast.organization.refresh_from_db()

    with pytest.raises(Refused, match="中共上街区社会组织委员会尚无经办账号"):
        workflow.send(started(cast), by=cast.secretary, now=NOW)


def test_ended_organization_reports_nothing(cast, draft):
    Organization.objects.filter(pk=cast.organization.pk).update(
        status=OrganizationStatus.DEREGISTERED, ended_on=date(2026, 10, 1)
    )
    draft.refresh_from_db()
    cast.organization.refresh_from_db()

    with pytest.raises(Refused, match="不再报送"):
        workflow.send(draft, by=cast.secretary, now=NOW)
    with pytest.raises(Refused, match="不再报送"):
        started(cast)


def test_nobody_starts_one_for_another_organization(cast, party):
    with pytest.raises(PermissionDenied):
        drafting.start(cast.organization, by=cast.stranger, now=NOW, facts=FACTS)


def test_each_addressee_takes_note_for_itself_and_once(cast, sent):
    workflow.take_note(sent, by=cast.competent, now=NOW)
    with pytest.raises(Refused, match="本单位已经确认收悉"):
        workflow.take_note(sent, by=cast.competent, now=NOW)
    workflow.take_note(sent, by=cast.party, now=NOW)

    assert set(sent.addressees.values_list("state", "acknowledged_by")) == {
        ("acknowledged", cast.party.pk),
        ("acknowledged", cast.competent.pk),
    }
    assert [(move.name, move.before, move.after, move.by) for move in sent.moves.all()][1:] == [
        ("acknowledge", "sent", "acknowledged", cast.competent),
        ("acknowledge_too", "acknowledged", "acknowledged", cast.party),
    ]


def test_only_who_has_taken_note_asks_and_closes(cast, acknowledged):
    with pytest.raises(Refused, match="请先确认收悉"):
        workflow.ask(acknowledged, by=cast.competent, now=NOW, reason="何时修复？")
    with pytest.raises(Refused, match="请先确认收悉"):
        workflow.settle(acknowledged, by=cast.competent, now=NOW, reason="已知悉。")

    workflow.ask(acknowledged, by=cast.party, now=NOW, reason="何时修复？")

    assert list(acknowledged.messages.values_list("kind", "text", "author")) == [
        ("question", "何时修复？", cast.party.pk)
    ]
    assert MatterReport.objects.asked().get() == acknowledged


def test_answer_ends_the_question(cast, acknowledged):
    workflow.ask(acknowledged, by=cast.party, now=NOW, reason="何时修复？")

    workflow.supplement(acknowledged, by=cast.leader, now=NOW, reason="已于当日修复。")

    assert not MatterReport.objects.asked().exists()
    assert acknowledged.messages.last().text == "已于当日修复。"


def test_report_is_closed_with_the_last_of_its_addressees(cast, acknowledged):
    workflow.take_note(acknowledged, by=cast.competent, now=NOW)

    workflow.settle(acknowledged, by=cast.party, now=NOW, reason="已妥善处置。")
    first = (acknowledged.state, [*acknowledged.addressees.values_list("state", flat=True)])
    workflow.settle(acknowledged, by=cast.competent, now=NOW, reason="知悉，请做好后续维修。")

    assert first == ("acknowledged", [AddresseeState.CLOSED, AddresseeState.ACKNOWLEDGED])
    assert acknowledged.state == "closed"
    assert [(move.name, move.reason) for move in acknowledged.moves.all()][-2:] == [
        ("close_own", "已妥善处置。"),
        ("close", "知悉，请做好后续维修。"),
    ]


@pytest.mark.parametrize(
    ("act", "role"), [(workflow.ask, "party"), (workflow.settle, "party"), (workflow.supplement, "secretary")]
)
def test_words_are_needed(act, role, cast, acknowledged):
    with pytest.raises(Refused, match=r"请写明|办结须写明"):
        act(acknowledged, by=cast.user(role), now=NOW, reason=" ")


def test_bureau_in_two_capacities_answers_once(cast, party):
    bureau = cast.organization.registration_authority
    Organization.objects.filter(pk=cast.organization.pk).update(competent_authority=bureau)
    cast.organization.refresh_from_db()
    report = workflow.send(started(cast, to_registration=True, to_party=False), by=cast.secretary, now=NOW)

    workflow.take_note(report, by=cast.registrar, now=NOW)
    workflow.settle(report, by=cast.registrar, now=NOW, reason="已办理。")

    assert report.state == "closed"
    assert list(report.addressees.values_list("addressed_as", "state")) == [
        ("competent", "closed"),
        ("registration", "closed"),
    ]


def told(event: str) -> set[tuple[str, str]]:
    return set(Notice.objects.filter(key__contains=f":{event}:").values_list("recipient__username", "kind"))


def test_those_concerned_are_told_of_each_step(cast, acknowledged):
    workflow.ask(acknowledged, by=cast.party, now=NOW, reason="何时修复？")
    workflow.supplement(acknowledged, by=cast.secretary, now=NOW, reason="已修复。")
    workflow.settle(acknowledged, by=cast.party, now=NOW, reason="已知悉。")

    organization = {(cast.secretary.username, "matter_report"), (cast.leader.username, "matter_report")}
    desks = {(cast.party.username, "matter_report"), (cast.competent.username, "matter_report")}
    assert {event: told(event) for event in ("sent", "acknowledged", "asked", "supplemented", "closed")} == {
        "sent": desks,
        "acknowledged": organization,
        "asked": organization,
        "supplemented": desks,
        "closed": organization,
    }


def test_urgent_report_is_told_at_once_under_a_kind_without_digest(cast, party):
    workflow.send(started(cast, urgency="urgent"), by=cast.secretary, now=NOW)

    notice = Notice.objects.get(recipient=cast.party)
    assert (notice.kind, notice.subject) == (
        "urgent_matter_report",
        "【紧急】收到一份随时报告，请确认收悉",
    )
    assert cast.organization.name in notice.body


def test_subjects_tell_nothing_to_whoever_sees_failed_mails(cast, acknowledged):
    workflow.ask(acknowledged, by=cast.party, now=NOW, reason="何时修复？")
    workflow.supplement(acknowledged, by=cast.secretary, now=NOW, reason="已修复。")
    workflow.settle(acknowledged, by=cast.party, now=NOW, reason="已知悉。")

    assert set(Notice.objects.values_list("subject", flat=True)) == {
        "收到一份随时报告，请确认收悉",
        "随时报告已收悉",
        "随时报告有询问，请答复",
        "随时报告有补充",
        "随时报告已办结",
    }


def test_vacant_desk_is_answered_for_by_the_desk_above(cast, party):
    """The addressed bureau has nobody; the city's officers are told, read and take note, until somebody sits there."""
    bureau = AuthorityFactory(
        code="410108-MZJ",
        name="惠济区民政局",
        kind="district_bureau",
        document_sign="惠民函",
        district=cast.organization.district,
        parent=cast.city_registrar.authority,
    )
    Organization.objects.filter(pk=cast.organization.pk).update(registration_authority=bureau)
    cast.organization.refresh_from_db()
    report = started(cast, to_registration=True, to_party=False, to_competent=False)
    workflow.send(report, by=cast.secretary, now=NOW)
    vacant = cast.city_registrar.has_perm("compliance.acknowledge_matterreport", report)
    recipients = told("sent")

    member(Role.REGISTRAR, bureau)

    assert vacant is True
    assert recipients == {(cast.city_registrar.username, "matter_report")}
    assert cast.city_registrar.has_perm("compliance.acknowledge_matterreport", report) is False
    assert not MatterReport.objects.visible_to(cast.city_registrar).exists()
