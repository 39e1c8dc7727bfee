from django.contrib import admin

from zhengzhou_ideology.inspection import InspectedAdmin
from zhengzhou_ideology.security.models import AccountMail, SecurityEvent


@admin.register(SecurityEvent)
class SecurityEventAdmin(InspectedAdmin):
    list_display = ("at", "kind", "account", "name", "address", "about", "rows")
    list_filter = ("kind",)
    list_select_related = ("account",)
    show_full_result_count = False


@admin.register(AccountMail)
class AccountMailAdmin(InspectedAdmin):
    """How far a mail has come; its text is nobody's to read."""

    list_display = ("created_at", "address", "subject", "state", "attempts", "last_error", "sent_at")
    list_filter = ("state",)
    exclude = ("sealed_body",)
    show_full_result_count = False
