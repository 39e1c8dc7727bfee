"""What an administrator types about days and rules, and what anybody asks about a date."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from zhengzhou_ideology.forms import DateInput
from zhengzhou_ideology.workcalendar import year_file
from zhengzhou_ideology.workcalendar.amendments import Draft, PolicyDraft
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.policy import Rule, Value
from zhengzhou_ideology.workcalendar.statutory import DayRule
from zhengzhou_ideology.workcalendar.terms import MOST_DAYS, TERM_LABELS, Due, TermRule
from zhengzhou_ideology.workcalendar.working_days import FIRST_YEAR, LAST_YEAR, TermError, WorkCalendar


def covered(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"日期应在{FIRST_YEAR}年至{LAST_YEAR}年之间。")


def date_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), **options)


class DayForm(forms.Form):
    REST, WORK, DEFAULT = "rest", "work", "default"

    date = date_field("日期", validators=[covered])
    kind = forms.ChoiceField(
        label="安排",
        choices=[(REST, "放假"), (WORK, "上班"), (DEFAULT, "撤销调整，恢复原有安排")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="名称", max_length=50, required=False, help_text="例如：国庆节。撤销调整时不必填写。")
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号，例如：国办发明电〔2025〕7号。")

    def clean(self) -> None:
        kind, name = self.cleaned_data.get("kind"), self.cleaned_data.get("name")
        if kind in {self.REST, self.WORK} and not name and "name" not in self.errors:
            self.add_error("name", "请填写名称。")

    def draft(self) -> Draft:
        day, kind, source = (self.cleaned_data[key] for key in ("date", "kind", "source"))
        if kind == self.DEFAULT:
            return Draft(f"撤销{day.isoformat()}的调整", removed=frozenset([day]), source=source)
        rule = DayRule(kind == self.WORK, self.cleaned_data["name"], source)
        summary = f"{day.isoformat()}{rule.name}{'上班' if rule.is_working_day else '放假'}"
        return Draft(summary, days={day: rule}, source=source)


class YearFileForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    source = forms.CharField(label="依据", max_length=200, help_text="放假通知的名称和文号。")
    file = forms.FileField(
        label="安排表",
        required=False,
        help_text="xlsx 或 csv 文件，表头为：日期、类型、名称。类型填“休”或“班”；周末本身不必列出。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    text = forms.CharField(
        label="或直接粘贴",
        required=False,
        strip=False,
        help_text="每行一条，首行为表头，例如：2027-10-01至2027-10-07,休,国庆节。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> None:
        upload, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "").strip()
        if self.errors:
            return
        if bool(upload) is bool(text):
            raise ValidationError("请上传安排表或者粘贴内容，二者选一。")
        if upload and upload.size > year_file.MOST_BYTES:
            raise ValidationError("文件过大，一个年度的安排不应超过1 MB。")
        rows = year_file.read_upload(upload.read(), upload.name) if upload else year_file.read_text(text)
        self.parsed = year_file.parse(rows, year=self.cleaned_data["year"], source=self.cleaned_data["source"])

    def draft(self, calendar: WorkCalendar) -> Draft:
        """The file is the whole of the year: what was entered for it before and is not in it any more goes."""
        year = self.cleaned_data["year"]
        stale = {day for day in calendar.overrides if day.year == year} - set(self.parsed.days)
        return Draft(
            f"导入{year}年放假安排",
            days=self.parsed.days,
            removed=frozenset(stale),
            published_year=year,
            source=self.cleaned_data["source"],
        )


class NumberListField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        parts = [part for part in re.split(r"[,，、\s]+", str(super().to_python(value))) if part]
        if not all(re.fullmatch(r"[0-9]{1,6}", part) for part in parts):
            raise ValidationError("请填写整数，以逗号分隔。")
        return tuple(map(int, parts))


class PolicyForm(forms.Form):
    effective_from = date_field("生效日期")
    source = forms.CharField(label="依据", max_length=200)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, rule: Rule, today: date, in_force: Value, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.today = rule, today
        self.fields["value"] = value_field(rule)
        self.fields["value"].initial = typed(in_force)
        self.fields["effective_from"].help_text = "自该日起发生的事项适用新规定，此前已开始的事项仍按原规定办理。"
        self.order_fields(["value"])

    def clean_value(self) -> Value:
        try:
            return self.rule.checked(self.cleaned_data["value"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_effective_from(self) -> date:
        day = self.cleaned_data["effective_from"]
        if not self.today <= day <= date(LAST_YEAR, 12, 31):
            raise ValidationError("生效日期不得早于今天。")
        return day

    def draft(self) -> Draft:
        policy = PolicyDraft(self.rule.key, **self.cleaned_data)
        summary = f"{self.rule.label}自{policy.effective_from.isoformat()}起改为：{policy.worded}"
        return Draft(summary[:200], source=policy.source, policy=policy)


def value_field(rule: Rule) -> forms.Field:
    if isinstance(rule.default, bool):
        return forms.TypedChoiceField(
            label="取值",
            choices=[("yes", "是"), ("no", "否")],
            coerce=lambda choice: choice == "yes",
            widget=forms.RadioSelect,
        )
    if isinstance(rule.default, tuple):
        return NumberListField(label="取值", help_text=f"{len(rule.default)}个整数，以逗号分隔。")
    return forms.IntegerField(label="取值", min_value=rule.lowest, max_value=rule.highest)


def typed(value: Value) -> str:
    """The value as the form would have it typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "，".join(map(str, value)) if isinstance(value, tuple) else str(value)


class ExplainForm(forms.Form):
    rule = forms.ChoiceField(label="期限", choices=[(rule.value, TERM_LABELS[rule][0]) for rule in TermRule])
    date = date_field("起算的日期")
    days = forms.IntegerField(
        label="工作日天数", required=False, min_value=1, max_value=MOST_DAYS, help_text="只用于工作日推算。"
    )
    event = date_field("活动首日", required=False)

    def explain(self, deadlines: Deadlines) -> Due | None:
        """The due day, or none where the form now says why there is none."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return deadlines.due(given["rule"], given["date"], days=given["days"], event=given["event"])
        except TermError as error:
            self.add_error(None, str(error))
            return None
