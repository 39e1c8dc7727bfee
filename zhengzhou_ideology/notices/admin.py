"""Groups are set up here; notices and their sending are only looked at."""

from django.contrib import admin

from zhengzhou_ideology.notices.forms import GroupChannelForm
from zhengzhou_ideology.notices.models import GroupChannel


@admin.register(GroupChannel)
class GroupChannelAdmin(admin.ModelAdmin):
    form = GroupChannelForm
    list_display = ["name", "owner", "active"]
    list_filter = ["active"]
    search_fields = ["name", "owner"]
