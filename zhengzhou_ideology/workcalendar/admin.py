"""Inspection only: the calendar and the policy change through their previews, so that due days follow."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from zhengzhou_ideology.workcalendar.models import Amendment, CalendarDay, PolicyVersion, PublishedYear


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ("date", "is_working_day", "name", "source")
    date_hierarchy = "date"


@admin.register(PublishedYear)
class PublishedYearAdmin(ReadOnlyAdmin):
    list_display = ("year", "source")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    list_display = ("rule", "worded", "effective_from", "source", "decided_by")
    list_filter = ("rule",)


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    list_display = ("number", "summary", "by", "at")
