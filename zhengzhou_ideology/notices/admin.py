"""Groups are looked at here, without their addresses, which are secrets."""

from django.contrib import admin

from zhengzhou_ideology.inspection import InspectedAdmin
from zhengzhou_ideology.notices.models import GroupChannel


@admin.register(GroupChannel)
class GroupChannelAdmin(InspectedAdmin):
    exclude = ["url"]
    list_display = ["name", "owner", "active"]
    list_filter = ["active"]
    search_fields = ["name", "owner"]
