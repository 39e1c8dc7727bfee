"""Inspection only: the calendar and the policy change through their previews, so that due days follow."""

from django.contrib import admin

from zhengzhou_ideology.inspection import InspectedAdmin
from zhengzhou_ideology.workcalendar.models import Amendment, CalendarDay, PolicyVersion, PublishedYear


@admin.register(CalendarDay)
class CalendarDayAdmin(InspectedAdmin):
    list_display = ("date", "is_working_day", "name", "source")
    date_hierarchy = "date"


@admin.register(PublishedYear)
class PublishedYearAdmin(InspectedAdmin):
    list_display = ("year", "source")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(InspectedAdmin):
    list_display = ("rule", "worded", "effective_from", "source", "decided_by")
    list_filter = ("rule",)


@admin.register(Amendment)
class AmendmentAdmin(InspectedAdmin):
    list_display = ("number", "summary", "by", "at")
