"""The addresses of the ladder: its dry run, and what is held back."""

from django.urls import path

from organizations.ladder import views

app_name = "ladder"

urlpatterns = [
    path("", views.ladder, name="ladder"),
    path("holds/<int:pk>/lift/", views.lift_hold, name="lift_hold"),
]
