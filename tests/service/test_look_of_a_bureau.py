"""What a government site states at its foot, days with their weekday, and labels in the portal's words."""

from datetime import UTC, date, datetime

import environ
import pytest
from django import forms

from zhengzhou_ideology import site_host
from zhengzhou_ideology.template_service import full_day

FACTS = {
    "HOST_NAME": "某市民政局",
    "HOST_SPONSOR": "某市社会组织管理局",
    "HOST_TELEPHONE": "0371-00000000",
    "HOST_HOURS": "工作日 9:00—17:00",
    "HOST_ICP": "豫ICP备00000000号",
    "HOST_POLICE_RECORD": "豫公网安备 00000000000000号",
    "HOST_SITE_CODE": "4101000000",
}


def test_the_foot_states_who_answers_for_the_site(client, settings, monkeypatch, db):
    for name, value in FACTS.items():
        monkeypatch.setenv(name, value)
    settings.PORTAL_HOST = site_host.host_of(environ.Env())

    page = client.get("/accessibility/").content.decode()

    assert [value for value in FACTS.values() if value not in page] == []


def test_without_facts_the_foot_states_none(client, settings, db):
    settings.PORTAL_HOST = dict.fromkeys(site_host.FACTS, "")

    page = client.get("/accessibility/").content.decode()

    assert "host-facts" not in page
    assert page.count("无障碍声明") > 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 26), "2026年11月26日（周四）"),
        (datetime(2026, 11, 28, 16, 30, tzinfo=UTC), "2026年11月29日（周日）"),
        (None, ""),
    ],
)
def test_a_day_has_its_weekday(value, said):
    assert full_day(value) == said


class FilingForm(forms.Form):
    title = forms.CharField(label="活动名称", max_length=4, required=True)
    kind = forms.ChoiceField(label="类别", choices=[("a", "论坛")])
    agrees = forms.BooleanField(label="内容属实")
    on = forms.DateField(label="活动首日")
    count = forms.IntegerField(label="人数", min_value=1)
    paper = forms.FileField(label="议程")
    own = forms.CharField(label="暗号", error_messages={"required": "请说出暗号。"})
    code = forms.CharField(label="code")


def test_a_form_speaks_of_its_own_fields():
    said = {name: [str(one) for one in found] for name, found in FilingForm({}).errors.items()}

    assert said == {
        "title": ["请填写活动名称。"],
        "kind": ["请选择类别。"],
        "agrees": ["请勾选内容属实。"],
        "on": ["请填写活动首日。"],
        "count": ["请填写人数。"],
        "paper": ["请上传议程。"],
        "own": ["请说出暗号。"],
        "code": ["这个字段是必填项。"],
    }


def test_what_cannot_be_read_is_said_with_the_way_to_write_it():
    found = FilingForm({"title": "超过四个字", "kind": "b", "on": "明天", "count": "0"}).errors

    assert [found[name][0] for name in ("title", "kind", "on", "count")] == [
        "活动名称最多 4 字，现有 5 字。",
        "请在列出的选项中选择类别。",
        "请按“2026-11-26”的格式填写活动首日。",
        "人数不能小于 1。",
    ]
