"""Inspection of what the ladder left behind; nothing here can be edited. The files of cases have a window of their own."""

from django.contrib import admin

from compliance import case_admin  # noqa: F401 - it registers its models
from compliance.models import Exemption, Extension, Hold, PaperWording, Reminder, Sweep
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(Sweep)
class SweepAdmin(InspectedAdmin):
    list_display = ("on", "at")
    show_full_result_count = False


@admin.register(Reminder)
class ReminderAdmin(InspectedAdmin):
    list_display = ("kind", "matter", "round", "rung", "due_on", "reached_on")
    list_filter = ("kind", "rung")
    search_fields = ("=matter",)
    show_full_result_count = False


@admin.register(Hold)
class HoldAdmin(InspectedAdmin):
    list_display = ("district", "authority", "kind", "number", "starts_on", "ends_on", "held_by", "lifted_at")
    list_select_related = ("district", "authority", "held_by")


@admin.register(Extension, Exemption)
class PleaAdmin(InspectedAdmin):
    list_display = ("report", "state", "asked_at", "decided_by", "decided_at")
    list_select_related = ("report__organization", "report__period", "decided_by")
    list_filter = ("state",)
    show_full_result_count = False


@admin.register(PaperWording)
class PaperWordingAdmin(InspectedAdmin):
    list_display = ("kind", "edited_by", "edited_at")
    list_select_related = ("edited_by",)
