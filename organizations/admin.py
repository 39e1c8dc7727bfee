"""Inspection of the first floor, and the register as a file in whichever format somebody asks for."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.timezone import localdate
from import_export.admin import ExportMixin

from organizations.models import (
    AccessReset,
    Authority,
    District,
    IdentityCheck,
    ImportBatch,
    Membership,
    Organization,
    Outlet,
    PostChange,
    ResponsiblePerson,
    Seat,
    SelfCertification,
    Substitution,
    User,
)
from organizations.models.register import OrganizationQuerySet
from organizations.registry.export import with_holders
from organizations.registry.resources import OrganizationResource
from zhengzhou_ideology.inspection import InspectedAdmin


@admin.register(Organization)
class OrganizationAdmin(ExportMixin, InspectedAdmin):
    resource_classes = [OrganizationResource]
    list_display = ("name", "uscc", "kind", "status", "registration_authority", "district")
    list_filter = ("kind", "status", "district")
    list_select_related = ("registration_authority", "district")
    search_fields = ("uscc", "name")
    show_full_result_count = False

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.export_registry")

    def get_export_queryset(self, request: HttpRequest) -> OrganizationQuerySet:
        try:
            chosen = super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("unknown filter") from error
        return with_holders(chosen, localdate())


@admin.register(ResponsiblePerson)
class ResponsiblePersonAdmin(InspectedAdmin):
    list_display = ("name", "post", "organization", "term_from", "term_until")
    list_filter = ("post",)
    list_select_related = ("organization",)
    search_fields = ("organization__uscc",)
    show_full_result_count = False


@admin.register(Outlet)
class OutletAdmin(InspectedAdmin):
    list_display = ("name", "kind", "organization", "responsible", "since", "until", "confirmed_on")
    list_filter = ("kind",)
    list_select_related = ("organization", "responsible")


@admin.register(SelfCertification)
class SelfCertificationAdmin(InspectedAdmin):
    list_display = ("organization", "valid_from", "valid_until", "granted_by")
    list_select_related = ("organization", "granted_by")


@admin.register(Authority)
class AuthorityAdmin(InspectedAdmin):
    list_display = ("name", "code", "kind", "parent", "district")
    list_filter = ("kind",)
    list_select_related = ("parent", "district")


@admin.register(District)
class DistrictAdmin(InspectedAdmin):
    list_display = ("name", "code")


@admin.register(User)
class UserAdmin(InspectedAdmin):
    list_display = ("username", "name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    fields = ("username", "name", "email", "phone", "is_active", "date_joined", "last_login")


@admin.register(Membership)
class MembershipAdmin(InspectedAdmin):
    list_display = ("user", "role", "organization", "authority", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "organization", "authority")


@admin.register(Seat)
class SeatAdmin(InspectedAdmin):
    list_display = ("name", "role", "authority", "state", "proposed_by", "confirmed_by", "holder")
    list_filter = ("state", "role")
    list_select_related = ("authority", "proposed_by", "confirmed_by", "holder")


@admin.register(IdentityCheck)
class IdentityCheckAdmin(InspectedAdmin):
    list_display = ("membership", "way", "paper", "by", "acting_as", "at")
    list_filter = ("way",)
    list_select_related = ("by", "membership__user", "membership__organization", "membership__substitutes__user")


@admin.register(PostChange)
class PostChangeAdmin(InspectedAdmin):
    list_display = ("organization", "post", "name", "effective_on", "state", "entered_by", "decided_by")
    list_filter = ("state", "post")
    list_select_related = ("organization", "entered_by", "decided_by")
    search_fields = ("organization__uscc",)
    show_full_result_count = False


@admin.register(AccessReset)
class AccessResetAdmin(InspectedAdmin):
    list_display = ("account", "authority", "state", "proposed_by", "confirmed_by", "paper", "used_at")
    list_filter = ("state", "of_officer")
    list_select_related = ("account", "authority", "proposed_by", "confirmed_by")


@admin.register(Substitution)
class SubstitutionAdmin(InspectedAdmin):
    list_display = ("membership", "reason", "granted_by", "granted_as", "granted_at")
    list_select_related = (
        "granted_by",
        "membership__user",
        "membership__organization",
        "membership__authority",
        "membership__substitutes__user",
    )


@admin.register(ImportBatch)
class ImportBatchAdmin(InspectedAdmin):
    list_display = ("file_name", "state", "authority", "uploaded_by", "uploaded_at", "applied_at", "undone_at")
    list_filter = ("state",)
    list_select_related = ("authority", "uploaded_by")
    fields = (
        "file_name",
        "file_sha256",
        "state",
        "counts",
        "authority",
        "uploaded_by",
        "uploaded_at",
        "applied_at",
        "undone_at",
    )
