from django.urls import path

from zhengzhou_ideology.saved_views import views

app_name = "saved_views"
urlpatterns = [
    path("new/<slug:list_key>/", views.view_new, name="new"),
    path("<int:pk>/", views.view_change, name="change"),
    path("<int:pk>/delete/", views.view_discard, name="discard"),
]
