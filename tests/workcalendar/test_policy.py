"""Policy: defaults in the code, versions in the table, and a typed answer for a day."""

from dataclasses import fields
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workcalendar.models import PolicyVersion
from zhengzhou_ideology.workcalendar.policy import RULES, RULES_BY_KEY, Policy, PolicyHistory

DEFAULTS = Policy(
    report_due_day=15,
    report_owed_before_month=3,
    event_notice_days=7,
    event_late_filing=True,
    event_decision_working_days=3,
    event_silence_working_days=(1, 2),
    event_summary_working_days=10,
    report_reminder_days_before=(14, 7, 1),
    report_overdue_working_days=(1, 5, 10, 20),
    statement_working_days=5,
    case_decision_days=90,
    review_days=60,
    retention_files_years=10,
    retention_cases_years=30,
    retention_drafts_years=1,
    vacant_post_days=30,
    matter_acknowledgement_working_days=1,
)


def test_defaults_are_those_of_the_regime():
    assert PolicyHistory().on(date(2026, 10, 9)) == DEFAULTS


def test_every_rule_is_an_attribute_of_the_policy():
    assert [field.name for field in fields(Policy)] == [rule.key for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_default_of_a_rule_is_allowed_by_the_rule(rule):
    assert rule.checked(rule.default) == rule.default


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("report_due_day", 29),
        ("report_due_day", 0),
        ("report_due_day", True),
        ("report_due_day", "15"),
        ("event_late_filing", 1),
        ("report_reminder_days_before", [1, 7, 14]),
        ("report_reminder_days_before", [14, 7]),
        ("report_overdue_working_days", [1, 5, 5, 20]),
        ("report_overdue_working_days", 5),
    ],
)
def test_value_that_the_rule_does_not_allow_is_refused(key, value):
    with pytest.raises(ValueError, match=r"请填写|请选择|排列"):
        RULES_BY_KEY[key].checked(value)


def test_value_is_worded_for_people():
    assert (
        RULES_BY_KEY["report_reminder_days_before"].worded((14, 7, 1))
        == "到期前14、7、1日，提醒秘书处经办人和日常工作联系人"
    )
    assert RULES_BY_KEY["event_late_filing"].worded(False) == "否"


@pytest.mark.django_db
def test_version_holds_from_its_day_and_the_one_registered_later_wins():
    for value, day in ((8, "2026-11-01"), (5, "2026-10-01"), (6, "2026-10-01")):
        PolicyVersion.objects.create(rule="statement_working_days", value=value, effective_from=day, source="局发文")

    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [policy_on(day).statement_working_days for day in days] == [5, 6, 6, 8]


@pytest.mark.django_db
def test_lists_come_back_from_the_table_as_tuples():
    PolicyVersion.objects.create(
        rule="report_overdue_working_days", value=[2, 4, 8, 16], effective_from="2026-10-01", source="局发文"
    )

    assert policy_on(date(2026, 10, 1)).report_overdue_working_days == (2, 4, 8, 16)


@pytest.mark.django_db
@pytest.mark.parametrize("write", [lambda rows: rows.update(value=9), lambda rows: rows.delete()])
def test_database_refuses_to_change_a_version(write):
    version = PolicyVersion.objects.create(rule="review_days", value=61, effective_from="2026-10-01", source="局发文")

    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        write(PolicyVersion.objects.filter(pk=version.pk))

    assert PolicyVersion.objects.get().value == 61


def test_version_with_a_wrong_value_is_not_valid():
    version = PolicyVersion(rule="report_due_day", value=31, effective_from=date(2026, 10, 1), source="局发文")

    with pytest.raises(ValidationError) as refusal:
        version.clean()

    assert refusal.value.message_dict == {"value": ["请填写1至28之间的整数。"]}
