"""Who sees reports of matters, on which page, and what each may do there."""

from datetime import date, timedelta

import pytest

from compliance import matter_workflow as workflow
from compliance.models import MatterReading, MatterReport
from tests.compliance.cases.conftest import pdf
from tests.compliance.conftest import NOW
from tests.compliance.matters.conftest import FACTS, page, started
from tests.conftest import Cast
from tests.papers.archive import faults_of
from zhengzhou_ideology.files.models import StoredFile

# 200 where it is read; everybody else gets 404, the other authorities of the same organization too.
READ_BY = {"secretary", "leader", "party", "competent", "auditor"}
TYPED = {
    "title": "活动室水管爆裂",
    "kind": "outlet",
    "urgency": "urgent",
    "happened_on": "2026-10-08",
    "happened_at": "20:30",
    "place": "本会二楼活动室",
    "facts": "水管爆裂，活动室进水。",
    "measures": "已关闭水阀。",
    "to_party": "on",
}


def readers(cast: Cast, address: str) -> set[str]:
    return {name for name in cast.users if cast.client(name).get(address).status_code == 200}


def test_sent_report_is_read_by_those_addressed_and_nobody_else(cast, sent):
    address = sent.get_absolute_url()

    assert readers(cast, address) == READ_BY
    assert readers(cast, f"{address}receipt/") == READ_BY
    assert {cast.client(name).get(address).status_code for name in cast.users if name not in READ_BY} == {404}


def test_draft_is_read_by_its_organization_alone(cast, draft):
    assert readers(cast, draft.get_absolute_url()) == {"secretary", "leader"}
    assert readers(cast, f"{draft.get_absolute_url()}edit/") == {"secretary", "leader"}


def test_rules_and_lists_agree_on_who_answers(cast, sent):
    acting = {name for name, user in cast.users.items() if user.has_perm("compliance.acknowledge_matterreport", sent)}
    reach = {name for name, user in cast.users.items() if MatterReport.objects.within_reach(user).exists()}

    assert acting == {"party", "competent"}
    assert reach == {"party", "competent", "secretary", "leader"}


@pytest.mark.parametrize(
    ("name", "verb", "status"),
    [
        ("auditor", "acknowledge", 403),
        ("secretary", "acknowledge", 403),
        ("party", "supplement", 403),
        ("registrar", "acknowledge", 404),
        ("administrator", "acknowledge", 404),
        ("strange_party", "close", 404),
        ("party", "acknowledge", 302),
    ],
)
def test_moves_at_the_door(name, verb, status, cast, sent):
    assert cast.client(name).post(f"/matters/{sent.pk}/{verb}/", {"reason": "试"}).status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("party", 403), ("auditor", 403), ("registrar", 404), ("stranger", 404), ("leader", 302)]
)
def test_what_one_reads_but_did_not_write_is_not_edited(name, status, cast, sent):
    assert cast.client(name).get(f"/matters/{sent.pk}/edit/").status_code == status


def test_account_without_capacity_finds_nothing(cast, sent):
    cast.secretary.memberships.update(ends_on=date(2021, 1, 1))

    assert listed(cast, "secretary", "?state=all") == []
    assert cast.client("secretary").get(sent.get_absolute_url()).status_code == 404


def test_wrong_state_is_409_and_keeps_what_was_typed(cast, closed):
    answer = cast.client("party").post(f"/matters/{closed.pk}/close/", {"reason": "再次办结。"})

    assert answer.status_code == 409
    assert "再次办结。" in answer.content.decode()


def test_leader_writes_saves_and_sends_in_one_go(cast, party):
    client = cast.client("leader")

    start = client.post("/matters/new/", {"title": "活动室水管爆裂", "kind": "outlet", "urgency": "urgent"})
    report = MatterReport.objects.get()
    sent = client.post(start["Location"], {**TYPED, "version": 0, "send": "1"})

    report.refresh_from_db()
    assert (start.status_code, sent.status_code, report.state) == (302, 302, "sent")
    assert [str(addressee) for addressee in report.addressees.all()] == ["中共金水区社会组织委员会（上级党组织）"]
    assert "下载回执" in page(client, report)


def test_autosave_keeps_what_it_understands_and_a_collision_leads_to_both_versions(cast, draft):
    client, address = cast.client("secretary"), f"/matters/{draft.pk}/edit/"

    saved = client.post(address, {**TYPED, "happened_on": "昨天", "version": 0}, headers={"X-Autosave": "1"}).json()
    collided = cast.client("leader").post(address, {**TYPED, "place": "一楼", "version": 0})
    merge = cast.client("leader")
    merge.post(address, {**TYPED, "place": "一楼", "version": 0})

    draft.refresh_from_db()
    assert (saved["version"], list(saved["errors"]), draft.place) == (1, ["happened_on"], "本会二楼活动室")
    assert collided["Location"] == f"/matters/{draft.pk}/merge/"
    assert "一楼" in merge.get(f"/matters/{draft.pk}/merge/").content.decode()


def test_form_offers_only_whom_the_organization_has(cast, draft):
    shown = cast.client("secretary").get(f"/matters/{draft.pk}/edit/").content.decode()
    cast.organization.party_superior = cast.organization.competent_authority = None
    cast.organization.save()
    without = cast.client("secretary").get(f"/matters/{draft.pk}/edit/").content.decode()

    assert [name in shown for name in ("to_party", "to_competent", "to_registration")] == [True, True, True]
    assert [f'name="{name}"' in without for name in ("to_party", "to_competent", "to_registration")] == [
        False,
        False,
        True,
    ]


def test_sent_or_discarded_report_is_not_edited(cast, sent):
    report = started(cast)
    cast.client("secretary").post(f"/matters/{report.pk}/discard/")

    answers = [cast.client("secretary").post(f"/matters/{one.pk}/edit/", TYPED) for one in (sent, report)]

    assert [answer["Location"] for answer in answers] == [sent.get_absolute_url(), report.get_absolute_url()]
    assert MatterReport.objects.get(pk=report.pk).state == "discarded"


def test_attachment_is_read_by_those_addressed_once_it_went_out(cast, draft):
    client = cast.client("secretary")
    client.post(f"/matters/{draft.pk}/files/papers/", {"files": pdf("照片.pdf")})
    attachment = draft.attachments.get()
    address = f"/matters/files/{attachment.pk}/"
    before = readers(cast, address)

    workflow.send(draft, by=cast.secretary, now=NOW)

    assert before == {"secretary", "leader"}
    assert readers(cast, address) == READ_BY
    assert draft.submissions.get().content["attachments"][0]["sha256"] == attachment.file.sha256
    assert client.post(f"{address}remove/").status_code == 409


def test_attachment_is_taken_off_a_draft(cast, draft):
    client = cast.client("leader")
    client.post(f"/matters/{draft.pk}/files/papers/", {"files": pdf("照片.pdf")})

    client.post(f"/matters/files/{draft.attachments.get().pk}/remove/")

    assert list(draft.attachments.live()) == []


def test_attachment_that_was_taken_off_before_the_sending_is_read_by_nobody_else(cast, draft):
    client = cast.client("secretary")
    client.post(f"/matters/{draft.pk}/files/papers/", {"files": pdf("照片.pdf")})
    taken_off = draft.attachments.get()
    client.post(f"/matters/files/{taken_off.pk}/remove/")
    workflow.send(draft, by=cast.secretary, now=NOW)

    assert readers(cast, f"/matters/files/{taken_off.pk}/") == {"secretary", "leader"}


def test_supplement_comes_with_files_for_those_addressed(cast, acknowledged):
    cast.client("party").post(f"/matters/{acknowledged.pk}/ask/", {"reason": "何时修复？"})

    cast.client("leader").post(
        f"/matters/{acknowledged.pk}/supplement/", {"reason": "已修复，附维修单。", "uploads": pdf("维修单.pdf")}
    )

    message, stored = acknowledged.messages.get(kind="supplement"), StoredFile.objects.get()
    shown = page(cast.client("competent"), acknowledged)
    assert readers(cast, f"/matters/{message.pk}/messages/files/{stored.pk}/") == READ_BY
    assert ["何时修复？" in shown, "已修复，附维修单。" in shown, "维修单.pdf" in shown] == [True, True, True]


def test_unreadable_file_of_a_supplement_is_refused_with_the_words_kept(cast, sent):
    bad = pdf("维修单.pdf")
    bad.name = "维修单.exe"

    answer = cast.client("leader").post(f"/matters/{sent.pk}/supplement/", {"reason": "附维修单。", "uploads": bad})

    assert (answer.status_code, "附维修单。" in answer.content.decode()) == (422, True)
    assert not sent.messages.exists()


def test_reads_of_authorities_are_logged_and_shown_and_those_of_the_organization_not(cast, sent):
    page(cast.client("secretary"), sent)
    page(cast.client("party"), sent)
    cast.client("auditor").get(f"/matters/{sent.pk}/receipt/")

    assert list(MatterReading.objects.order_by("pk").values_list("user", "what")) == [
        (cast.party.pk, "报告页面"),
        (cast.auditor.pk, "回执"),
    ]
    assert str(cast.party.acting) in page(cast.client("leader"), sent)


def test_receipt_names_time_hash_and_addressees(cast, sent):
    answer = cast.client("secretary").get(f"/matters/{sent.pk}/receipt/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content == cast.client("party").get(f"/matters/{sent.pk}/receipt/").content


def listed(cast: Cast, name: str, query: str = "") -> list[str]:
    return [report.title for report in cast.client(name).get(f"/matters/{query}").context["page"]]


def test_lists_show_what_is_open_and_urgent_first(cast, sent):
    workflow.send(started(cast, title="媒体来电", urgency="urgent", kind="media"), by=cast.leader, now=NOW)
    workflow.discard(started(cast, title="误填"), by=cast.secretary)
    started(cast, title="草稿一份")

    assert listed(cast, "secretary") == ["媒体来电", "草稿一份", "活动室水管爆裂"]
    assert listed(cast, "secretary", "?state=discarded") == ["误填"]
    assert listed(cast, "party") == ["媒体来电", "活动室水管爆裂"]
    assert listed(cast, "registrar") == []
    assert {name: len(listed(cast, name, "?state=all")) for name in ("administrator", "auditor", "strange_party")} == {
        "administrator": 0,
        "auditor": 2,
        "strange_party": 0,
    }
    assert listed(cast, "party", "?urgency=urgent") == listed(cast, "party", "?kind=media") == ["媒体来电"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("?state=awaited", 1), ("?q=测试协会", 1), ("?q=物流商会", 0), ("?state=closed", 0), ("?state=nonsense", 1)],
)
def test_filters_of_an_addressee(query, found, cast, acknowledged):
    """The competent authority has not taken note, though the party organization has."""
    assert len(listed(cast, "competent", query)) == found


def test_addressee_that_has_taken_note_awaits_nothing(cast, acknowledged):
    assert listed(cast, "party", "?state=awaited") == []


def test_empty_list_says_so_and_a_fragment_is_its_part(cast, party):
    client = cast.client("party")

    whole = client.get("/matters/").content.decode()
    fragment = client.get("/matters/", headers={"HX-Request": "true"}).content.decode().strip()

    assert "没有符合条件的随时报告。" in whole
    assert fragment.startswith('<section id="matters"')
    assert fragment in whole


def test_only_a_voice_of_an_organization_starts_one(cast, party):
    answers = {name: cast.client(name).get("/matters/new/").status_code for name in cast.users}

    assert {name for name, status in answers.items() if status == 200} == {
        "secretary",
        "leader",
        "stranger",
        "strange_leader",
    }
    assert cast.client("secretary").post("/matters/new/", {"title": ""}).status_code == 422


def test_list_takes_as_many_queries_for_three_rows_as_for_one(cast, sent, django_assert_max_num_queries):
    client = cast.client("party")
    client.get("/matters/")
    with django_assert_max_num_queries(40) as one:
        client.get("/matters/")
    for _ in range(2):
        workflow.send(started(cast), by=cast.secretary, now=NOW + timedelta(minutes=1))

    with django_assert_max_num_queries(40) as three:
        client.get("/matters/")

    assert len(three) == len(one)


def sections(cast: Cast, role: str) -> dict[str, list[str]]:
    context = cast.client(role).get("/").context
    return {
        section.title: [todo.title for todo in section.todos]
        for section in context["sections"]
        if "随时报告" in section.title
    }


def test_home_says_what_is_to_be_done(cast, sent, party):
    named = f"{cast.organization}：{FACTS['title']}"
    at_first = {role: sections(cast, role) for role in ("party", "competent", "registrar", "secretary")}

    workflow.take_note(sent, by=cast.party, now=NOW)
    workflow.ask(sent, by=cast.party, now=NOW, reason="何时修复？")
    started(cast, title="草稿一份")

    assert at_first == {
        "party": {"待确认收悉的随时报告": [named]},
        "competent": {"待确认收悉的随时报告": [named]},
        "registrar": {},
        "secretary": {},
    }
    assert sections(cast, "party") == {"待确认收悉的随时报告": [], "办理中的随时报告": [named]}
    assert sections(cast, "leader") == {
        "随时报告有询问待答复": [FACTS["title"]],
        "尚未报送的随时报告": ["草稿一份"],
    }


def test_supervisor_of_the_addressed_bureau_reads_and_takes_note(cast, party):
    report = started(cast, to_registration=True, to_party=False, to_competent=False)
    workflow.send(report, by=cast.secretary, now=NOW)

    assert readers(cast, report.get_absolute_url()) == {"secretary", "leader", "registrar", "supervisor", "auditor"}
    assert sections(cast, "supervisor") == {"待确认收悉的随时报告": [f"{cast.organization}：{FACTS['title']}"]}
    assert cast.client("supervisor").post(f"/matters/{report.pk}/acknowledge/").status_code == 302


def test_party_officer_sees_nothing_of_the_register_but_what_is_addressed(cast, sent):
    client = cast.client("party")

    assert client.get(cast.organization.get_absolute_url()).status_code == 404
    assert [link.label for link in client.get("/").context["navigation"]] == ["待办", "随时报告", "导出中心"]


def test_receipt_keeps_the_rules_of_the_archive_and_of_readers(cast, sent, tmp_path):
    content = cast.client("secretary").get(f"/matters/{sent.pk}/receipt/").content

    assert faults_of(content, tmp_path / "paper.pdf") == []
