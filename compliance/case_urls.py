"""The addresses of accountability cases; included under the names of the room."""

from django.urls import path

from compliance.views.cases import papers, reading

urlpatterns = [
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="case_file"),
    path("papers/<int:pk>/", papers.case_paper, name="case_paper"),
    path("verify/<str:code>/", papers.verify_paper, name="verify_paper"),
]
