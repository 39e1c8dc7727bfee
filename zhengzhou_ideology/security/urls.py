from django.urls import path

from zhengzhou_ideology.security import views

app_name = "security"
urlpatterns = [
    path("events/", views.event_list, name="event_list"),
    path("go-on/", views.go_on, name="go_on"),
]
