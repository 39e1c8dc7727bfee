"""Inspection of extensions and exemptions; nothing here can be edited."""

from django.contrib import admin

from compliance.models import Exemption, Extension
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(Extension, Exemption)
class PleaAdmin(InspectedAdmin):
    list_display = ("report", "state", "asked_at", "decided_by", "decided_at")
    list_select_related = ("report__organization", "report__period", "decided_by")
    list_filter = ("state",)
    show_full_result_count = False
