"""The catalogue of duties: changed by an administrator from a day on, after a preview; past versions stay."""

from datetime import date

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from compliance import duty_catalogue
from compliance.duty_years import open_year
from compliance.models import Duty, DutyCatalogueEntry
from tests.compliance.conftest import NOW
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

STUDY = "/duties/catalogue/study/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


FIRST = {
    "title": "学习教育",
    "article": "第一条",
    "is_asked": "on",
    "what_counts": "开展学习教育。",
    "due_days": "6-30",
    "opens_on": "1-1",
    "preparer": "secretary",
    "reminder_days": "14、7、1",
    "papers": "",
    "papers_count": "0",
    "effective_from": "2027-01-01",
    "source": "局长办公会议决定",
    "seen": "0",
}


def typed(**facts):
    latest = DutyCatalogueEntry.objects.filter(kind="study").latest("pk")
    return {
        "title": "学习教育",
        "article": "第一条、第五条",
        "is_asked": "on",
        "what_counts": latest.what_counts,
        "due_days": "6-30、12-31",
        "opens_on": "1-1、7-1",
        "preparer": "secretary",
        "reminder_days": "14、7、1",
        "papers": "签到表或者学习记录",
        "papers_count": "1",
        "effective_from": "2027-01-01",
        "source": "局长办公会议决定",
        "seen": latest.pk,
        **facts,
    }


def test_change_is_previewed_and_nothing_is_stored(cast):
    answer = cast.client("administrator").post(STUDY, typed(due_days="5-31、11-30", preview="1"))

    shown = answer.context["preview"]
    assert answer.status_code == 200
    assert [(one.label, one.before, one.after) for one in shown.differences] == [
        ("截止日", "06-30、12-31", "05-31、11-30")
    ]
    assert (shown.year, [due.due_on for due in shown.due]) == (2027, [date(2027, 5, 31), date(2027, 11, 30)])
    assert shown.organizations == 2
    assert DutyCatalogueEntry.objects.filter(kind="study").count() == 1


def test_confirmed_version_holds_for_the_years_that_begin_with_it_and_no_earlier_one(cast):
    open_year(2026, today=NOW.date())
    before = set(Duty.objects.values_list("pk", "due_on"))

    answer = cast.client("administrator").post(STUDY, typed(due_days="5-31", opens_on="1-1", confirm="1"))
    open_year(2026, today=NOW.date())
    open_year(2027, today=date(2027, 1, 2))

    study = Duty.objects.of_kind("study").filter(organization=cast.organization)
    assert answer.status_code == 302
    assert set(Duty.objects.of_year(2026).values_list("pk", "due_on")) == before
    assert list(study.of_year(2027).values_list("part", "nominal_on")) == [(1, date(2027, 5, 31))]
    assert study.of_year(2026).count() == 2


def test_version_of_the_middle_of_a_year_applies_from_the_next(cast):
    cast.client("administrator").post(STUDY, typed(is_asked="", effective_from="2027-06-01", confirm="1"))

    open_year(2027, today=date(2027, 8, 1))
    open_year(2028, today=date(2028, 1, 2))

    kinds = {year: Duty.objects.of_year(year).of_kind("study").exists() for year in (2027, 2028)}
    page = cast.client("secretary").get("/duties/catalogue/").content.decode()
    assert (kinds, "自2028年度起调整" in page) == ({2027: True, 2028: False}, True)


FAULTS = [
    ({"due_days": "6-31"}, "due_days"),
    ({"due_days": "六月"}, "due_days"),
    ({"due_days": "6-30"}, "due_days"),
    ({"due_days": "12-31、6-30"}, "due_days"),
    ({"reminder_days": "1、7、14"}, "reminder_days"),
    ({"reminder_days": "14、7"}, "reminder_days"),
    ({"reminder_days": "十四"}, "reminder_days"),
    ({"papers": ""}, "papers_count"),
    ({"preparer": "leader", "needs_certification": "on"}, "needs_certification"),
    ({"source": ""}, "source"),
]


@pytest.mark.parametrize(("facts", "field"), FAULTS)
def test_what_does_not_fit_comes_back_with_what_was_typed(facts, field, cast):
    answer = cast.client("administrator").post(STUDY, typed(title="集中学习", **facts, confirm="1"))

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert 'value="集中学习"' in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"effective_from": "2026-10-09"}, "生效日期应晚于今天"),
        ({"seen": "0"}, "该事项刚刚已有新的版本"),
        ({}, "内容没有变化。"),
    ],
)
def test_change_that_the_rules_forbid_says_why(facts, sentence, cast):
    changed = {} if not facts else {"title": "集中学习"}

    answer = cast.client("administrator").post(STUDY, typed(**changed, **facts, confirm="1"))

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert DutyCatalogueEntry.objects.filter(kind="study").count() == 1


@pytest.mark.parametrize("name", ["secretary", "registrar", "supervisor", "auditor"])
def test_only_an_administrator_changes_the_catalogue_and_everybody_reads_it(name, cast):
    client = cast.client(name)

    answers = [client.get("/duties/catalogue/").status_code, client.get(STUDY).status_code]

    assert answers == [200, 403]
    with pytest.raises(Exception, match="change_catalogue"):
        duty_catalogue.add_version(DutyCatalogueEntry(kind="study"), by=cast.user(name), today=NOW.date(), seen=0)


def test_kind_that_is_not_in_the_catalogue_is_no_page(cast):
    assert cast.client("administrator").get("/duties/catalogue/dancing/").status_code == 404


def test_kind_without_a_version_is_put_into_the_catalogue(cast):
    with pgtrigger.ignore("compliance.DutyCatalogueEntry:append_only"):
        DutyCatalogueEntry.objects.filter(kind="study").delete()
    client = cast.client("administrator")

    offered = client.get("/duties/catalogue/").content.decode()
    answer = client.post(STUDY, {**FIRST, "confirm": "1"})

    entry = DutyCatalogueEntry.objects.get(kind="study")
    assert (f'href="{STUDY}"' in offered, answer.status_code, entry.applies_from_year) == (True, 302, 2027)


def test_versions_are_never_altered_by_bare_sql():
    with pytest.raises(DatabaseError), transaction.atomic():
        DutyCatalogueEntry.objects.filter(kind="study").update(title="改名")


def test_day_of_a_leap_year_is_the_last_of_february_in_others():
    entry = DutyCatalogueEntry(kind="commitment", due_days=["02-29"], opens_on=["01-01"])

    assert [entry.nominal(year, 1) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_more_parts_than_a_year_bears_are_refused():
    entry = duty_catalogue.copy_of(DutyCatalogueEntry.objects.get(kind="study"))
    entry.due_days = entry.opens_on = ["01-01", "02-01", "03-01", "04-01", "05-01"]

    with pytest.raises(ValidationError, match="一至4次"):
        entry.clean()


def test_reason_of_a_change_is_needed(cast):
    entry = duty_catalogue.copy_of(DutyCatalogueEntry.objects.get(kind="study"))
    entry.effective_from, entry.title = date(2027, 1, 1), "集中学习"

    with pytest.raises(Refused, match="调整依据"):
        duty_catalogue.add_version(
            entry, by=cast.administrator, today=NOW.date(), seen=DutyCatalogueEntry.objects.get(kind="study").pk
        )
