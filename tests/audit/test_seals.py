"""Seals show what triggers cannot stop: somebody with the owner's rights over the database."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import localdate

from compliance import report_workflow
from tests.compliance.conftest import NOW
from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology.audit.models import DailySeal
from zhengzhou_ideology.audit.seals import GENESIS, _chained, seal, verify

TOMORROW = timedelta(days=1)


def alter(sql: str) -> None:
    """As the owner of the tables may, with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def sealed(cast) -> None:
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    seal(localdate() + TOMORROW)


def test_untouched_logs_verify(sealed, capsys):
    call_command("verify_audit")

    assert capsys.readouterr().out == "共核验 1 日，全部一致。\n"
    tables = DailySeal.objects.get().tables
    assert tables["compliance_reportmove"]["rows"] == 1
    assert tables["compliance_quarterlyreportevent"]["rows"] >= 2


def test_sealing_again_adds_nothing(sealed):
    assert seal(localdate() + TOMORROW) == 0


def test_today_is_not_sealed_before_it_is_over(cast):
    assert seal(localdate()) == 0


def test_a_row_of_midnight_is_sealed_once_with_the_day_that_begins(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    alter(f"UPDATE compliance_reportmove SET at = '{localdate() + TOMORROW} 00:00:00+08'")

    seal(localdate() + 2 * TOMORROW)

    rows = {made.day: made.tables.get("compliance_reportmove", {}).get("rows", 0) for made in DailySeal.objects.all()}
    assert rows == {localdate(): 0, localdate() + TOMORROW: 1}


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE compliance_reportmove SET reason = '改'", "compliance_reportmove"),
        ("DELETE FROM compliance_reportmove", "compliance_reportmove"),
        ("UPDATE organizations_organizationevent SET name = '改'", "organizations_organizationevent"),
    ],
)
def test_altered_log_is_named_with_its_day(sql, table, sealed, capsys):
    alter(sql)

    with pytest.raises(SystemExit) as stop:
        call_command("verify_audit")

    assert stop.value.code == 1
    assert capsys.readouterr().err == f"{localdate():%Y-%m-%d}：表 {table} 的记录与封存时不一致。\n"


def test_a_column_added_later_breaks_no_seal_and_hides_no_change(sealed):
    alter("ALTER TABLE compliance_reportmove ADD COLUMN later text DEFAULT '新'")

    assert verify() is None
    alter("UPDATE compliance_reportmove SET reason = '改'")
    assert verify().what == "表 compliance_reportmove 的记录与封存时不一致"


@pytest.mark.parametrize("sql", ["DROP COLUMN reason", "RENAME COLUMN reason TO why"])
def test_a_column_taken_away_breaks_the_seals_over_it(sql, sealed):
    alter(f"ALTER TABLE compliance_reportmove {sql}")

    assert verify().what == "表 compliance_reportmove 的记录与封存时不一致"


def test_seals_made_before_columns_were_named_verify_by_the_whole_row(sealed):
    made = DailySeal.objects.get()
    tables = {
        name: {key: value for key, value in table.items() if key != "columns"} for name, table in made.tables.items()
    }
    alter("DELETE FROM audit_dailyseal")
    DailySeal.objects.create(day=made.day, tables=tables, **_chained(GENESIS, made.day, tables))

    assert verify() is None
    alter("UPDATE compliance_reportmove SET reason = '改'")
    assert verify().what == "表 compliance_reportmove 的记录与封存时不一致"


def test_altered_seal_breaks_the_chain(sealed):
    alter("UPDATE audit_dailyseal SET tables = '{}'")

    assert verify().what == "封存记录与前一日不连续或被改动"


def test_missing_day_is_named(sealed):
    seal(localdate() + 3 * TOMORROW)
    alter(f"DELETE FROM audit_dailyseal WHERE day = '{localdate() + TOMORROW}'")

    assert verify().what == "缺少当日的封存记录"
