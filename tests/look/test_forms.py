"""How any form comes out: labels, help, errors and native widgets."""

from datetime import date, datetime

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual


class MeetingForm(forms.Form):
    title = forms.CharField(label="会议名称", help_text="与纪要一致。", max_length=4)
    held_on = forms.DateField(label="召开日期")
    begins_at = forms.DateTimeField(label="开始时间", required=False)
    form = forms.ChoiceField(
        label="会议形式", choices=[("onsite", "现场"), ("video", "视频")], widget=forms.RadioSelect
    )
    true = forms.BooleanField(label="内容属实")
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_field_ties_label_help_and_errors_together():
    html = str(MeetingForm({"title": "超过四个字的名称"})["title"].as_field_group())

    assert '<label class="form-label required" for="id_title">会议名称</label>' in html
    assert '<div class="form-hint" id="id_title_helptext">与纪要一致。</div>' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert '<ul class="errorlist" id="id_title_error">' in html


def test_summary_links_to_each_field_in_error():
    html = str(MeetingForm({"version": "1"}))

    assert "有 4 处需要更正" in html
    for field in ("title", "held_on", "form", "true"):
        assert f'<a href="#id_{field}' in html
        assert f'id="id_{field}' in html


def test_valid_form_has_no_summary():
    data = {"title": "例会", "held_on": "2026-10-09", "form": "video", "true": "on", "version": "1"}

    assert "error-summary" not in str(MeetingForm(data))


@pytest.mark.parametrize(
    "form", [MeetingForm(initial={"held_on": date(2026, 10, 9)}), MeetingForm({"held_on": "2026-10-09"})]
)
def test_date_is_native_and_keeps_its_value(form):
    assert '<input type="date" name="held_on" value="2026-10-09" class="form-control"' in str(form["held_on"])


@pytest.mark.parametrize(
    "form",
    [MeetingForm(initial={"begins_at": datetime(2026, 10, 9, 9, 30)}), MeetingForm({"begins_at": "2026-10-09T09:30"})],
)
def test_date_time_is_native_and_keeps_its_value(form):
    html = str(form["begins_at"])

    assert '<input type="datetime-local" name="begins_at" value="2026-10-09T09:30" class="form-control"' in html


def test_choices_are_a_group_with_a_legend():
    html = str(MeetingForm()["form"].as_field_group())

    assert '<legend class="form-label required">会议形式</legend>' in html
    assert html.count('<label class="form-check"') == 2
    assert html.count("form-check-input") == 2


def test_own_class_stays_beside_the_portals():
    widget = forms.TextInput(attrs={"class": "codes", "rows": None})

    assert 'class="form-control codes"' in widget.render("code", "1")


def test_hidden_field_is_plain():
    html = str(MeetingForm(initial={"version": 3})["version"])

    assertHTMLEqual(html, '<input type="hidden" name="version" value="3" id="id_version">')
