"""Pages of what has been kept long enough."""

from django.urls import path

from reports.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.disposal_list, name="disposal_list"),
    path("<int:pk>/", views.disposal, name="disposal"),
    path("<int:pk>/confirm/", views.MOVES["confirm"], name="confirm"),
    path("<int:pk>/keep/", views.MOVES["keep"], name="keep"),
]
