"""Where the register and its imports are found."""

from django.urls import path, re_path

from organizations.views import organizations, registry

urlpatterns = [
    path("registry/imports/", registry.import_list, name="import_list"),
    path("registry/imports/<int:pk>/", registry.import_batch, name="import_batch"),
    path("registry/imports/<int:pk>/confirm/", registry.import_confirm, name="import_confirm"),
    path("registry/imports/<int:pk>/discard/", registry.import_discard, name="import_discard"),
    path("registry/imports/<int:pk>/undo/", registry.import_undo, name="import_undo"),
    path("registry/imports/<int:pk>/marked.xlsx", registry.import_marked, name="import_marked"),
    re_path(r"^registry/export\.(?P<form>xlsx|csv)$", registry.organization_export, name="organization_export"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/mine/", organizations.mine, name="mine"),
    path("organizations/<str:uscc>/", organizations.organization, name="organization"),
    path("organizations/<str:uscc>/edit/", organizations.organization_edit, name="organization_edit"),
    path("organizations/<str:uscc>/posts/<str:post>/", organizations.holder_new, name="holder_new"),
    path("organizations/<str:uscc>/persons/<int:pk>/", organizations.person_edit, name="person_edit"),
    path("organizations/<str:uscc>/outlets/new/", organizations.outlet_edit, name="outlet_new"),
    path("organizations/<str:uscc>/outlets/<int:pk>/", organizations.outlet_edit, name="outlet_edit"),
    path("organizations/<str:uscc>/outlets/<int:pk>/close/", organizations.outlet_close, name="outlet_close"),
    path(
        "organizations/<str:uscc>/self-certification/",
        organizations.self_certification_grant,
        name="self_certification_grant",
    ),
]
