"""One thing at a time: the report and the filing in steps, each with its fields and its files, and what is missing."""

import pytest
import time_machine
from lxml import html

from compliance import report_workflow
from compliance.models import QuarterlyReport
from tests.compliance.conftest import NOW as THEN
from tests.events.factories import NOW, EventFilingFactory
from tests.factories import MeetingFactory, QuarterlyReportFactory
from tests.fragments import fragment_of
from tests.service.conftest import submit
from zhengzhou_ideology.drafting.steps import DraftStep, laid_out

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def steps_of(cast, url):
    """By the id of each step: the names of its fields, and the ids of its boxes of files."""
    page = html.fromstring(cast.client("secretary").get(url).content)
    form = page.xpath("//form[@data-autosave]/@id")[0]
    return {
        step.get("id").removeprefix("step-"): (
            [field.get("name") for field in step.xpath(f".//*[@form='{form}'][@name][not(self::button)]")],
            step.xpath(".//*[contains(@class, 'file-box')]/@id"),
        )
        for step in page.xpath("//*[@data-step]")
    }


def test_the_report_has_its_files_in_the_step_that_they_prove(cast, draft_report):
    found = steps_of(cast, f"/reports/{draft_report.pk}/edit/")

    meeting = ["held_on", "place", "chair", "expected", "present", "agenda", "conclusions", "is_joint"]
    assert found == {
        "special_study": ([f"special_study-{name}" for name in meeting], ["files-special_study"]),
        "council": ([f"council-{name}" for name in meeting], ["files-council"]),
        "findings": (["findings", "measures"], ["files-findings"]),
        "review": ([], []),
    }


def test_the_filing_has_its_files_in_the_step_that_they_prove(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    found = steps_of(cast, f"/events/{filing.pk}/edit/")

    assert list(found) == ["what", "scope", "where", "content", "safety", "review"]
    assert [boxes for _, boxes in found.values()] == [
        *([], [], []),
        ["files-agenda", "files-permit", "files-other"],
        ["files-emergency_plan"],
        [],
    ]
    assert len([name for names, _ in found.values() for name in names]) == 24


@pytest.mark.parametrize(
    "steps", [(), (DraftStep(key="a", title="甲", fields=("x",)), DraftStep(key="b", title="乙", fields=("x",)))]
)
def test_a_field_that_nobody_could_fill_in_is_a_fault(steps):
    with pytest.raises(ValueError, match="not in exactly one step"):
        laid_out(steps, {"x": None}, {}, [], form="f")


def test_what_is_missing_is_counted_at_each_step_and_marked_at_each_field(cast, draft_report):
    client = cast.client("secretary")
    url = f"/reports/{draft_report.pk}/edit/"
    client.post(url, {"version": "0", "findings": "无"}, headers={"X-Autosave": "1"})

    page = html.fromstring(client.get(url).content)

    states = [text.strip() for text in page.xpath("//*[@data-step-state]/text()")]
    needed = page.xpath("//label[contains(@class, 'required')]/@for")
    assert states == ["缺 5 项", "缺 5 项", "缺 1 项"]
    assert len([key for key in needed if key.startswith("id_")]) == 12


def test_the_answers_stand_in_the_last_step_as_they_were_saved(cast, draft_report):
    client, url = cast.client("secretary"), f"/reports/{draft_report.pk}/edit/"
    client.post(url, {"version": "0", "council-place": "四楼会议室"}, headers={"X-Autosave": "1"})

    fragment = html.fromstring(fragment_of(client, url, root="checklist"))

    said = dict(
        zip(fragment.xpath("//dt/text()"), [dd.text_content().strip() for dd in fragment.xpath("//dd")], strict=True)
    )
    assert "四楼会议室" in [dd.text_content().strip() for dd in fragment.xpath("//dd")]
    assert said["分析研判发现的问题"] == "未填"


def test_what_was_offered_from_last_quarter_is_not_called_missing(cast):
    before = submit(cast, 2026, 1)
    before.meetings.update(place="三楼会议室")
    report_workflow.accept(before, by=cast.registrar, now=THEN)
    draft = QuarterlyReportFactory(organization=cast.organization)

    page = cast.client("secretary").get(f"/reports/{draft.pk}/edit/").content.decode()

    assert page.count('value="三楼会议室"') == 2
    assert "请填写地点" not in page


def test_the_home_page_leads_straight_to_the_form(cast, draft_report):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    page = cast.client("secretary").get("/").content.decode()

    assert {f'href="/reports/{draft_report.pk}/edit/"', f'href="/events/{filing.pk}/edit/"'} <= {
        f'href="{part.split(chr(34))[0]}"' for part in page.split('href="')
    }


def test_a_report_that_nobody_has_touched_is_no_draft(cast, draft_report):
    def shown() -> bool:
        page = cast.client("registrar").get("/reports/?state=draft").content.decode()
        return "未填报" in page

    before = shown()
    MeetingFactory(report=draft_report)
    QuarterlyReport.objects.update(edit_version=1)

    assert (before, shown()) == (True, False)


def test_the_path_says_where_a_report_stands_and_guesses_no_day_out_of_too_little(cast, waiting):
    def path():
        page = html.fromstring(cast.client("secretary").get(waiting[0].get_absolute_url()).content)
        stations = page.xpath("//ol[@class='path']/li")
        return {station.xpath("string(strong)"): station.get("data-state") for station in stations}, page.text_content()

    submitted, text = path()
    report_workflow.accept(waiting[0], by=cast.registrar, now=THEN)
    accepted, _ = path()

    assert submitted == {"填报": "done", "负责人确认": "done", "提交": "done", "接收": "now"}
    assert set(accepted.values()) == {"done"}
    assert "预计" not in text
