"""Where the first floor is found: the register, its imports, and accounts."""

from django.urls import URLPattern

app_name = "organizations"
urlpatterns: list[URLPattern] = []
