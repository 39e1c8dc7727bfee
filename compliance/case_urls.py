"""The addresses of accountability cases; included under the names of the room."""

from django.urls import path

from compliance.views.cases import lists, papers, proposing, reading

urlpatterns = [
    path("", lists.case_list, name="case_list"),
    path("<int:pk>/", reading.case, name="case"),
    path("files/<int:pk>/", reading.case_file, name="case_file"),
    path("proposals/", lists.proposal_list, name="proposal_list"),
    path("proposals/new/<str:uscc>/", proposing.proposal_new, name="proposal_new"),
    path("proposals/<int:pk>/", proposing.proposal, name="proposal"),
    path("proposals/<int:pk>/open/", proposing.open_case, name="open_case"),
    path("proposals/<int:pk>/dismiss/", proposing.dismiss_case, name="dismiss_case"),
    path("papers/<int:pk>/", papers.case_paper, name="case_paper"),
    path("verify/<str:code>/", papers.verify_paper, name="verify_paper"),
]
