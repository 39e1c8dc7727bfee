"""Pages of the boards."""

from django.urls import URLPattern, URLResolver

app_name = "boards"
urlpatterns: list[URLPattern | URLResolver] = []
