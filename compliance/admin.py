"""Inspection of what the ladder left behind and of cases; nothing here can be edited."""

from django.contrib import admin

from compliance.models import (
    AccountabilityCase,
    CaseFile,
    CaseHearing,
    CaseMove,
    CasePaper,
    CaseReading,
    CaseRectification,
    CaseReview,
    CaseStatement,
    CaseTerm,
    CaseTimeRequest,
    ConflictDeclaration,
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


@admin.register(CaseMove)
class CaseMoveAdmin(InspectedAdmin):
    list_display = ("case", "name", "before", "after", "by", "acting_as", "at")
    list_select_related = ("case__organization", "by")
    show_full_result_count = False


@admin.register(CaseTerm)
class CaseTermAdmin(InspectedAdmin):
    list_display = ("case", "kind", "base_on", "due_on", "due_provisional", "round", "ended_on")
    list_select_related = ("case__organization",)
    list_filter = ("kind",)
    show_full_result_count = False


@admin.register(ConflictDeclaration)
class ConflictDeclarationAdmin(InspectedAdmin):
    list_display = ("case", "user", "acting_as", "has_conflict", "declared_at")
    list_select_related = ("case__organization", "user")
    show_full_result_count = False


@admin.register(CaseStatement)
class CaseStatementAdmin(InspectedAdmin):
    list_display = ("case", "filed_by", "filed_at", "is_late", "is_complete", "wants_hearing")
    list_select_related = ("case__organization", "filed_by")
    show_full_result_count = False


@admin.register(CaseHearing)
class CaseHearingAdmin(InspectedAdmin):
    list_display = ("case", "asked_on", "set_for", "chair", "held_on", "attended")
    list_select_related = ("case__organization", "chair")
    show_full_result_count = False


@admin.register(CaseFile)
class CaseFileAdmin(InspectedAdmin):
    list_display = ("case", "kind", "title", "withheld", "added_by", "added_at")
    list_select_related = ("case__organization", "added_by")
    list_filter = ("kind", "withheld")
    show_full_result_count = False


@admin.register(CaseRectification)
class CaseRectificationAdmin(InspectedAdmin):
    list_display = ("case", "number", "filed_by", "filed_at", "answer", "answered_by")
    list_select_related = ("case__organization", "filed_by", "answered_by")
    list_filter = ("answer",)
    show_full_result_count = False


@admin.register(CaseTimeRequest)
class CaseTimeRequestAdmin(InspectedAdmin):
    list_display = ("case", "term", "state", "old_due", "new_due", "asked_by", "decided_by")
    list_select_related = ("case__organization", "asked_by", "decided_by")
    list_filter = ("term", "state")
    show_full_result_count = False


@admin.register(CaseReview)
class CaseReviewAdmin(InspectedAdmin):
    list_display = ("case", "authority", "asked_at", "outcome", "measure_before", "measure_after", "decided_by")
    list_select_related = ("case__organization", "authority", "decided_by")
    list_filter = ("outcome",)
    show_full_result_count = False
