"""Addresses of the work calendar and the policy."""

from django.urls import path

from zhengzhou_ideology.workcalendar import views

app_name = "workcalendar"
urlpatterns = [
    path("", views.year, name="year"),
    path("<int:number>/", views.year, name="year"),
    path("<int:number>/csv/", views.year_csv, name="year_csv"),
    path("<int:number>.pdf", views.wall, name="wall"),
    path("days/", views.day_change, name="day_change"),
    path("import/", views.year_import, name="year_import"),
    path("recheck/", views.recheck, name="recheck"),
    path("confirm/", views.confirm, name="confirm"),
    path("policy/", views.policy_list, name="policy_list"),
    path("policy/<slug:key>/", views.policy_change, name="policy_change"),
    path("explain/", views.explain, name="explain"),
]
