"""The handbook, examples to look at, and whom to ask."""

from django.urls import path

from reports.manual import views

app_name = "manual"
urlpatterns = [
    path("", views.manual, name="manual"),
    path("contact/", views.contact, name="contact"),
    path("guide/away/", views.guide_away, name="guide_away"),
    path("examples/<str:kind>/", views.example, name="example"),
    path("<str:name>/", views.page, name="page"),
]
