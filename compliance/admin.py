"""Inspection of what the ladder left behind and of cases; nothing here can be edited."""

from django.contrib import admin

from compliance.models import (
    AccountabilityCase,
    CasePaper,
    CaseReading,
    Exemption,
    Extension,
    Hold,
    PaperWording,
    Reminder,
    ServiceRecord,
    Sweep,
)
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


@admin.register(AccountabilityCase)
class CaseAdmin(InspectedAdmin):
    list_display = ("organization", "ground", "state", "proposed_on", "opened_on", "decided_on", "closed_on")
    list_select_related = ("organization",)
    list_filter = ("state", "ground")
    show_full_result_count = False


@admin.register(CasePaper)
class CasePaperAdmin(InspectedAdmin):
    list_display = ("full_number", "kind", "case", "state", "signed_by", "signed_on")
    list_select_related = ("case__organization", "signed_by")
    list_filter = ("kind", "state")
    show_full_result_count = False


@admin.register(ServiceRecord)
class ServiceAdmin(InspectedAdmin):
    list_display = ("paper", "method", "sent_on", "served_on", "rule")
    list_select_related = ("paper__case__organization",)
    show_full_result_count = False


@admin.register(CaseReading)
class CaseReadingAdmin(InspectedAdmin):
    list_display = ("case", "user", "acting_as", "what", "at")
    list_select_related = ("case__organization", "user")
    show_full_result_count = False


@admin.register(PaperWording)
class PaperWordingAdmin(InspectedAdmin):
    list_display = ("kind", "edited_by", "edited_at")
    list_select_related = ("edited_by",)
