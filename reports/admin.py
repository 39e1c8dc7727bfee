"""Inspection of the roof: what was issued, how batches went, what changed hands, and whose calendar is fetched."""

from django.contrib import admin

from reports.models import AnnualStatement, CalendarFeed, Handover, Publication, RollUp, StatementBatch, StatementChunk
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(AnnualStatement)
class AnnualStatementAdmin(InspectedAdmin):
    list_display = ("organization", "year", "version", "publication", "revision", "verification_code", "issued_at")
    list_filter = ("year",)
    list_select_related = ("organization", "publication")
    search_fields = ("organization__uscc", "organization__name", "verification_code")
    show_full_result_count = False


@admin.register(Publication)
class PublicationAdmin(InspectedAdmin):
    list_display = ("year", "state", "as_of", "by", "acting_as", "started_at", "published_at")
    list_select_related = ("by",)


@admin.register(RollUp)
class RollUpAdmin(InspectedAdmin):
    list_display = ("authority", "year", "version", "publication", "verification_code", "issued_at", "issued_by")
    list_filter = ("year",)
    list_select_related = ("authority", "publication", "issued_by")


@admin.register(StatementBatch)
class StatementBatchAdmin(InspectedAdmin):
    list_display = ("authority", "year", "state", "total", "started_by", "created_at", "finished_at")
    list_filter = ("state", "year")
    list_select_related = ("authority", "started_by")


@admin.register(StatementChunk)
class StatementChunkAdmin(InspectedAdmin):
    """With the last error of a chunk that is tried again and again."""

    list_display = ("batch", "number", "state", "attempts", "done", "failed", "claimed_at", "error")
    list_filter = ("state",)
    list_select_related = ("batch__authority",)
    exclude = ("lines", "part")


@admin.register(Handover)
class HandoverAdmin(InspectedAdmin):
    list_display = ("organization", "giver", "receiver", "by", "acting_as", "at")
    list_select_related = ("organization", "giver", "receiver", "by")
    search_fields = ("organization__uscc",)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(InspectedAdmin):
    list_display = ("user", "made_at", "fetched_at", "revoked_at")
    list_select_related = ("user",)
    exclude = ("token_sha256",)
