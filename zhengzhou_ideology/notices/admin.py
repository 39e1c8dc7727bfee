"""Groups are looked at here, without their addresses; whoever holds Django's own permission sets them up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from zhengzhou_ideology.inspection import InspectedAdmin
from zhengzhou_ideology.notices.forms import GroupChannelForm
from zhengzhou_ideology.notices.models import GroupChannel


@admin.register(GroupChannel)
class GroupChannelAdmin(InspectedAdmin):
    form = GroupChannelForm
    list_display = ["name", "owner", "active"]
    list_filter = ["active"]
    search_fields = ["name", "owner"]

    has_add_permission = admin.ModelAdmin.has_add_permission
    has_change_permission = admin.ModelAdmin.has_change_permission
    has_delete_permission = admin.ModelAdmin.has_delete_permission

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A page to look at would show the address, which is a secret, as it is stored."""
        fields = super().get_fields(request, obj)
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [name for name in fields if writes or name != "url"]
