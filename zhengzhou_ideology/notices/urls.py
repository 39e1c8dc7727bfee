"""Addresses of the inbox, the settings and the administrators' view of the outbox."""

from django.urls import path

from zhengzhou_ideology.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/open/", views.open_notice, name="open"),
    path("links/<str:token>/", views.follow, name="follow"),
    path("unread/", views.unread, name="unread"),
    path("preferences/", views.preferences, name="preferences"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:queue>/retry/", views.retry_all, name="retry_all"),
    path("outbox/<slug:queue>/<int:pk>/retry/", views.retry, name="retry"),
]
