"""Inspection of what the ladder left behind; nothing here can be edited."""

from django.contrib import admin

from organizations.ladder.models import Hold, Reminder, Sweep
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(Sweep)
class SweepAdmin(InspectedAdmin):
    list_display = ("on", "at")
    show_full_result_count = False


@admin.register(Reminder)
class ReminderAdmin(InspectedAdmin):
    list_display = ("kind", "matter", "round", "rung", "due_on", "reached_on", "heard")
    list_filter = ("kind", "rung")
    search_fields = ("=matter",)
    show_full_result_count = False


@admin.register(Hold)
class HoldAdmin(InspectedAdmin):
    list_display = ("district", "authority", "kind", "number", "starts_on", "ends_on", "held_by", "lifted_at")
    list_select_related = ("district", "authority", "held_by")
