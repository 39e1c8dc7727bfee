"""Seals: what they are over, in which order, by which clock, and that a row which comes late is in the next one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.apps import apps
from django.core import mail
from django.db import connections, transaction

from compliance import report_workflow
from compliance.models.reports import ReportMove
from tests.audit.conftest import alter, clock, verified
from tests.compliance.conftest import NOW
from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology.audit import seals, tree
from zhengzhou_ideology.audit.models import DailySeal, Leaf, Seal
from zhengzhou_ideology.audit.tasks import seal as seal_task
from zhengzhou_ideology.audit.under_seal import leaf_tables, sealed_tables
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.server

# Written once, yet under no seal: each with the reason.
NOT_SEALED = {
    "api_tokenaccess": "rows go at the end of their term, which the database holds",
    "organizations_formername": "rows go with the list that brought them, when that is undone",
    # The trail itself: verification recomputes it.
    "audit_anchored": "trail",
    "audit_leaf": "trail",
    "audit_node": "trail",
    "audit_seal": "trail",
}


@pytest.fixture
def report(cast, host):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    return report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)


def test_each_table_that_is_written_once_is_under_seal():
    """H3: seventeen were not. Nobody lists them: a table that the database protects is sealed."""
    once = {
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))
    }

    assert once - set(sealed_tables()) == set(NOT_SEALED)
    assert set(sealed_tables()) <= once


@pytest.mark.parametrize(
    "table",
    [
        "compliance_reportsubmission",
        "events_eventsubmission",
        "compliance_reportmove",
        "events_eventmove",
        "cases_casemove",
        "reports_annualstatement",
        "events_issuedpaper",
        "cases_casepaperevent",
        "cases_servicerecordevent",
        "organizations_seatmove",
    ],
)
def test_submissions_services_statements_decisions_and_seats_are_leaves(table):
    assert table in leaf_tables()


def test_seal_takes_what_came_in_since_the_one_before(cast, report, capsys):
    first = seals.seal(clock())
    report_workflow.certify(report, by=cast.leader, now=NOW)

    second = seals.seal(clock())

    assert second.before == first.sha256
    assert {name for name, facts in second.tables.items() if facts["rows"]} == {
        "compliance_quarterlyreportevent",
        "compliance_reportmove",
        "compliance_reportsubmission",
    }
    assert (second.size, Leaf.objects.count()) == (first.size + 2, first.size + 2)
    assert Leaf.objects.get(table="compliance_reportsubmission").content == report.submissions.get().sha256
    assert seals.seal(clock()).tables == {}


def test_a_seal_looks_back_a_few_seals_however_many_there_are(cast, report, monkeypatch, capsys):
    """Each hour all seals of all years were read for the last keys and columns of the tables."""
    monkeypatch.setattr(seals, "SAID_AGAIN", 2)
    first = seals.seal(clock())
    made = [seals.seal(clock()) for _ in range(5)]
    report_workflow.certify(report, by=cast.leader, now=NOW)
    last = seals.seal(clock())

    said, again = (one.tables["compliance_reportmove"] for one in (first, made[2]))
    assert [set(one.tables) for one in made] == [set(), set(), set(first.tables), set(), set()]
    assert again == {"to": said["to"], "rows": 0, "sha256": sha256(b"").hexdigest(), "columns": said["columns"]}
    assert last.tables["compliance_reportmove"]["rows"] == 1
    assert "表" not in verified(capsys)[1]
    alter("UPDATE audit_seal SET tables = '[]' WHERE number < 4")  # what is not looked at may be anything
    assert seals.seal(clock()).tables == {}


def test_leaves_are_stored_in_pieces_and_the_same(report, monkeypatch, capsys):
    """A table's new rows stood in memory as an object each."""
    pieces, copied = [], tree._copy
    monkeypatch.setattr(tree, "CHUNK", 2)
    monkeypatch.setattr(tree, "_copy", lambda model, lines: pieces.append((model, len(lines))) or copied(model, lines))
    for name in ("甲", "乙", "丙", "丁", "戊"):
        ReportMove.objects.create(report=report, name="view", before="draft", after="draft", acting_as=name)

    seals.seal(clock())

    assert max(count for model, count in pieces if model is Leaf) == 2
    assert [leaf.number for leaf in Leaf.objects.order_by("number")] == list(range(Leaf.objects.count()))
    assert Leaf.objects.filter(table="compliance_reportmove").count() == ReportMove.objects.count() >= 6
    said = verified(capsys)[1]
    assert "表" not in said
    assert "树" not in said


def test_the_task_seals_and_anchors_at_once(report, host):
    seal_task()

    assert len((host / "anchors.jsonl").read_text().splitlines()) == Seal.objects.count() == 1


@pytest.mark.parametrize("apart", [timedelta(seconds=61), -timedelta(seconds=61), timedelta(days=1)])
def test_clocks_that_differ_stop_the_seal_and_raise_an_alarm(apart, report, settings, caplog):
    """A3: a host whose clock ran ahead sealed a day that was not over, and its later rows broke the seal."""
    settings.AUDIT = settings.AUDIT | {"ANCHOR_MAIL": ["audit@example.org"]}

    with pytest.raises(Refused, match="时钟相差超过60秒"):
        seals.seal(clock() + apart)

    assert not Seal.objects.exists()
    assert [message.to for message in mail.outbox] == [["audit@example.org"]]
    assert "时钟相差" in mail.outbox[0].body
    assert "audit alarm" in caplog.text


def test_a_clock_of_the_database_that_goes_back_stops_the_seal(report):
    made = seals.seal(clock())
    alter(f"UPDATE audit_seal SET at = at + interval '1 hour' WHERE number = {made.number}")

    with pytest.raises(Refused, match="早于上一次封存"):
        seals.seal(clock())


def test_without_a_key_nothing_is_sealed(report, settings, tmp_path, caplog):
    settings.AUDIT = settings.AUDIT | {"KEY_FILE": str(tmp_path / "none.pem"), "MAKES_KEY": False}

    with pytest.raises(Refused, match="AUDIT_KEY_FILE"):
        seals.seal(clock())

    assert "audit alarm: 没有审计签名密钥" in caplog.text


def test_seals_go_on_from_the_nightly_ones_and_are_over_them(report, capsys):
    DailySeal.objects.create(day=datetime(2026, 1, 1, tzinfo=UTC), tables={}, sha256="a" * 64, sm3="b" * 64)

    made = seals.seal(clock())

    assert (made.before, made.tables["audit_dailyseal"]["rows"]) == ("a" * 64, 1)
    assert verified(capsys, *())[0] == 1  # the anchors are still missing
    alter("UPDATE audit_dailyseal SET sha256 = 'c'")
    assert "表 audit_dailyseal" in verified(capsys)[1]


def test_rows_of_before_the_triggers_get_a_history_once(cast, host):
    key = cast.organization.pk
    alter(f"DELETE FROM organizations_organizationevent WHERE pgh_obj_id = {key}")
    history = apps.get_model("organizations", "OrganizationEvent").objects.filter(pgh_obj=key)

    seals.seal(clock())

    assert [(row.pgh_label, row.name) for row in history] == [("baseline", cast.organization.name)]
    alter(f"DELETE FROM organizations_organizationevent WHERE pgh_obj_id = {key}")
    seals.seal(clock())
    assert not history.all().exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_still_being_written_is_in_the_next_seal(host, monkeypatch):
    """Numbers are given out before rows are committed: a seal must not close a range that somebody still fills."""
    monkeypatch.setattr(seals, "PAUSES", 1)
    report = QuarterlyReportFactory(complete=True)
    facts = {"report": report, "name": "send_for_certification", "before": "draft", "after": "certifying"}

    with transaction.atomic():
        late = ReportMove.objects.create(**facts, acting_as="甲")
        later = elsewhere(lambda: ReportMove.objects.create(**facts, acting_as="乙"))
        first = elsewhere(lambda: seals.seal(clock()))
    second = seals.seal(clock())

    assert late.pk < later.pk
    table = "compliance_reportmove"
    assert (first.tables[table]["rows"], first.tables[table]["to"]) == (0, 0)
    assert (second.tables[table]["rows"], second.tables[table]["to"]) == (2, later.pk)


def elsewhere(work):
    """On a connection of its own, while this one has not ended its transaction."""

    def perform():
        try:
            return work()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(perform).result()


def test_a_column_added_later_breaks_no_seal_and_hides_no_change(report, capsys):
    seal_task()
    alter("ALTER TABLE compliance_reportmove ADD COLUMN later text DEFAULT '新'")
    seal_task()

    assert verified(capsys)[0] == 0
    alter("UPDATE compliance_reportmove SET reason = '改'")
    assert verified(capsys)[1].count("表 compliance_reportmove 第1次封存") == 1


@pytest.mark.parametrize("sql", ["DROP COLUMN reason", "RENAME COLUMN reason TO why"])
def test_a_column_taken_away_breaks_the_seals_over_it(sql, report, capsys):
    seal_task()
    alter(f"ALTER TABLE compliance_reportmove {sql}")

    assert "表 compliance_reportmove 第1次封存" in verified(capsys)[1]
