"""Inspection of case files: for auditors alone, and who opens a row stands in the log of readers; nothing can be edited."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localdate

from compliance.cases.models import (
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
    PaperWording,
    ServiceRecord,
)
from compliance.cases.record import files
from organizations.models import User
from zhengzhou_ideology.inspection import InspectedAdmin


def case_of(row: Any) -> AccountabilityCase:
    if isinstance(row, AccountabilityCase):
        return row
    return row.paper.case if isinstance(row, ServiceRecord) else row.case


class FiledAdmin(InspectedAdmin):
    """A part of case files; whoever may not read cases on their pages does not read them here either."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and request.user.has_perm("cases.view_cases")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm("cases.view_cases")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """A sealed file asks for the reason of reading, which only the case's own page can take."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and self.has_view_permission(request, row):
            what = f"数据查看：{self.opts.verbose_name}"
            files.read(case_of(row), what, by=cast("User", request.user), today=localdate())
        return row


@admin.register(AccountabilityCase)
class CaseAdmin(FiledAdmin):
    list_display = ("organization", "ground", "state", "proposed_on", "opened_on", "decided_on", "closed_on")
    list_select_related = ("organization",)
    list_filter = ("state", "ground")


@admin.register(CasePaper)
class CasePaperAdmin(FiledAdmin):
    list_display = ("full_number", "kind", "case", "state", "signed_by", "signed_on")
    list_select_related = ("case__organization", "signed_by")
    list_filter = ("kind", "state")


@admin.register(ServiceRecord)
class ServiceAdmin(FiledAdmin):
    list_display = ("paper", "method", "sent_on", "served_on", "rule")
    list_select_related = ("paper__case__organization",)


@admin.register(CaseReading)
class CaseReadingAdmin(FiledAdmin):
    list_display = ("case", "user", "acting_as", "what", "at")
    list_select_related = ("case__organization", "user")


@admin.register(CaseMove)
class CaseMoveAdmin(FiledAdmin):
    list_display = ("case", "name", "before", "after", "by", "acting_as", "at")
    list_select_related = ("case__organization", "by")


@admin.register(CaseTerm)
class CaseTermAdmin(FiledAdmin):
    list_display = ("case", "kind", "base_on", "due_on", "due_provisional", "round", "ended_on")
    list_select_related = ("case__organization",)
    list_filter = ("kind",)


@admin.register(ConflictDeclaration)
class ConflictDeclarationAdmin(FiledAdmin):
    list_display = ("case", "user", "acting_as", "has_conflict", "declared_at")
    list_select_related = ("case__organization", "user")


@admin.register(CaseStatement)
class CaseStatementAdmin(FiledAdmin):
    list_display = ("case", "filed_by", "filed_at", "is_late", "is_complete", "wants_hearing")
    list_select_related = ("case__organization", "filed_by")


@admin.register(CaseHearing)
class CaseHearingAdmin(FiledAdmin):
    list_display = ("case", "asked_on", "set_for", "chair", "held_on", "attended")
    list_select_related = ("case__organization", "chair")


@admin.register(CaseFile)
class CaseFileAdmin(FiledAdmin):
    list_display = ("case", "kind", "title", "withheld", "added_by", "added_at")
    list_select_related = ("case__organization", "added_by")
    list_filter = ("kind", "withheld")


@admin.register(CaseRectification)
class CaseRectificationAdmin(FiledAdmin):
    list_display = ("case", "number", "filed_by", "filed_at", "answer", "answered_by")
    list_select_related = ("case__organization", "filed_by", "answered_by")
    list_filter = ("answer",)


@admin.register(CaseTimeRequest)
class CaseTimeRequestAdmin(FiledAdmin):
    list_display = ("case", "term", "state", "old_due", "new_due", "asked_by", "decided_by")
    list_select_related = ("case__organization", "asked_by", "decided_by")
    list_filter = ("term", "state")


@admin.register(CaseReview)
class CaseReviewAdmin(FiledAdmin):
    list_display = ("case", "authority", "asked_at", "outcome", "measure_before", "measure_after", "decided_by")
    list_select_related = ("case__organization", "authority", "decided_by")
    list_filter = ("outcome",)


@admin.register(PaperWording)
class PaperWordingAdmin(InspectedAdmin):
    list_display = ("kind", "edited_by", "edited_at")
    list_select_related = ("edited_by",)
