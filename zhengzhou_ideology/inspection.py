"""The admin site as a window: administrators and auditors look at rows, nobody changes any there."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

INSPECT = "audit.inspect"


class InspectionConfig(AdminConfig):
    default_site = "zhengzhou_ideology.inspection.InspectionSite"


class InspectionSite(AdminSite):
    """Who may look is a rule about the acting role, not a flag on the account."""

    site_header = site_title = "数据查看"
    index_title = "只读"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Windows only: the writable pages that Django and libraries bring for their own models stay out."""
        if admin_class is not None and issubclass(admin_class, InspectedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.has_perm(INSPECT)


class InspectedAdmin(ModelAdmin):
    """Rows to look at: every change goes through the portal's own pages, with their rules and their log."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(INSPECT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(INSPECT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
