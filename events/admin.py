"""Inspection of major events; every change goes through the workflows."""

from django.contrib import admin

from events.models import AfterTheFactReport, AuthorityDecision, EventFiling, EventRecord, IssuedPaper, Review
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(EventFiling)
class EventFilingAdmin(InspectedAdmin):
    list_display = ("title", "organization", "state", "starts_on", "decide_by", "version", "is_current")
    list_filter = ("state", "kind", "district")
    list_select_related = ("organization",)
    search_fields = ("title", "organization__uscc")
    show_full_result_count = False


@admin.register(EventRecord)
class EventRecordAdmin(InspectedAdmin):
    list_display = ("filing", "state", "registration_authority", "due_on", "recorded_at")
    list_filter = ("state",)
    list_select_related = ("filing", "registration_authority")
    show_full_result_count = False


@admin.register(AuthorityDecision)
class AuthorityDecisionAdmin(InspectedAdmin):
    list_display = ("filing", "authority", "outcome", "ground", "decided_by", "decided_at")
    list_filter = ("outcome", "ground")
    list_select_related = ("filing", "authority", "decided_by")
    show_full_result_count = False


@admin.register(Review)
class ReviewAdmin(InspectedAdmin):
    list_display = ("filing", "authority", "contested_state", "outcome", "asked_at", "decided_at")
    list_filter = ("outcome",)
    list_select_related = ("filing", "authority")
    show_full_result_count = False


@admin.register(IssuedPaper)
class IssuedPaperAdmin(InspectedAdmin):
    list_display = ("full_number", "kind", "filing", "authority", "issued_on")
    list_filter = ("kind", "year")
    list_select_related = ("filing", "authority")
    search_fields = ("code",)
    show_full_result_count = False


@admin.register(AfterTheFactReport)
class AfterTheFactReportAdmin(InspectedAdmin):
    list_display = ("title", "organization", "held_from", "reported_at", "proposed_at")
    list_select_related = ("organization",)
    show_full_result_count = False
