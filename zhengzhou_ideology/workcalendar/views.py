"""The calendar and the policy as everybody reads them, and as an administrator changes them: draft, preview, confirm."""

import csv
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.workcalendar import amendments
from zhengzhou_ideology.workcalendar.amendments import Draft
from zhengzhou_ideology.workcalendar.forms import DayForm, ExplainForm, PolicyForm, YearFileForm
from zhengzhou_ideology.workcalendar.loading import load_calendar, load_deadlines, load_policies
from zhengzhou_ideology.workcalendar.models import Amendment, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.months import months_of
from zhengzhou_ideology.workcalendar.policy import RULES, RULES_BY_KEY, SETTLED
from zhengzhou_ideology.workcalendar.terms import TERM_LABELS, TermRule
from zhengzhou_ideology.workcalendar.wall import sheet_of
from zhengzhou_ideology.workcalendar.working_days import FIRST_YEAR, LAST_YEAR, WEEKDAYS

CHANGE_CALENDAR = "workcalendar.change_calendar"
CHANGE_POLICY = "workcalendar.change_policy"


def require_perm(request: HtmxHttpRequest, perm: str) -> None:
    if not request.user.has_perm(perm):
        raise PermissionDenied(perm)


@require_GET
def year(request: HtmxHttpRequest, number: int | None = None) -> HttpResponse:
    number = checked_year(number)
    calendar = load_calendar()
    context = {
        "year": number,
        "months": months_of(number, calendar),
        "weekdays": WEEKDAYS,
        "is_announced": calendar.is_announced(number),
        "notice": PublishedYear.objects.filter(year=number).first(),
        "previous": number - 1 if number > FIRST_YEAR else None,
        "next": number + 1 if number < LAST_YEAR else None,
        "amendments": Amendment.objects.select_related("by")[:10],
        "may_change": request.user.has_perm(CHANGE_CALENDAR),
    }
    return render_page(request, "workcalendar/year.html", context, partial="sheets")


@require_GET
def year_csv(request: HtmxHttpRequest, number: int) -> HttpResponse:
    """The year as a file that the import reads back, so that it also serves as a pattern for the next one."""
    number = checked_year(number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="calendar-{number}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["日期", "类型", "名称"])
    calendar = load_calendar()
    marked = (cell for month in months_of(number, calendar) for week in month.weeks for cell in week if cell)
    for cell in marked:
        rule = calendar.rule_on(cell.date)
        if rule:
            writer.writerow([cell.date.isoformat(), cell.mark, rule.name])
    return response


@require_GET
@costly
def wall(request: HtmxHttpRequest, number: int) -> HttpResponse:
    """The year on one sheet, as the calendar was last corrected."""
    number = checked_year(number)
    return HttpResponse(
        sheet_of(number, now=now()),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="calendar-{number}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def checked_year(number: int | None) -> int:
    number = localdate().year if number is None else number
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404(f"工作日历没有{number}年。")
    return number


@require_http_methods(["GET", "HEAD", "POST"])
def day_change(request: HtmxHttpRequest) -> HttpResponse:
    require_perm(request, CHANGE_CALENDAR)
    day = parse_requested(request.GET.get("date", ""))
    form = DayForm(request.POST or None, initial=day_initial(day))
    if form.is_valid():
        return preview_page(request, form.draft())
    described = load_calendar().describe(day) if day else ""
    return render_form(request, "workcalendar/day_form.html", {"form": form, "day": day, "described": described})


def parse_requested(text: str) -> date | None:
    """The day that a link names; a mangled address opens an empty form."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def day_initial(day: date | None) -> dict[str, Any]:
    if day is None:
        return {}
    rule = load_calendar().overrides.get(day)
    if rule is None:
        return {"date": day}
    kind = DayForm.WORK if rule.is_working_day else DayForm.REST
    return {"date": day, "kind": kind, "name": rule.name, "source": rule.source}


@require_http_methods(["GET", "HEAD", "POST"])
def year_import(request: HtmxHttpRequest) -> HttpResponse:
    require_perm(request, CHANGE_CALENDAR)
    form = YearFileForm(request.POST or None, request.FILES or None, initial={"year": localdate().year + 1})
    if form.is_valid():
        return preview_page(request, form.draft(load_calendar()), warnings=form.parsed.warnings)
    return render_form(request, "workcalendar/year_import.html", {"form": form})


@require_POST
def recheck(request: HtmxHttpRequest) -> HttpResponse:
    """Stored days against the calendar of today: a new release of `chinesecalendar` publishes a year silently."""
    require_perm(request, CHANGE_CALENDAR)
    return preview_page(request, Draft("核对已存期限"))


@require_POST
def confirm(request: HtmxHttpRequest) -> HttpResponse:
    if not any(request.user.has_perm(perm) for perm in (CHANGE_CALENDAR, CHANGE_POLICY)):
        raise PermissionDenied(CHANGE_CALENDAR)
    token = request.POST.get("token", "")
    draft, _, _ = amendments.shown(token)
    require_perm(request, draft.perm)
    amendment = amendments.confirm(token, by=request.user, today=localdate())
    messages.success(request, f"已确认：{amendment.summary}。")
    if draft.policy:
        return redirect("workcalendar:policy_list")
    return redirect("workcalendar:year", draft.published_year or min(draft.days, default=localdate()).year)


@require_GET
def policy_list(request: HtmxHttpRequest) -> HttpResponse:
    today = localdate()
    context = {
        "rows": policy_rows(today),
        "settled": SETTLED,
        "may_change": request.user.has_perm(CHANGE_POLICY),
    }
    return render_page(request, "workcalendar/policy_list.html", context, partial="rules")


def policy_rows(today: date) -> list[dict[str, Any]]:
    """Each rule with what holds today, since when and by which source, and what is to come."""
    in_force = load_policies().on(today)
    versions: dict[str, list[PolicyVersion]] = {rule.key: [] for rule in RULES}
    for version in PolicyVersion.objects.all():
        versions[version.rule].append(version)
    return [
        {
            "rule": rule,
            "worded": rule.worded(getattr(in_force, rule.key)),
            "version": next((v for v in reversed(versions[rule.key]) if v.effective_from <= today), None),
            "coming": [version for version in versions[rule.key] if version.effective_from > today],
        }
        for rule in RULES
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def policy_change(request: HtmxHttpRequest, key: str) -> HttpResponse:
    require_perm(request, CHANGE_POLICY)
    if key not in RULES_BY_KEY:
        raise Http404("没有这项规则。")
    today, rule = localdate(), RULES_BY_KEY[key]
    in_force = getattr(load_policies().on(today), key)
    form = PolicyForm(request.POST or None, rule=rule, today=today, in_force=in_force)
    if form.is_valid():
        return preview_page(request, form.draft())
    context = {
        "form": form,
        "rule": rule,
        "worded": rule.worded(in_force),
        "default": rule.worded(rule.default),
        "versions": PolicyVersion.objects.filter(rule=key).select_related("decided_by").reverse(),
    }
    return render_form(request, "workcalendar/policy_form.html", context)


@require_GET
def explain(request: HtmxHttpRequest) -> HttpResponse:
    form = ExplainForm(request.GET or None)
    due = form.explain(load_deadlines())
    context: dict[str, Any] = {"form": form, "due": due, "steps": due.steps_as_json() if due else []}
    if due:
        context["label"], context["base_label"] = TERM_LABELS[TermRule(form.cleaned_data["rule"])]
    return render_page(request, "workcalendar/explain.html", context, partial="explanation")


def preview_page(request: HtmxHttpRequest, draft: Draft, warnings: list[str] | None = None) -> HttpResponse:
    context = {"preview": amendments.preview(draft), "warnings": warnings or []}
    return render_page(request, "workcalendar/preview.html", context, partial="preview")


def render_form(request: HtmxHttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form, or the same again with its errors and 422."""
    return render_page(request, template, context, partial="entry", status=422 if context["form"].errors else 200)
