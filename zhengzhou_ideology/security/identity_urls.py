"""The addresses of allauth's OpenID Connect, by our views."""

from django.urls import path

from zhengzhou_ideology.security import views

urlpatterns = [
    path("login/", views.identity_asked, name="identity_asked"),
    path("login/callback/", views.identity_given, name="identity_given"),
]
