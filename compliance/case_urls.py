"""The addresses of accountability cases; included under the names of the room."""

from django.urls import path

from compliance.views.cases import reading

urlpatterns = [
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="case_file"),
]
