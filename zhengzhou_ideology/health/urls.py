from django.urls import path

from zhengzhou_ideology.health import views

app_name = "health"
urlpatterns = [path("", views.status, name="status")]
