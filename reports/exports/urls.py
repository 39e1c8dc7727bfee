"""Pages of the export centre."""

from django.urls import path

from reports.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="export_list"),
    path("new/<slug:ledger>/", views.export_new, name="new"),
    path("<int:pk>/file/", views.export_file, name="file"),
]
